// Package segment hands out ids from ranges that a database reserves one after another.
package segment

import (
	"context"
	"time"
)

// Source 把上界推进 step 并返回新上界；在数据库里是一条 UPDATE 加一条 SELECT，放在同一个事务。
type Source interface {
	Advance(ctx context.Context, step int64) (last int64, err error)
}

type span struct{ next, last int64 }

// Allocator 的 cur 容量为 1，拿到值就等于拿到锁，等待时还能听 ctx。
type Allocator struct {
	cur   chan span
	spare chan span
}

func New() *Allocator {
	a := &Allocator{cur: make(chan span, 1), spare: make(chan span)}
	a.cur <- span{next: 1, last: 0}
	return a
}

// --8<-- [start:segment]

// Run 总是提前备好一个号段：当前段一开用，就去取下一段。
func (a *Allocator) Run(ctx context.Context, src Source, step int64, retry time.Duration) error {
	for {
		last, err := src.Advance(ctx, step)
		if err != nil {
			select {
			case <-time.After(retry):
				continue
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		select {
		case a.spare <- span{last - step + 1, last}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (a *Allocator) Next(ctx context.Context) (int64, error) {
	var s span
	select {
	case s = <-a.cur:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	defer func() { a.cur <- s }()
	if s.next > s.last {
		select {
		case s = <-a.spare:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	s.next++
	return s.next - 1, nil
}

// --8<-- [end:segment]
