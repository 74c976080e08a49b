// Package snowflake issues 63-bit ids that stay unique when the clock or the owner of a worker id changes.
package snowflake

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	workerBits, seqBits = 10, 12
	timeShift           = workerBits + seqBits

	MaxWorker = 1<<workerBits - 1
	MaxTime   = 1<<41 - 1
	maxSeq    = 1<<seqBits - 1
)

var (
	ErrAhead = errors.New("snowflake: ids are ahead of the clock")
	ErrLease = errors.New("snowflake: the lease of the worker id is over")
)

// Epoch 是 41 位时间的起点，上线后不能再改。
var Epoch = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// Lease 表示 Worker 这个号在 (From, Until] 的毫秒里只归一个进程，From 不早于上一任的 Until。
type Lease struct{ Worker, From, Until int64 }

// Generator 的发号时间是逻辑时间：只进不退，最多比时钟快 maxAhead 毫秒。
type Generator struct {
	now      func() int64 // 距 Epoch 的毫秒
	maxAhead int64

	mu        sync.Mutex
	lease     Lease
	last, seq int64
}

func New(l Lease, maxAhead time.Duration, now func() int64) (*Generator, error) {
	if l.Worker < 0 || l.Worker > MaxWorker || l.From < 0 || l.Until <= l.From || l.Until > MaxTime {
		return nil, fmt.Errorf("snowflake: bad lease %+v", l)
	}
	return &Generator{now: now, maxAhead: maxAhead.Milliseconds(), lease: l, last: l.From, seq: maxSeq}, nil
}

// --8<-- [start:next]

// Next 不睡眠；出错时状态不变，所以不会重发。
func (g *Generator) Next() (int64, error) {
	g.mu.Lock()
	defer g.mu.Unlock()

	now := g.now()
	t, seq := g.last, g.seq+1
	switch {
	case now > t: // 新的一毫秒
		t, seq = now, 0
	case seq > maxSeq: // 序号用完：时间进一，绝不绕回 0
		t, seq = t+1, 0
	}
	switch {
	case t-now > g.maxAhead: // 回拨太多，或者发得太快
		return 0, ErrAhead
	case t > g.lease.Until: // 租约没有覆盖这个时间
		return 0, ErrLease
	}
	g.last, g.seq = t, seq
	return t<<timeShift | g.lease.Worker<<seqBits | seq, nil
}

// NextWait 在锁外等时钟追上来，醒来重新判断。
func (g *Generator) NextWait(ctx context.Context) (int64, error) {
	for {
		id, err := g.Next()
		if !errors.Is(err, ErrAhead) {
			return id, err
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("%w: %w", err, ctx.Err())
		case <-time.After(time.Millisecond):
		}
	}
}

// --8<-- [end:next]

// Extend 在续租成功之后调用；租约只会往后延。
func (g *Generator) Extend(until int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lease.Until = min(max(g.lease.Until, until), MaxTime)
}

// --8<-- [start:monotonic]

// Monotonic 只在启动时读一次墙上时钟，之后按单调时钟走：进程活着时不受校时影响。
func Monotonic() func() int64 {
	start := time.Now()
	base := start.Sub(Epoch)
	return func() int64 { return (base + time.Since(start)).Milliseconds() }
}

// --8<-- [end:monotonic]

// Parts 拆开一个 ID。
func Parts(id int64) (t time.Time, worker, seq int64) {
	return Epoch.Add(time.Duration(id>>timeShift) * time.Millisecond), id >> seqBits & MaxWorker, id & maxSeq
}
