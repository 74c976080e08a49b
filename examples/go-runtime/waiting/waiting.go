// Package waiting shows how to wait for goroutines, to do something once and to cancel.
package waiting

import (
	"context"
	"errors"
	"sync"
)

// --8<-- [start:all]

// fetchAll 等所有人做完：一人一格，各写各的，Wait 返回之后再读。
func fetchAll(ctx context.Context, keys []string, fetch func(context.Context, string) (string, error)) ([]string, error) {
	values := make([]string, len(keys))
	failures := make([]error, len(keys))
	var wg sync.WaitGroup
	for i, key := range keys {
		wg.Go(func() { values[i], failures[i] = fetch(ctx, key) })
	}
	wg.Wait()
	return values, errors.Join(failures...)
}

// --8<-- [end:all]

// --8<-- [start:first]

// each 同时最多做 limit 个（至少 1）；第一个错误取消其余的，但仍等它们都退出才返回。
func each[T any](ctx context.Context, limit int, items []T, do func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, limit)
	var wg sync.WaitGroup
	for _, item := range items {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil { // 两个分支都就绪时，上面可能挑中名额
			break
		}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := do(ctx, item); err != nil {
				cancel(err) // 只有第一次算数
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// --8<-- [end:first]

// --8<-- [start:lazy]

// lazy 只记住成功：失败了，下一个人再试。OnceValues 会把第一次的错误记到永远。
type lazy[T any] struct {
	mu    sync.Mutex
	ready bool
	value T
}

func (l *lazy[T]) get(load func() (T, error)) (T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ready {
		return l.value, nil
	}
	value, err := load()
	if err == nil {
		l.value, l.ready = value, true
	}
	return value, err
}

// --8<-- [end:lazy]
