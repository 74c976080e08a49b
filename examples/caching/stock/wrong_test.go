package stock

import (
	"sync"
	"sync/atomic"
	"testing"

	"zhiku.example/internal/redistest"
)

func sell(s *Local, workers int) (sold int64) {
	var n atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			if s.Deduct(1) {
				n.Add(1)
			}
		})
	}
	wg.Wait()
	return n.Load()
}

// 一个进程里 CAS 不超卖；五个进程各有一份变量，就各卖一遍。
func TestAtomicIsPerProcess(t *testing.T) {
	total := int64(0)
	for range 5 { // 五台服务器，各自加载了库存 10
		var s Local
		s.left.Store(10)
		if sold := sell(&s, 100); sold != 10 {
			t.Fatalf("一台卖了 %d", sold)
		} else {
			total += sold
		}
	}
	if total != 50 {
		t.Fatalf("一共卖了 %d", total)
	}
}

// GET 之后、DECRBY 之前插进来一个人：两个都以为够。
func TestGetThenDecrByOversells(t *testing.T) {
	dial := redistest.Start(t)
	a, b := dial(), dial()
	a.Must(t, "SET", "s", 10)
	for _, c := range []*redistest.Conn{a, b} {
		if c.Must(t, "GET", "s") != "10" {
			t.Fatal("都看到 10")
		}
	}
	a.Must(t, "DECRBY", "s", 10)
	if left := b.Must(t, "DECRBY", "s", 10); left != int64(-10) {
		t.Fatal(left)
	}
}

// 先减、减成负数再加回去：不超卖，但会冤枉人。剩 1 件，要 2 件的挤走了要 1 件的。
func TestDecrThenUndoRejectsWrongly(t *testing.T) {
	dial := redistest.Start(t)
	a, b := dial(), dial()
	a.Must(t, "SET", "s", 1)
	wantTwo := a.Must(t, "DECRBY", "s", 2).(int64)
	wantOne := b.Must(t, "DECRBY", "s", 1).(int64)
	if wantTwo >= 0 || wantOne >= 0 {
		t.Fatal("两个都被拒绝")
	}
	a.Must(t, "INCRBY", "s", 2)
	b.Must(t, "INCRBY", "s", 1)
	if a.Must(t, "GET", "s") != "1" {
		t.Fatal("货还在，却没人买到")
	}
}

// 10 个客户端步调一致地抢：每轮只有一个 EXEC 成功，一共 10+9+…+1 = 55 次。
func TestWatchConflicts(t *testing.T) {
	dial := redistest.Start(t)
	waiting := make([]*redistest.Conn, 10)
	for i := range waiting {
		waiting[i] = dial()
	}
	waiting[0].Must(t, "SET", "s", 10)
	execs := 0
	for len(waiting) > 0 {
		for _, c := range waiting {
			c.Must(t, "WATCH", "s")
			c.Must(t, "GET", "s")
		}
		var failed []*redistest.Conn
		for _, c := range waiting {
			c.Must(t, "MULTI")
			c.Must(t, "DECRBY", "s", 1)
			execs++
			if c.Must(t, "EXEC") == nil {
				failed = append(failed, c)
			}
		}
		waiting = failed
	}
	if execs != 55 {
		t.Fatalf("EXEC %d 次", execs)
	}
}
