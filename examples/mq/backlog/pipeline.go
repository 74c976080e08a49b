// Package backlog drains a partition faster without losing or reordering: parallel work with one joint commit, and batches.
package backlog

import (
	"context"
	"errors"
	"hash/maphash"
	"sync"
	"time"

	"zhiku.example/mq/ordering"
)

// Options sets how one partition is consumed.
type Options struct {
	Workers     int
	Window      int           // 已取走、还不能提交的条数上限
	CommitEvery time.Duration // 合并提交的间隔
	Handle      func(ordering.Message) error
	Commit      func(next int64) error
}

var errSkipped = errors.New("skipped: an earlier message of the same worker failed")

type result struct {
	offset int64
	err    error
}

// --8<-- [start:run]

// Run 并发处理一个分区。取消、输入结束或有一条失败时停止拉取，等在途的做完，再提交最后一次。
func Run(ctx context.Context, msgs <-chan ordering.Message, committed int64, o Options) error {
	tracker := ordering.NewTracker(committed)
	queues, results, stop := startWorkers(o)
	defer stop()

	commit := func() error {
		next := tracker.Committable()
		if next == committed {
			return nil // 没有前移，不发请求
		}
		if err := o.Commit(next); err != nil {
			return err
		}
		committed = next
		return nil
	}
	tick := time.NewTicker(o.CommitEvery)
	defer tick.Stop()

	var failed error
	running, open, cancelled := 0, true, ctx.Done()
	for open || running > 0 {
		in := msgs
		if !open || tracker.Inflight() >= o.Window {
			in = nil // 窗口满：不再取，这就是背压
		}
		select {
		case m, ok := <-in:
			if !ok {
				open = false
				break
			}
			tracker.Fetched(m.Offset)
			queues[pick(m.Key, o.Workers)] <- m // 每个队列都装得下整个窗口，不会堵
			running++
		case r := <-results:
			running--
			if r.err == nil {
				tracker.Done(r.offset)
			} else if failed == nil {
				failed, open = r.err, false
			}
		case <-tick.C:
			if err := commit(); err != nil && failed == nil {
				failed, open = err, false
			}
		case <-cancelled:
			open, cancelled = false, nil
		}
	}
	return errors.Join(failed, commit())
}

// --8<-- [end:run]

var seed = maphash.MakeSeed()

func pick(key string, workers int) int {
	return int(maphash.String(seed, key) % uint64(workers))
}

func startWorkers(o Options) (queues []chan ordering.Message, results chan result, stop func()) {
	queues, results = make([]chan ordering.Message, o.Workers), make(chan result)
	var wg sync.WaitGroup
	for i := range queues {
		queues[i] = make(chan ordering.Message, o.Window)
		wg.Go(func() {
			var broken error
			for m := range queues[i] {
				err := broken // 前面有失败：同 key 的后续不能越过它
				if err == nil {
					err = o.Handle(m)
				}
				if err != nil {
					broken = errSkipped
				}
				results <- result{m.Offset, err}
			}
		})
	}
	return queues, results, func() {
		for _, q := range queues {
			close(q)
		}
		wg.Wait()
	}
}
