package balance

import (
	"cmp"
	"math"
	"slices"
)

// Bounded 是有界负载的一致性哈希：节点满了就顺时针找下一个。没有加锁。
type Bounded struct {
	*Ring
	Load  map[string]int
	Nodes int     // 环上有几个节点
	Slack float64 // 上限是平均值的几倍，至少为 1，例如 1.25
	total int
}

// --8<-- [start:bounded]

// Pick 记一个在途请求并返回节点；完成时应调用 Done。
func (b *Bounded) Pick(key string) string {
	limit := int(math.Ceil(b.Slack * float64(b.total+1) / float64(b.Nodes))) // 向上取整，否则可能人人都满
	i, _ := slices.BinarySearchFunc(b.points, hash(key), func(p point, h uint64) int { return cmp.Compare(p.hash, h) })
	for { // 上限 × 节点数 > 在途数，所以总有一个没满
		n := b.points[i%len(b.points)].node
		if b.Load[n] < limit {
			b.Load[n]++
			b.total++
			return n
		}
		i++
	}
}

// --8<-- [end:bounded]

// Done gives the place back.
func (b *Bounded) Done(node string) {
	b.Load[node]--
	b.total--
}
