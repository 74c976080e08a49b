package repair

import (
	"encoding/binary"
	"hash/crc32"
	"hash/fnv"
)

// --8<-- [start:digest]

// Digest 是一段主键里的行数与各行散列之和。加法与次序无关，各分片的摘要可以直接相加，
// 再和旧库同一段的摘要比较。
type Digest struct{ Count, Sum uint64 }

func (d Digest) Plus(o Digest) Digest { return Digest{d.Count + o.Count, d.Sum + o.Sum} }

// RowHash 第一个字段是主键，否则两行内容对调看不出来；每个字段加上长度，NULL 单独标记，才不会串。
func RowHash(fields ...*string) uint64 {
	h := fnv.New64a()
	for _, f := range fields {
		if f == nil {
			h.Write([]byte{0})
			continue
		}
		h.Write(binary.AppendUvarint([]byte{1}, uint64(len(*f))))
		h.Write([]byte(*f))
	}
	return h.Sum64()
}

// --8<-- [end:digest]

// Record is one row of a table ordered by ID.
type Record struct {
	ID   int64
	Hash uint64
}

// Sum digests rows.
func Sum(rows []Record) (d Digest) {
	for _, r := range rows {
		d = d.Plus(Digest{1, r.Hash})
	}
	return d
}

// --8<-- [start:bisect]

// Side 给出一段主键 [from, to) 的摘要；旧库查一张表，新库查各分片再相加。
type Side func(from, to int64) Digest

// Suspects 找出摘要不同的最小段：先比大段，不同才对半分，段长到 unit 为止。
func Suspects(old, fresh Side, from, to, unit int64) (ranges [][2]int64, queries int) {
	if queries = 1; old(from, to) == fresh(from, to) {
		return nil, queries
	}
	if to-from <= unit {
		return [][2]int64{{from, to}}, queries
	}
	mid := from + (to-from)/2
	a, n := Suspects(old, fresh, from, mid, unit)
	b, m := Suspects(old, fresh, mid, to, unit)
	return append(a, b...), queries + n + m
}

// --8<-- [end:bisect]

// Shard routes by a stable hash.
func Shard(id int64, shards int) int {
	return int(crc32.ChecksumIEEE(binary.BigEndian.AppendUint64(nil, uint64(id))) % uint32(shards))
}
