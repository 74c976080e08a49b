package mutex

import (
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// state reads the private state word of a sync.Mutex (go1.24 to go1.27); tests only.
func state(mu *sync.Mutex) int32 {
	field := reflect.ValueOf(mu).Elem().FieldByName("mu").FieldByName("state")
	return atomic.LoadInt32((*int32)(field.Addr().UnsafePointer()))
}

const (
	locked   = 1
	starving = 4
	waiter   = 8
)

// --8<-- [start:modes]

// 只有一个 P，所以“谁在跑”由我们决定：Unlock 叫醒等待者，但不让出。
func TestNormalThenStarving(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var mu sync.Mutex
	var owner string
	mu.Lock()
	done := make(chan bool)
	go func() {
		mu.Lock()
		owner = "waiter"
		mu.Unlock()
		close(done)
	}()
	for state(&mu) != locked+waiter {
		runtime.Gosched()
	}
	time.Sleep(5 * time.Millisecond) // 等待者已经等了不止 1 毫秒

	mu.Unlock() // 正常模式：它被叫醒，锁却是空着的
	mu.Lock()   // 正在跑的人抢到
	owner = "newcomer"
	for state(&mu) != locked+waiter+starving {
		select {
		case <-done:
			t.Skip("preempted between Unlock and Lock, the waiter was first")
		default:
			runtime.Gosched() // 它醒来没抢到，把锁改成饥饿模式，排回队头
		}
	}

	mu.Unlock() // 饥饿模式：锁直接交给它
	mu.Lock()   // 后来的人只能排队
	if owner != "waiter" {
		t.Errorf("owner = %s", owner)
	}
	if s := state(&mu); s != locked { // 队伍空了，已经换回正常模式
		t.Errorf("state = %b", s)
	}
	mu.Unlock()
	<-done
}

// --8<-- [end:modes]

// --8<-- [start:rw]

func TestWaitingWriterStopsNewReaders(t *testing.T) {
	var rw sync.RWMutex
	rw.RLock()
	if !rw.TryRLock() {
		t.Fatal("readers share")
	}
	rw.RUnlock()

	wrote := make(chan bool)
	go func() {
		rw.Lock()
		defer rw.Unlock()
		close(wrote)
	}()
	for rw.TryRLock() { // 写者登记之后，新的读者进不来
		rw.RUnlock()
		runtime.Gosched()
	}
	// 手里还有读锁的人此刻若再 RLock，就和写者互相等：读锁不能递归。
	rw.RUnlock()
	<-wrote
}

// --8<-- [end:rw]

func TestTakeKeepsStockAboveZero(t *testing.T) {
	for _, tc := range []struct {
		name     string
		take     func(*atomic.Int64, int64, func()) bool
		want     int64
		outerToo bool
	}{
		{"check, then add", takeBroken, -10, true},
		{"compare and swap", take, 0, false},
	} {
		var stock atomic.Int64
		stock.Store(10)
		once, inner := false, false
		outer := tc.take(&stock, 10, func() {
			if !once { // 另一个人在检查之后、修改之前拿走 10 个
				once = true
				inner = tc.take(&stock, 10, func() {})
			}
		})
		if got := stock.Load(); got != tc.want || !inner || outer != tc.outerToo {
			t.Errorf("%s: stock = %d, inner %v, outer %v", tc.name, got, inner, outer)
		}
	}
}

func TestCountersUnderLoad(t *testing.T) {
	var c Counter
	var tally Tally
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 1000 {
				c.Add(2)
				tally.Add("a", 2)
				if total, byKey := tally.Snapshot(); byKey["a"] != total {
					t.Error("half an update:", total, byKey)
				}
				c.Value()
			}
		})
	}
	wg.Wait()
	total, byKey := tally.Snapshot()
	if c.Value() != 16000 || total != 16000 || byKey["a"] != 16000 || c.Add(2) != 16002 {
		t.Error(c.Value(), total, byKey)
	}
}

func TestTransfersInBothDirections(t *testing.T) {
	a, b := &account{id: 1, balance: 1000}, &account{id: 2, balance: 1000}
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() { transfer(a, b, 1) })
		wg.Go(func() { transfer(b, a, 1) })
	}
	wg.Wait()
	if a.balance != 1000 || b.balance != 1000 || transfer(a, a, 1) || transfer(a, b, 1001) {
		t.Error(a.balance, b.balance)
	}
}

// 编号小的被占着：两个方向的转账都停在它上面，谁也没有先锁住编号大的。
func TestTransferLocksLowerIDFirst(t *testing.T) {
	a, b := &account{id: 1, balance: 1}, &account{id: 2, balance: 1}
	var wg sync.WaitGroup
	a.mu.Lock()
	wg.Go(func() { transfer(a, b, 1) })
	wg.Go(func() { transfer(b, a, 1) })
	for state(&a.mu)>>3 != 2 { // 两个都登记成 a 的等待者
		runtime.Gosched()
	}
	if !b.mu.TryLock() {
		t.Fatal("a transfer holds b and waits for a")
	}
	b.mu.Unlock()
	a.mu.Unlock()
	wg.Wait()
}

// child runs one test of this binary again, as a process that is meant to fail.
func child(t *testing.T, name string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+name+"$", "-test.v")
	cmd.Env = append(os.Environ(), "MUTEX_CHILD=1", "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Errorf("%s succeeded:\n%s", name, out)
	}
	return string(out)
}

// TestUnlockUnlockedChild 会崩溃：fatal error 不是 panic，recover 接不住。
func TestUnlockUnlockedChild(t *testing.T) {
	if os.Getenv("MUTEX_CHILD") == "" {
		t.Skip("started by TestUnlockUnlocked")
	}
	defer func() { recover() }()
	var mu sync.Mutex
	mu.Unlock()
}

func TestUnlockUnlocked(t *testing.T) {
	if out := child(t, "TestUnlockUnlockedChild"); !strings.Contains(out, "fatal error: sync: unlock of unlocked mutex") {
		t.Error(out)
	}
}

// go test -bench Read -cpu 1,2,4,8 ./go-runtime/mutex
func BenchmarkRead(b *testing.B) {
	var mu sync.Mutex
	var rw sync.RWMutex
	value, sink := int64(1), atomic.Int64{}
	b.Run("Mutex", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			var v int64
			for pb.Next() {
				mu.Lock()
				v += value
				mu.Unlock()
			}
			sink.Add(v)
		})
	})
	b.Run("RWMutex", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			var v int64
			for pb.Next() {
				rw.RLock()
				v += value
				rw.RUnlock()
			}
			sink.Add(v)
		})
	})
}
