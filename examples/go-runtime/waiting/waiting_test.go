package waiting

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestFetchAllWaitsAndKeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		values, err := fetchAll(t.Context(), []string{"c", "b", "a"}, func(_ context.Context, key string) (string, error) {
			time.Sleep(time.Duration(key[0]) * time.Millisecond) // a 先做完
			if key == "b" {
				return "", errors.New("no b")
			}
			return strings.ToUpper(key), nil
		})
		if !slices.Equal(values, []string{"C", "", "A"}) || err == nil || err.Error() != "no b" {
			t.Error(values, err)
		}
	})
}

func TestEachStopsAtFirstErrorAndLeavesNobodyBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		boom := errors.New("boom")
		var started, running atomic.Int32
		err := each(t.Context(), 2, []int{1, 2, 3, 4, 5, 6}, func(ctx context.Context, item int) error {
			started.Add(1)
			running.Add(1)
			defer running.Add(-1)
			if item == 2 {
				time.Sleep(time.Second)
				return boom
			}
			select {
			case <-time.After(time.Hour):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		if err != boom || started.Load() != 2 || running.Load() != 0 {
			t.Error(err, started.Load(), running.Load())
		}
	})
}

func TestEachWithoutErrors(t *testing.T) {
	var sum atomic.Int64
	err := each(t.Context(), 3, []int64{1, 2, 3, 4}, func(_ context.Context, n int64) error {
		sum.Add(n)
		return nil
	})
	if err != nil || sum.Load() != 10 {
		t.Error(err, sum.Load())
	}
}

// --8<-- [start:late]

// Add 写进了 goroutine 里面：Wait 先看到 0，不等就走。
func TestAddInsideTheGoroutineIsTooLate(t *testing.T) {
	var wg sync.WaitGroup
	begin, finished := make(chan bool), make(chan bool)
	var done atomic.Bool
	go func() {
		<-begin // 调度得晚一点而已
		wg.Add(1)
		defer wg.Done()
		done.Store(true)
		close(finished)
	}()
	wg.Wait()
	if done.Load() {
		t.Error("Wait waited")
	}
	close(begin)
	<-finished
}

// --8<-- [end:late]

func TestDoneTooOften(t *testing.T) {
	defer func() {
		if v := recover(); v != "sync: negative WaitGroup counter" {
			t.Error(v)
		}
	}()
	new(sync.WaitGroup).Done()
}

func TestGoCountsGoexit(t *testing.T) {
	var wg sync.WaitGroup
	wg.Go(func() { runtime.Goexit() }) // t.FailNow 里就是它
	wg.Wait()
}

// TestPanicChild 会崩溃：子 goroutine 的 panic 让整个进程退出，Wait 没有机会返回。
func TestPanicChild(t *testing.T) {
	if os.Getenv("WAITING_CHILD") == "" {
		t.Skip("started by TestPanicEndsTheProcess")
	}
	var wg sync.WaitGroup
	wg.Go(func() { panic("boom") })
	wg.Wait()
	fmt.Println("Wait returned")
}

func TestPanicEndsTheProcess(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestPanicChild$", "-test.v")
	cmd.Env = append(os.Environ(), "WAITING_CHILD=1", "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 ||
		!strings.Contains(string(out), "panic: boom") || strings.Contains(string(out), "Wait returned") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestDoneByHandChild：panic 先跑 defer，所以 Done 在崩溃之前，Wait 能先返回。
func TestDoneByHandChild(t *testing.T) {
	if os.Getenv("WAITING_CHILD") == "" {
		t.Skip("started by TestDoneByHandLetsWaitReturn")
	}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer func() { select {} }() // 代替“打印崩溃信息要花时间”
		defer wg.Done()
		panic("boom")
	}()
	wg.Wait()
	os.Exit(0)
}

func TestDoneByHandLetsWaitReturn(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestDoneByHandChild$", "-test.v")
	cmd.Env = append(os.Environ(), "WAITING_CHILD=1", "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Contains(string(out), "boom") || strings.Contains(string(out), "SKIP") {
		t.Errorf("%v\n%s", err, out)
	}
}

func panics(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// --8<-- [start:once]

func TestOnceAfterPanicAndError(t *testing.T) {
	var once sync.Once
	panics(func() { once.Do(func() { panic("first") }) })
	ran := false
	once.Do(func() { ran = true })
	if ran {
		t.Error("Once counts a panic as done") // 第二次不再执行，也不再 panic
	}

	value := sync.OnceValue(func() int { panic("first") })
	if panics(func() { value() }) != "first" || panics(func() { value() }) != "first" {
		t.Error("OnceValue repeats the panic on every call")
	}

	calls := 0
	dial := func() (string, error) {
		if calls++; calls == 1 {
			return "", errors.New("refused")
		}
		return "connected", nil
	}
	remember := sync.OnceValues(dial)
	remember()
	if _, err := remember(); err == nil || calls != 1 {
		t.Error("OnceValues remembers the error")
	}
	calls = 0
	var l lazy[string]
	l.get(dial)
	if v, err := l.get(dial); v != "connected" || err != nil {
		t.Error(v, err)
	}
}

// --8<-- [end:once]

type requestID struct{}

// --8<-- [start:tree]

func TestCancellationGoesDownNotUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("client went away")
		request, cancel := context.WithCancelCause(context.WithValue(t.Context(), requestID{}, "r1"))
		query, stopQuery := context.WithTimeout(request, time.Second)
		defer stopQuery()
		rpc, stopRPC := context.WithTimeout(request, time.Minute)
		defer stopRPC()
		audit := context.WithoutCancel(request)

		time.Sleep(2 * time.Second) // query 自己超时，不影响父亲和兄弟
		if query.Err() != context.DeadlineExceeded || request.Err() != nil || rpc.Err() != nil {
			t.Error(query.Err(), request.Err(), rpc.Err())
		}
		cancel(gone) // 父亲取消，往下都取消
		if rpc.Err() != context.Canceled || context.Cause(rpc) != gone {
			t.Error(rpc.Err(), context.Cause(rpc))
		}
		if audit.Err() != nil || audit.Value(requestID{}) != "r1" { // 断开取消，留着值
			t.Error(audit.Err(), audit.Value(requestID{}))
		}
	})
}

// --8<-- [end:tree]

func TestChildCannotOutliveItsParent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parent, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		child, stopChild := context.WithTimeout(parent, time.Hour)
		defer stopChild()
		deadline, _ := child.Deadline()
		if left := time.Until(deadline); left != time.Second {
			t.Error(left)
		}
	})
}

// Cond 与取消：AfterFunc 持锁广播，等的人醒来看见 ctx.Err。
func TestCondCanBeCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		cond := sync.NewCond(&mu)
		stop := context.AfterFunc(ctx, func() {
			mu.Lock()
			defer mu.Unlock()
			cond.Broadcast()
		})
		defer stop()
		woken := make(chan error, 1)
		go func() {
			mu.Lock()
			defer mu.Unlock()
			for ctx.Err() == nil { // 条件一直不成立
				cond.Wait()
			}
			woken <- ctx.Err()
		}()
		synctest.Wait()
		cancel()
		if err := <-woken; err != context.Canceled {
			t.Error(err)
		}
	})
}
