// Package routing maps keys to logical shards and logical shards to hosts.
package routing

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"sync/atomic"
)

// --8<-- [start:router]

// Logical 是逻辑分片数：定下就不改，它和下面的散列一起决定每一行属于哪一片。
const Logical = 480

// Shard 是“键 → 逻辑分片”，一个固定的函数。
func Shard(userID int64) int {
	return int(crc32.ChecksumIEEE(binary.BigEndian.AppendUint64(nil, uint64(userID))) % Logical)
}

// Map 是“逻辑分片 → 实例”，一张带版本的小表；只换整张，不改其中一格。
type Map struct {
	Version int64
	Host    [Logical]int
}

// Router 供业务并发使用：读是一次原子加载，更新换掉整张表。
type Router struct{ m atomic.Pointer[Map] }

// Host 连同版本一起返回，写事务拿它去核对归属。
func (r *Router) Host(userID int64) (host int, version int64) {
	m := r.m.Load()
	return m.Host[Shard(userID)], m.Version
}

// Update 只接受更新的版本，配置乱序到达也不会退回去。
func (r *Router) Update(next *Map) bool {
	for {
		cur := r.m.Load()
		if cur != nil && next.Version <= cur.Version {
			return false
		}
		if r.m.CompareAndSwap(cur, next) {
			return true
		}
	}
}

// --8<-- [end:router]

// --8<-- [start:grow]

// Grow 把逻辑分片摊到 hosts 台（不少于现在的台数）：每次从超出均值的实例搬一片到最空的实例。
func (m *Map) Grow(hosts int) (next *Map, moved []int) {
	next = &Map{Version: m.Version + 1, Host: m.Host}
	count := make([]int, hosts)
	for _, h := range m.Host {
		count[h]++
	}
	for shard, h := range next.Host {
		to := slices.Index(count, slices.Min(count))
		if count[h]-count[to] <= 1 {
			continue // 已经一样匀，这一片不动
		}
		next.Host[shard] = to
		count[h]--
		count[to]++
		moved = append(moved, shard)
	}
	return next, moved
}

// --8<-- [end:grow]

// --8<-- [start:gene]

// 订单号的低 9 位放下单用户的逻辑分片（480 小于 512），高位是全局唯一的号。
const geneBits = 9

func OrderID(seq, userID int64) int64 { return seq<<geneBits | int64(Shard(userID)) }

// ShardOfOrder 不查任何表：凭订单号就知道去哪一片。
func ShardOfOrder(orderID int64) int { return int(orderID & (1<<geneBits - 1)) }

// --8<-- [end:gene]
