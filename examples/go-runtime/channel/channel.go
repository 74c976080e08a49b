// Package channel shows how channels behave, who closes them and how select chooses.
package channel

import (
	"context"
	"sync"
)

// --8<-- [start:merge]

// merge 把几个来源合成一个：每个来源一个发送方，等齐了发送方的那个 goroutine 来关。
func merge[T any](ctx context.Context, sources ...<-chan T) <-chan T {
	out := make(chan T)
	var senders sync.WaitGroup
	for _, source := range sources {
		senders.Go(func() { forward(ctx, source, out) })
	}
	go func() {
		senders.Wait()
		close(out)
	}()
	return out
}

// forward 的参数带方向：它不可能误收 out，也不可能误关 source。
func forward[T any](ctx context.Context, source <-chan T, out chan<- T) {
	for {
		select {
		case <-ctx.Done():
			return
		case v, open := <-source:
			if !open {
				return
			}
			select {
			case out <- v:
			case <-ctx.Done(): // 没人收了也走得掉
				return
			}
		}
	}
}

// --8<-- [end:merge]

// --8<-- [start:nil]

// both 收完两个来源：关掉的那个设成 nil，它的分支就不再被选中。
func both(a, b <-chan int, use func(int)) {
	for a != nil || b != nil {
		select {
		case v, open := <-a:
			if !open {
				a = nil // 不设，这个分支永远就绪，循环空转
				continue
			}
			use(v)
		case v, open := <-b:
			if !open {
				b = nil
				continue
			}
			use(v)
		}
	}
}

// --8<-- [end:nil]

// --8<-- [start:priority]

// next 让停止信号优先：先单独看它一眼，再一起等。
func next(stop <-chan struct{}, jobs <-chan int) (int, bool) {
	select {
	case <-stop:
		return 0, false
	default:
	}
	select {
	case <-stop:
		return 0, false
	case job, open := <-jobs:
		return job, open
	}
}

// --8<-- [end:priority]
