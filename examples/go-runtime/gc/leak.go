package gc

import (
	"context"
	"time"
)

// --8<-- [start:leak]

// queryLeaky：调用方超时先走，没有人再收，发送的 goroutine 永远堵住。
func queryLeaky(ctx context.Context, backend func() int) (int, error) {
	result := make(chan int)
	go func() { result <- backend() }()
	select {
	case v := <-result:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// query 只多一个缓冲：发送总能完成，goroutine 总能退出。
func query(ctx context.Context, backend func() int) (int, error) {
	result := make(chan int, 1)
	go func() { result <- backend() }()
	select {
	case v := <-result:
		return v, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// --8<-- [end:leak]

// --8<-- [start:async]

// notifyCancelled：函数立刻返回，defer 的 stop 把还没做完的 send 取消掉。
func notifyCancelled(parent context.Context, send func(context.Context) error) <-chan error {
	limited, stop := context.WithTimeout(parent, 5*time.Second)
	defer stop()
	outcome := make(chan error, 1)
	go func() { outcome <- send(limited) }()
	return outcome
}

// notify：谁用 context，谁创建、谁取消；WithoutCancel 让它不随请求结束而取消。
func notify(parent context.Context, send func(context.Context) error) <-chan error {
	outcome := make(chan error, 1)
	detached := context.WithoutCancel(parent)
	go func() {
		limited, stop := context.WithTimeout(detached, 5*time.Second)
		defer stop()
		outcome <- send(limited)
	}()
	return outcome
}

// --8<-- [end:async]

// header keeps the whole backing array of b alive.
func header(b []byte) []byte { return b[:10] }
