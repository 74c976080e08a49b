// Package shadow compares a new implementation with the old one while the old one goes on answering.
package shadow

import (
	"context"
	"fmt"
	"time"
)

// Result is what one implementation did.
type Result[T any] struct {
	Value T
	Err   error
}

// Diff is a request on which the two disagree.
type Diff[T any] struct {
	Key      string
	Old, New Result[T]
}

// Shadow holds the two implementations of one read.
type Shadow[T any] struct {
	Old, New func(ctx context.Context, key string) (T, error)
	Same     func(old, new Result[T]) bool // 先去掉合理的差异：时间、次序、自增 ID
	Budget   time.Duration                 // 新的最多跑多久
	Report   func(Diff[T])

	slots chan struct{} // 同时最多几个比对，满了就不比
}

// Limit sets how many comparisons may run at a time; without it nothing is compared.
func (s *Shadow[T]) Limit(n int) { s.slots = make(chan struct{}, n) }

// --8<-- [start:do]

// Do 永远返回旧实现的结果；新实现在旁边跑，它慢、报错、panic 都不影响用户。
func (s *Shadow[T]) Do(ctx context.Context, key string) (T, error) {
	v, err := s.Old(ctx, key)
	select {
	case s.slots <- struct{}{}:
		go s.compare(context.WithoutCancel(ctx), key, Result[T]{v, err})
	default: // 比对来不及就跳过，绝不排队
	}
	return v, err
}

func (s *Shadow[T]) compare(ctx context.Context, key string, old Result[T]) {
	defer func() { <-s.slots }()
	ctx, cancel := context.WithTimeout(ctx, s.Budget)
	defer cancel()
	fresh := s.run(ctx, key)
	if !s.Same(old, fresh) {
		s.Report(Diff[T]{key, old, fresh})
	}
}

func (s *Shadow[T]) run(ctx context.Context, key string) (r Result[T]) {
	defer func() {
		if p := recover(); p != nil {
			r.Err = fmt.Errorf("panic: %v", p)
		}
	}()
	r.Value, r.Err = s.New(ctx, key)
	return r
}

// --8<-- [end:do]
