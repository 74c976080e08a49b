package migrate

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestStages(t *testing.T) {
	for _, c := range []struct {
		s                             Stage
		readNew, writesOld, writesNew bool
	}{
		{OldOnly, false, true, false},
		{OldLeads, false, true, true},
		{NewLeads, true, true, true},
		{NewOnly, true, false, true},
	} {
		if c.s.ReadNew() != c.readNew || c.s.WritesOld() != c.writesOld || c.s.WritesNew() != c.writesNew {
			t.Errorf("阶段 %d", c.s)
		}
	}
}

// 连续的用户编号也分得匀：十分之一的桶装下大约十分之一的用户。
func TestBucketsAreEven(t *testing.T) {
	in := 0
	for id := int64(0); id < 100_000; id++ {
		if Bucket(id) < Buckets/10 {
			in++
		}
	}
	if in < 9_500 || in > 10_500 {
		t.Errorf("%d", in)
	}
}

// --8<-- [start:offset]

// 搬到一半，有人删了前面的 10 行：OFFSET 的位置整体前移，漏掉 10 行；按主键续走一行不漏。
func TestOffsetSkipsRows(t *testing.T) {
	copyAll := func(next func(*Table, []int64) []int64) (got []int64) {
		table := NewTable(100)
		for {
			rows := next(table, got)
			if len(rows) == 0 {
				return got
			}
			if got = append(got, rows...); len(got) == 50 {
				for id := int64(1); id <= 10; id++ {
					table.Delete(id)
				}
			}
		}
	}
	byOffset := copyAll(func(t *Table, got []int64) []int64 { return t.Offset(len(got), 10) })
	byKey := copyAll(func(t *Table, got []int64) []int64 {
		if len(got) == 0 {
			return t.After(0, 10)
		}
		return t.After(got[len(got)-1], 10)
	})
	if len(byOffset) != 90 || slices.Contains(byOffset, 51) || len(byKey) != 100 {
		t.Errorf("OFFSET 搬了 %d 行，按主键搬了 %d 行", len(byOffset), len(byKey))
	}
}

// --8<-- [end:offset]

// --8<-- [start:late]

// 切换之后，还拿着旧路由的实例写不进旧库；切换之前进来的写都已经提交。
func TestNoWriteAfterMove(t *testing.T) {
	var (
		f       Fence
		written int
		mu      sync.Mutex
		wg      sync.WaitGroup
	)
	moved := make(chan int, 1)
	for range 50 {
		wg.Go(func() {
			for range 100 {
				if err := f.WriteOld(func() { mu.Lock(); written++; mu.Unlock() }); errors.Is(err, ErrMoved) {
					return
				}
			}
		})
	}
	wg.Go(func() {
		f.Move()
		mu.Lock()
		moved <- written
		mu.Unlock()
	})
	wg.Wait()
	if at := <-moved; written != at {
		t.Errorf("切换之后旧库又多了 %d 次写", written-at)
	}
}

// --8<-- [end:late]

func TestPace(t *testing.T) {
	p := Pace{Size: 1000, Min: 100, Max: 10_000, Target: 500 * time.Millisecond}
	ok := Health{Running: 5}
	if size, run := p.Next(time.Second, ok, 25, time.Second); size != 750 || !run {
		t.Errorf("慢了应当减：%d %v", size, run)
	}
	if size, run := p.Next(250*time.Millisecond, ok, 25, time.Second); size != 1125 || !run {
		t.Errorf("快了应当加：%d %v", size, run)
	}
	if size, run := p.Next(time.Millisecond, ok, 25, time.Second); size != 10_000 || !run {
		t.Errorf("不超过上限：%d %v", size, run)
	}
	if size, run := p.Next(0, Health{Running: 30}, 25, time.Second); size != 5_000 || run {
		t.Errorf("负载高应当停：%d %v", size, run)
	}
	if _, run := p.Next(0, Health{Lag: 2 * time.Second}, 25, time.Second); run {
		t.Error("从库落后应当停")
	}
}
