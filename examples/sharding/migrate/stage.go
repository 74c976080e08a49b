// Package migrate holds the parts of an online migration: stages, backfill, fence and pacing.
package migrate

import (
	"encoding/binary"
	"hash/crc32"
)

// --8<-- [start:stage]

// Stage 是一个用户桶所处的阶段。每个阶段只有一边说了算，另一边跟着。
type Stage int

const (
	OldOnly  Stage = iota // 只用旧库
	OldLeads              // 双写，旧库为准：新库只当从库读，它写失败不影响业务，记下来补
	NewLeads              // 双写，新库为准：读新库，旧库跟着写，随时能退回去
	NewOnly               // 只用新库：此后退回去要另做一次迁移
)

func (s Stage) ReadNew() bool   { return s >= NewLeads }
func (s Stage) WritesOld() bool { return s <= NewLeads }
func (s Stage) WritesNew() bool { return s >= OldLeads }

// Buckets 个桶，按桶灰度；同一个用户永远在同一个桶，不会这次读旧、下次读新。
const Buckets = 1000

func Bucket(userID int64) int {
	return int(crc32.ChecksumIEEE(binary.BigEndian.AppendUint64(nil, uint64(userID))) % Buckets)
}

// --8<-- [end:stage]
