// Package stampede keeps a database alive behind a cache: one load per key, cached absences, jittered and soft expiry.
package stampede

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

var errAborted = errors.New("stampede: load aborted")

// --8<-- [start:flight]

// Group 让同一个键同一时刻只有一次加载，其余调用者等它的结果。
type Group[V any] struct {
	Timeout time.Duration // 一次加载最多多久，0 为不限
	mu      sync.Mutex
	calls   map[string]*call[V]
}

type call[V any] struct {
	done chan struct{}
	val  V
	err  error
}

// Do 的加载不属于任何一个调用者：谁取消都只是自己离开，加载继续。
func (g *Group[V]) Do(ctx context.Context, key string, load func(context.Context) (V, error)) (V, error) {
	c := g.start(ctx, key, load)
	select {
	case <-c.done:
		return c.val, c.err
	case <-ctx.Done():
		var zero V
		return zero, ctx.Err()
	}
}

func (g *Group[V]) start(ctx context.Context, key string, load func(context.Context) (V, error)) *call[V] {
	g.mu.Lock()
	defer g.mu.Unlock()
	c, running := g.calls[key]
	if !running {
		if g.calls == nil {
			g.calls = make(map[string]*call[V])
		}
		c = &call[V]{done: make(chan struct{}), err: errAborted}
		g.calls[key] = c
		go g.run(context.WithoutCancel(ctx), key, c, load)
	}
	return c
}

// --8<-- [end:flight]

// run loads once and wakes everybody, also when load panics or exits.
func (g *Group[V]) run(ctx context.Context, key string, c *call[V], load func(context.Context) (V, error)) {
	defer close(c.done)
	defer func() {
		if p := recover(); p != nil {
			c.err = fmt.Errorf("stampede: load of %q panicked: %v\n%s", key, p, debug.Stack())
		}
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.calls[key] == c { // a forgotten call must not remove its successor
			delete(g.calls, key)
		}
	}()
	if g.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, g.Timeout)
		defer cancel()
	}
	c.val, c.err = load(ctx)
}

// Forget makes the next Do start a new load instead of joining one that began before a write.
func (g *Group[V]) Forget(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.calls, key)
}
