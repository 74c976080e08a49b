// Package mutex shows the two modes of sync.Mutex, the waiting writer of sync.RWMutex and counters.
package mutex

import (
	"maps"
	"sync"
	"sync/atomic"
)

// --8<-- [start:counter]

// Counter 只有一个数：一条原子指令就够，零值可用。
type Counter struct{ n atomic.Int64 }

func (c *Counter) Add(delta int64) int64 { return c.n.Add(delta) } // 返回自己这一次的结果
func (c *Counter) Value() int64          { return c.n.Load() }

// Tally 有两处要一起变：总数和分项，所以用锁。
type Tally struct {
	mu    sync.Mutex
	total int64
	byKey map[string]int64
}

func (t *Tally) Add(key string, delta int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byKey == nil {
		t.byKey = map[string]int64{}
	}
	t.byKey[key] += delta
	t.total += delta
}

// Snapshot 返回副本：把 map 本身交出去，锁就白加了。
func (t *Tally) Snapshot() (int64, map[string]int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.total, maps.Clone(t.byKey)
}

// --8<-- [end:counter]

// --8<-- [start:take]

// takeBroken：每一步都是原子的，合起来不是。两个人可以都通过检查。
func takeBroken(stock *atomic.Int64, n int64, between func()) bool {
	if stock.Load() < n {
		return false
	}
	between() // 测试在这里让另一个人插进来
	stock.Add(-n)
	return true
}

// take：检查和修改压成一次 CAS，值变过就重来。
func take(stock *atomic.Int64, n int64, between func()) bool {
	for {
		left := stock.Load()
		if left < n {
			return false
		}
		between()
		if stock.CompareAndSwap(left, left-n) {
			return true
		}
	}
}

// --8<-- [end:take]

type account struct {
	id      int
	mu      sync.Mutex
	balance int64
}

// --8<-- [start:order]

// transfer 按编号从小到大加锁；自己转给自己要先拦住，否则同一把锁锁两次。
func transfer(from, to *account, amount int64) bool {
	if from == to {
		return false
	}
	first, second := from, to
	if second.id < first.id {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	if from.balance < amount {
		return false
	}
	from.balance -= amount
	to.balance += amount
	return true
}

// --8<-- [end:order]
