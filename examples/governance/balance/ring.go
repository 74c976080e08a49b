package balance

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
)

// --8<-- [start:ring]

// Ring 是一致性哈希环：每个节点占 replicas 个虚拟点，key 归顺时针遇到的第一个点。
type Ring struct {
	points []point // 按 hash 排好
}

type point struct {
	hash uint64
	node string
}

// NewRing returns a ring; the replicas of a node may be made proportional to its weight.
func NewRing(replicas int, nodes ...string) *Ring {
	r := &Ring{}
	for _, n := range nodes {
		for i := range replicas {
			r.points = append(r.points, point{hash(fmt.Sprintf("%s#%d", n, i)), n})
		}
	}
	slices.SortFunc(r.points, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.node, b.node))
	})
	return r
}

// Pick returns the node of key; the ring must not be empty.
func (r *Ring) Pick(key string) string {
	i, _ := slices.BinarySearchFunc(r.points, hash(key), func(p point, h uint64) int { return cmp.Compare(p.hash, h) })
	return r.points[i%len(r.points)].node // 过了最后一个点，回到第一个
}

// --8<-- [end:ring]

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	x := h.Sum64() // FNV 对短而相近的串散得不够开，再搅一遍（splitmix64 的收尾）
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
