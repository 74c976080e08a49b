// Package ordering keeps messages of one key in order while many workers run, and commits only finished prefixes.
package ordering

import (
	"hash/maphash"
	"sync"
)

// Message is one record of a partition.
type Message struct {
	Offset int64
	Key    string
}

// --8<-- [start:perkey]

var seed = maphash.MakeSeed()

// worker 选队列用的哈希要与选分区的不同，否则一个分区里的 key 会挤到同几个 worker 上。
func worker(key string, workers int) int {
	return int(maphash.String(seed, key) % uint64(workers))
}

// PerKey 把同一个 key 的消息总是交给同一个 worker：key 内串行，key 间并行。
func PerKey(msgs []Message, workers int, handle func(Message)) {
	queues := make([]chan Message, workers)
	var wg sync.WaitGroup
	for i := range queues {
		queues[i] = make(chan Message, 64) // 满了就挡住拉取，这就是背压
		wg.Go(func() {
			for m := range queues[i] {
				handle(m)
			}
		})
	}
	for _, m := range msgs { // 只有一个分发者，入队次序就是 offset 次序
		queues[worker(m.Key, workers)] <- m
	}
	for _, q := range queues {
		close(q)
	}
	wg.Wait()
}

// --8<-- [end:perkey]

// PerMessage starts a goroutine for each message: the order is up to the scheduler.
func PerMessage(msgs []Message, handle func(Message)) {
	var wg sync.WaitGroup
	for _, m := range msgs {
		wg.Go(func() { handle(m) })
	}
	wg.Wait()
}
