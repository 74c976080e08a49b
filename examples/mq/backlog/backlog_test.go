package backlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zhiku.example/mq/ordering"
)

func feed(n int) <-chan ordering.Message {
	msgs := make(chan ordering.Message, n)
	for offset := range int64(n) {
		msgs <- ordering.Message{Offset: offset, Key: fmt.Sprint("key-", offset)}
	}
	close(msgs)
	return msgs
}

// --8<-- [start:faster]
func TestParallelDrainsFasterWithFewCommits(t *testing.T) {
	const n, each = 1000, 50 * time.Millisecond // 每条等下游 50 毫秒
	drain := func(workers int) (took time.Duration, commits []int64) {
		synctest.Test(t, func(t *testing.T) { // 假时钟：量的是等待，不是这台机器
			start := time.Now()
			err := Run(t.Context(), feed(n), 0, Options{
				Workers: workers, Window: 200, CommitEvery: time.Second,
				Handle: func(ordering.Message) error { time.Sleep(each); return nil },
				Commit: func(next int64) error { commits = append(commits, next); return nil },
			})
			if err != nil {
				t.Error(err)
			}
			took = time.Since(start)
		})
		return took, commits
	}

	one, _ := drain(1)
	sixteen, commits := drain(16)
	if one != n*each || sixteen > one/6 {
		t.Errorf("1 worker %v, 16 workers %v", one, sixteen)
	}
	if len(commits) > 20 || !slices.IsSorted(commits) || commits[len(commits)-1] != n {
		t.Errorf("commits %v: want a few, growing, up to %d", commits, n)
	}
}

// --8<-- [end:faster]

func TestFailureIsNeverCommittedOver(t *testing.T) {
	bad := errors.New("downstream refused")
	for _, failAt := range []int64{0, 1, 17, 99} {
		synctest.Test(t, func(t *testing.T) {
			var last int64
			err := Run(t.Context(), feed(100), 0, Options{
				Workers: 8, Window: 50, CommitEvery: time.Millisecond,
				Handle: func(m ordering.Message) error {
					time.Sleep(time.Duration(m.Offset%7) * time.Millisecond)
					if m.Offset == failAt {
						return bad
					}
					return nil
				},
				Commit: func(next int64) error { last = next; return nil },
			})
			if !errors.Is(err, bad) {
				t.Errorf("fail at %d: err = %v", failAt, err)
			}
			if last > failAt {
				t.Errorf("fail at %d: committed %d, past the failure", failAt, last)
			}
		})
	}
}

func TestNothingOfTheSameKeyRunsAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		msgs := make(chan ordering.Message, 10)
		for offset := range int64(10) {
			msgs <- ordering.Message{Offset: offset, Key: "order-1"}
		}
		close(msgs)
		var ran []int64
		err := Run(t.Context(), msgs, 0, Options{
			Workers: 4, Window: 10, CommitEvery: time.Second,
			Handle: func(m ordering.Message) error {
				ran = append(ran, m.Offset)
				if m.Offset == 3 {
					return errors.New("boom")
				}
				return nil
			},
			Commit: func(int64) error { return nil },
		})
		if err == nil || !slices.Equal(ran, []int64{0, 1, 2, 3}) {
			t.Errorf("ran %v (%v), want nothing after 3", ran, err)
		}
	})
}

// --8<-- [start:window]
func TestOneSlowMessageStopsFetchingAtTheWindow(t *testing.T) {
	const window = 32
	synctest.Test(t, func(t *testing.T) {
		msgs := make(chan ordering.Message)
		taken := 0
		go func() {
			defer close(msgs)
			for offset := range int64(200) {
				msgs <- ordering.Message{Offset: offset, Key: fmt.Sprint("key-", offset)}
				taken++
			}
		}()
		release := make(chan struct{})
		var finished error
		go func() {
			finished = Run(t.Context(), msgs, 0, Options{
				Workers: 8, Window: window, CommitEvery: time.Second,
				Handle: func(m ordering.Message) error {
					if m.Offset == 0 {
						<-release // 第一条卡住
					}
					return nil
				},
				Commit: func(int64) error { return nil },
			})
		}()
		time.Sleep(time.Minute)
		synctest.Wait()
		if taken != window {
			t.Errorf("%d taken behind a stuck message, want %d", taken, window)
		}
		close(release)
		time.Sleep(time.Minute)
		synctest.Wait()
		if taken != 200 || finished != nil {
			t.Errorf("%d taken after it moved on (%v)", taken, finished)
		}
	})
}

// --8<-- [end:window]

func TestCancelWaitsForRunningWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		msgs := make(chan ordering.Message, 4)
		for offset := range int64(4) {
			msgs <- ordering.Message{Offset: offset, Key: fmt.Sprint(offset)}
		}
		go func() { time.Sleep(time.Second); cancel() }()
		var mu sync.Mutex
		finished, last := 0, int64(0)
		err := Run(ctx, msgs, 0, Options{
			Workers: 4, Window: 4, CommitEvery: time.Minute,
			Handle: func(ordering.Message) error {
				time.Sleep(5 * time.Second) // 取消时还在做
				mu.Lock()
				defer mu.Unlock()
				finished++
				return nil
			},
			Commit: func(next int64) error { last = next; return nil },
		})
		if err != nil || finished != 4 || last != 4 {
			t.Errorf("finished %d, committed %d, err %v", finished, last, err)
		}
	})
}

func TestFailedCommitStopsAndIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lost := errors.New("not a member any more")
		err := Run(t.Context(), feed(10), 0, Options{
			Workers: 2, Window: 4, CommitEvery: time.Millisecond,
			Handle: func(ordering.Message) error { time.Sleep(time.Second); return nil },
			Commit: func(int64) error { return lost },
		})
		if !errors.Is(err, lost) {
			t.Errorf("err = %v", err)
		}
	})
}

// --8<-- [start:batchtest]
func TestBatchBySizeOrByWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		msgs := make(chan ordering.Message)
		go func() {
			defer close(msgs)
			for offset := range int64(7) { // 一口气来 6 条，第 7 条晚一秒
				if offset == 6 {
					time.Sleep(time.Second)
				}
				msgs <- ordering.Message{Offset: offset}
			}
			time.Sleep(time.Hour) // 然后闲下来
			msgs <- ordering.Message{Offset: 7}
		}()
		start := time.Now()
		var sizes, commits []int
		var at []time.Duration
		err := Batches(t.Context(), msgs, Batching{
			Max: 5, Wait: 2 * time.Second,
			Process: func(b []ordering.Message) error {
				sizes, at = append(sizes, len(b)), append(at, time.Since(start))
				return nil
			},
			Commit: func(next int64) error { commits = append(commits, int(next)); return nil },
		})
		if err != nil || !slices.Equal(sizes, []int{5, 2, 1}) || !slices.Equal(commits, []int{5, 7, 8}) {
			t.Errorf("sizes %v, commits %v, err %v", sizes, commits, err)
		}
		if at[0] != 0 || at[1] != 2*time.Second { // 满了立刻走；不满的从第一条起等 2 秒
			t.Errorf("processed at %v", at)
		}
	})
}

// --8<-- [end:batchtest]

func TestOnePoisonMessageDoesNotSinkTheBatch(t *testing.T) {
	var alone, dead []int64
	committed := int64(0)
	err := Batches(t.Context(), feed(5), Batching{
		Max: 5, Wait: time.Second,
		Process: func([]ordering.Message) error { return errors.New("row 3 violates a constraint") },
		One: func(m ordering.Message) error {
			if m.Offset == 3 {
				dead = append(dead, m.Offset) // 写死信并得到确认
				return nil
			}
			alone = append(alone, m.Offset)
			return nil
		},
		Commit: func(next int64) error { committed = next; return nil },
	})
	if err != nil || committed != 5 || !slices.Equal(alone, []int64{0, 1, 2, 4}) || !slices.Equal(dead, []int64{3}) {
		t.Errorf("alone %v, dead %v, committed %d, err %v", alone, dead, committed, err)
	}
}

func TestUnprocessedBatchIsNotCommitted(t *testing.T) {
	down := errors.New("database down")
	err := Batches(t.Context(), feed(5), Batching{
		Max: 5, Wait: time.Second,
		Process: func([]ordering.Message) error { return down },
		One:     func(ordering.Message) error { return down },
		Commit:  func(next int64) error { t.Errorf("committed %d", next); return nil },
	})
	if !errors.Is(err, down) {
		t.Errorf("err = %v", err)
	}
}

// --8<-- [start:replay]
func TestReplayInOtherBatchesCountsOnce(t *testing.T) {
	var log []Read
	for offset := range int64(100) {
		log = append(log, Read{Offset: offset, Article: fmt.Sprint("a", offset%3)})
	}
	c := NewCounters()
	c.Apply(0, log[:60]) // 提交位移之前崩溃
	c.Apply(0, log[:40]) // 重启后从头读，批的边界也变了
	c.Apply(0, log[40:]) // 其中 40–59 是重放
	if c.Reads["a0"] != 34 || c.Reads["a1"] != 33 || c.Reads["a2"] != 33 {
		t.Errorf("reads %v", c.Reads)
	}
	if c.Updates != 6 { // 100 条消息，6 次 UPDATE
		t.Errorf("%d updates", c.Updates)
	}
}

// --8<-- [end:replay]
