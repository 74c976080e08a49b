// Package balance holds ways to choose one of several nodes.
package balance

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// --8<-- [start:rr]

// RoundRobin 不用锁：一个原子计数器取模。
type RoundRobin struct{ next atomic.Uint64 }

// NewRoundRobin 起点随机：否则所有客户端的第一个请求都打到第一个节点。
func NewRoundRobin() *RoundRobin {
	r := &RoundRobin{}
	r.next.Store(uint64(rand.Uint32()))
	return r
}

// Pick returns a number in [0, n); n must be positive.
func (r *RoundRobin) Pick(n int) int { return int((r.next.Add(1) - 1) % uint64(n)) }

// --8<-- [end:rr]

// --8<-- [start:smooth]

// Smooth 是平滑加权轮询。
type Smooth struct {
	mu    sync.Mutex
	nodes []*node
}

type node struct {
	name    string
	weight  int // 配置的权重，也是上限
	actual  int // 当前生效的权重，随调用结果变
	current int // 攒下的分
}

// Add adds a node; weight must be positive.
func (s *Smooth) Add(name string, weight int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nodes = append(s.nodes, &node{name: name, weight: weight, actual: weight})
}

// Pick 每人先加上自己的权重，分最高的当选，再扣掉总权重。
func (s *Smooth) Pick() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var best *node
	total := 0
	for _, n := range s.nodes {
		n.current += n.actual
		total += n.actual
		if best == nil || n.current > best.current {
			best = n
		}
	}
	if best == nil {
		return ""
	}
	best.current -= total
	return best.name
}

// --8<-- [end:smooth]

// --8<-- [start:report]

// Report 按结果调权重：失败减半，成功加一；最低 1，最高是配置值。
// 下限不能是 0：没有流量就没有成功，再也涨不回来。
func (s *Smooth) Report(name string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.nodes {
		switch {
		case n.name != name:
		case ok:
			n.actual = min(n.actual+1, n.weight)
		default:
			n.actual = max(n.actual/2, 1)
		}
	}
}

// --8<-- [end:report]
