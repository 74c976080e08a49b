package discovery

import (
	"context"
	"errors"
	"time"
)

// --8<-- [start:keep]

// Keep 注册实例，并按 every 发心跳，直到 ctx 结束。
// 连不上注册中心时只是继续试：实例自己没有坏，不能因此停止服务。
func Keep(ctx context.Context, r *Registry, in Instance, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	registered := r.Register(in) == nil
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if registered {
			registered = !errors.Is(r.Renew(in.ID), ErrNoLease)
		}
		if !registered { // 注册没有成功过，或租约已经没了
			registered = r.Register(in) == nil
		}
	}
}

// --8<-- [end:keep]

// Retire is what a server does at SIGTERM, in this order.
//
// --8<-- [start:retire]
func Retire(ctx context.Context, stopBeats func(), deregister func() error, settle time.Duration, shutdown func(context.Context) error) error {
	stopBeats()         // 1 先停心跳，而且等那个 goroutine 退出：否则它可能把自己又注册回去
	err := deregister() // 2 主动摘除，不等租约到期；失败了也继续
	select {            // 3 等客户端都看到新名单，这段时间照常处理请求
	case <-time.After(settle):
	case <-ctx.Done():
	}
	return errors.Join(err, shutdown(ctx)) // 4 不再接新的，等在途的做完
}

// --8<-- [end:retire]
