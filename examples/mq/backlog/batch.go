package backlog

import (
	"context"
	"maps"
	"slices"
	"time"

	"zhiku.example/mq/ordering"
)

// Batching sets how messages are gathered and what is done with a batch.
type Batching struct {
	Max     int           // 凑够这么多就处理
	Wait    time.Duration // 第一条最多等这么久
	Process func([]ordering.Message) error
	One     func(ordering.Message) error // 整批失败后逐条处理；内部负责重试和死信
	Commit  func(next int64) error
}

// --8<-- [start:batches]

// Batches 凑批、处理、提交，三步都在一个 goroutine 里：没处理完的，位移绝不前移。
func Batches(ctx context.Context, msgs <-chan ordering.Message, b Batching) error {
	var batch []ordering.Message
	var deadline <-chan time.Time // 没有消息时是 nil，空闲时不空转
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := b.process(batch); err != nil {
			return err
		}
		next := batch[len(batch)-1].Offset + 1
		batch, deadline = nil, nil
		return b.Commit(next)
	}
	for {
		select {
		case m, ok := <-msgs:
			if !ok { // 分区被收走或关闭：最后不满的一批也要处理
				return flush()
			}
			if batch = append(batch, m); len(batch) == 1 {
				deadline = time.After(b.Wait) // 从第一条开始计时
			}
			if len(batch) >= b.Max {
				if err := flush(); err != nil {
					return err
				}
			}
		case <-deadline:
			if err := flush(); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err() // 没提交的会重放
		}
	}
}

func (b Batching) process(batch []ordering.Message) error {
	if b.Process(batch) == nil {
		return nil
	}
	for _, m := range batch { // 一条坏消息不该连累整批
		if err := b.One(m); err != nil {
			return err
		}
	}
	return nil
}

// --8<-- [end:batches]

// Read says that an article was read.
type Read struct {
	Offset  int64
	Article string
}

// --8<-- [start:merge]

// Counters 是计数库：计数和消费位置在同一个事务里，重放多少次都只算一次。
type Counters struct {
	Reads   map[string]int
	Updates int           // 执行了多少条 UPDATE
	next    map[int]int64 // 每个分区的位置，与计数同库
}

// Apply 代表一个本地事务：跳过算过的，同一篇文章合成一次更新，再前移位置。
func (c *Counters) Apply(partition int, batch []Read) {
	next, merged := c.next[partition], map[string]int{}
	for _, e := range batch {
		if e.Offset < next {
			continue // 重放
		}
		merged[e.Article]++
		next = e.Offset + 1
	}
	for _, article := range slices.Sorted(maps.Keys(merged)) { // 固定次序加锁，避免死锁
		c.Reads[article] += merged[article]
		c.Updates++
	}
	c.next[partition] = next
}

// --8<-- [end:merge]

// NewCounters returns an empty counter database.
func NewCounters() *Counters {
	return &Counters{Reads: map[string]int{}, next: map[int]int64{}}
}
