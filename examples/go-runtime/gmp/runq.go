// Package gmp models the scheduler's run queues and probes how the real scheduler treats blocked and spinning goroutines.
package gmp

// G 是 goroutine 的编号；0 表示没有。
type G int

const ringSize = 256

// Global 是所有 P 共用的队列；真正的实现用一把锁保护它。
type Global struct{ queue []G }

func (q *Global) push(gs ...G) { q.queue = append(q.queue, gs...) }

// Batch 是一个空闲的 P 一次从全局队列拿走的个数。
func (q *Global) Batch(procs int) int {
	return min(ringSize/2, len(q.queue), len(q.queue)/procs+1)
}

// --8<-- [start:queue]

// P 是照 runtime/proc.go 的规则写的单线程模型：没有原子操作，只留下“谁去哪里”。
type P struct {
	runnext    G
	ring       [ringSize]G
	head, tail uint32
	global     *Global
}

// Put 放入新建或刚被唤醒的 G：它占住 runnext，原来的 runnext 退到队尾。
func (p *P) Put(g G) {
	old := p.runnext
	p.runnext = g
	switch {
	case old == 0:
	case p.tail-p.head < ringSize:
		p.pushBack(old)
	default: // 满了：队头的一半连同被挤下来的 old 一起进全局队列
		for range ringSize / 2 {
			p.global.push(p.popFront())
		}
		p.global.push(old)
	}
}

// Steal 从 victim 的队头拿走一半（向上取整），最后一个马上运行，其余进自己的队列；不含偷 runnext。
func (p *P) Steal(victim *P) G {
	n := victim.tail - victim.head
	n -= n / 2
	if n == 0 {
		return 0
	}
	for range n - 1 {
		p.pushBack(victim.popFront())
	}
	return victim.popFront()
}

// --8<-- [end:queue]

// Get 先取 runnext，再取队头。
func (p *P) Get() G {
	if g := p.runnext; g != 0 {
		p.runnext = 0
		return g
	}
	if p.head == p.tail {
		return 0
	}
	return p.popFront()
}

// Queue 列出环形队列里的 G，从队头到队尾。
func (p *P) Queue() []G {
	var gs []G
	for i := p.head; i != p.tail; i++ {
		gs = append(gs, p.ring[i%ringSize])
	}
	return gs
}

func (p *P) pushBack(g G) {
	p.ring[p.tail%ringSize] = g
	p.tail++
}

func (p *P) popFront() G {
	g := p.ring[p.head%ringSize]
	p.head++
	return g
}
