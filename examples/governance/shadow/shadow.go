// Package shadow compares a new implementation with the old one while the old one goes on answering.
package shadow

import (
	"context"
	"errors"
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

// Shadow holds the two implementations of one read. Where T is a pointer, a slice or a map, the user and the comparison
// share the value: nobody may change it after Old has returned it.
type Shadow[T any] struct {
	Old, New func(ctx context.Context, key string) (T, error)
	Same     func(old, new Result[T]) bool // 先去掉合理的差异：时间、次序、自增 ID
	Budget   time.Duration                 // 新的最多跑多久
	Report   func(Diff[T])                 // 只记录，不能 panic

	slots chan struct{} // 同时最多几个比对，满了就不比
}

// Limit sets how many comparisons may run at a time; without it nothing is compared.
func (s *Shadow[T]) Limit(n int) { s.slots = make(chan struct{}, n) }

// --8<-- [start:do]

// Do 永远返回旧实现的结果；新实现在旁边跑，它慢、报错、panic 都不改变用户看到的。
func (s *Shadow[T]) Do(ctx context.Context, key string) (T, error) {
	v, err := s.Old(ctx, key)
	if ctx.Err() != nil { // 请求已经取消或超时，旧的多半没做完：没有可比的
		return v, err
	}
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
	fresh := try(func() (T, error) { return s.New(ctx, key) })
	same := try(func() (bool, error) { return s.Same(old, fresh), nil })
	if !same.Value { // 比对函数自己 panic 了，也算差异，不能当成一致
		fresh.Err = errors.Join(fresh.Err, same.Err)
		s.Report(Diff[T]{key, old, fresh})
	}
}

// try 接住 f 的 panic。f 里另起的 goroutine 的 panic 接不住。
func try[T any](f func() (T, error)) (r Result[T]) {
	defer func() {
		if p := recover(); p != nil {
			r.Err = fmt.Errorf("panic: %v", p)
		}
	}()
	r.Value, r.Err = f()
	return r
}

// --8<-- [end:do]
