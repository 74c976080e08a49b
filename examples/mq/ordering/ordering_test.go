package ordering

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// recorder notes the order in which messages of each key finish.
type recorder struct {
	mu    sync.Mutex
	byKey map[string][]int64
}

func (r *recorder) add(m Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byKey == nil {
		r.byKey = map[string][]int64{}
	}
	r.byKey[m.Key] = append(r.byKey[m.Key], m.Offset)
}

// --8<-- [start:interleave]
func TestFirstMessageSlowSecondFast(t *testing.T) {
	msgs := []Message{{Offset: 0, Key: "order-1"}, {Offset: 1, Key: "order-1"}}
	run := func(dispatch func(handle func(Message))) []int64 {
		var got recorder
		synctest.Test(t, func(t *testing.T) { // 假时钟：交错是定死的，不靠运气
			dispatch(func(m Message) {
				if m.Offset == 0 {
					time.Sleep(time.Second) // 第一条恰好慢
				}
				got.add(m)
			})
		})
		return got.byKey["order-1"]
	}

	naive := run(func(h func(Message)) { PerMessage(msgs, h) })
	if !slices.Equal(naive, []int64{1, 0}) {
		t.Errorf("goroutine per message: %v, want the order broken (1 before 0)", naive)
	}
	perKey := run(func(h func(Message)) { PerKey(msgs, 4, h) })
	if !slices.Equal(perKey, []int64{0, 1}) {
		t.Errorf("worker per key: %v, want 0 then 1", perKey)
	}
}

// --8<-- [end:interleave]

func TestOtherKeysDoNotWaitForASlowOne(t *testing.T) {
	slow, fast := "slow", ""
	for i := range 1000 { // 找一个落在别的 worker 上的 key
		if key := fmt.Sprint("fast-", i); worker(key, 4) != worker(slow, 4) {
			fast = key
			break
		}
	}
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		finished := map[string]time.Duration{}
		var mu sync.Mutex
		PerKey([]Message{{0, slow}, {1, fast}}, 4, func(m Message) {
			if m.Key == slow {
				time.Sleep(time.Hour)
			}
			mu.Lock()
			defer mu.Unlock()
			finished[m.Key] = time.Since(start)
		})
		if finished[fast] != 0 || finished[slow] != time.Hour {
			t.Errorf("finished after %v", finished)
		}
	})
}

func TestEveryKeyKeepsItsOrder(t *testing.T) {
	var msgs []Message
	for offset := range int64(2000) {
		msgs = append(msgs, Message{offset, fmt.Sprint("key-", offset%37)})
	}
	var got recorder
	PerKey(msgs, 8, got.add)
	for key, offsets := range got.byKey {
		if !slices.IsSorted(offsets) {
			t.Errorf("%s finished in order %v", key, offsets)
		}
	}
	if len(got.byKey) != 37 {
		t.Errorf("%d keys, want 37", len(got.byKey))
	}
}

// --8<-- [start:crash]
func TestCrashAfterOutOfOrderWork(t *testing.T) {
	tracker, highest := NewTracker(0), &MaxTracker{}
	for offset := range int64(3) {
		tracker.Fetched(offset)
	}
	for _, offset := range []int64{2, 1} { // 0 还在处理，进程死了
		tracker.Done(offset)
		highest.Done(offset)
	}

	if highest.next != 3 {
		t.Errorf("highest commits %d, want 3: a restart skips 0 for ever", highest.next)
	}
	if got := tracker.Committable(); got != 0 {
		t.Errorf("prefix commits %d, want 0: a restart reads 0, 1 and 2 again", got)
	}
}

// --8<-- [end:crash]

func TestGapsInOffsets(t *testing.T) {
	tracker := NewTracker(10)
	for _, offset := range []int64{10, 11, 14} { // 12、13 是事务标记，应用看不到
		tracker.Fetched(offset)
	}
	for _, offset := range []int64{14, 10} {
		tracker.Done(offset)
	}
	if got := tracker.Committable(); got != 11 {
		t.Errorf("committable %d, want 11", got)
	}
	if got := tracker.Inflight(); got != 2 {
		t.Errorf("%d in flight, want 11 and the finished 14 behind it", got)
	}
	tracker.Done(11)
	if got := tracker.Committable(); got != 15 {
		t.Errorf("committable %d, want 15", got)
	}
}

func TestNothingBelowTheCommitIsUnfinished(t *testing.T) {
	const n = 500
	var msgs []Message
	tracker := NewTracker(0)
	for offset := range int64(n) {
		msgs = append(msgs, Message{offset, fmt.Sprint("key-", offset%23)})
		tracker.Fetched(offset)
	}
	var mu sync.Mutex
	finished := map[int64]bool{}
	PerKey(msgs, 8, func(m Message) {
		mu.Lock()
		defer mu.Unlock()
		finished[m.Offset] = true
		tracker.Done(m.Offset)
		for below := range tracker.Committable() {
			if !finished[below] {
				t.Errorf("position %d covers the unfinished %d", tracker.Committable(), below)
			}
		}
	})
	if got := tracker.Committable(); got != n {
		t.Errorf("committable %d at the end, want %d", got, n)
	}
}

func keys(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprint("order-", i))
	}
	return out
}

// --8<-- [start:grow]
func TestOnlyMultiplesMoveKeysToNewPartitionsAlone(t *testing.T) {
	for _, grow := range []struct {
		from, to int
		oldToOld bool
	}{
		{4, 8, false},  // h%8 要么等于 h%4，要么等于 h%4+4
		{4, 12, false}, // 任何整数倍都一样
		{4, 6, true},   // h=8：0 → 2，老分区之间搬家
		{4, 5, true},
	} {
		stay, toNew, toOld := Moves(keys(10_000), grow.from, grow.to)
		if toNew == 0 || (toOld > 0) != grow.oldToOld {
			t.Errorf("%d→%d: %d stay, %d to new, %d to other old partitions", grow.from, grow.to, stay, toNew, toOld)
		}
	}
}

// --8<-- [end:grow]

func TestSameHashForPartitionAndWorkerWastesWorkers(t *testing.T) {
	const partitions, workers = 8, 4
	sameHash, otherHash := map[int]bool{}, map[int]bool{}
	for _, key := range keys(10_000) {
		if Partition(key, partitions) != 3 { // 只看 3 号分区的消费者
			continue
		}
		sameHash[Partition(key, workers)] = true
		otherHash[worker(key, workers)] = true
	}
	if len(sameHash) != 1 || len(otherHash) != workers {
		t.Errorf("same hash uses %d workers, another hash %d; want 1 and %d", len(sameHash), len(otherHash), workers)
	}
}
