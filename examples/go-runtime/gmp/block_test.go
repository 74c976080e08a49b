//go:build unix

package gmp

import (
	"bytes"
	"os"
	"runtime"
	"runtime/metrics"
	"runtime/pprof"
	"sync"
	"syscall"
	"testing"
	"time"
)

func gauge(name string) int {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return int(s[0].Value.Uint64())
}

func threads() int { return gauge("/sched/threads/total:threads") }
func notInGo() int { return gauge("/sched/goroutines/not-in-go:goroutines") }
func ioWaiting() int {
	var b bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&b, 2)
	return bytes.Count(b.Bytes(), []byte("[IO wait"))
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
	}
}

// --8<-- [start:threads]

const blocked = 40

// 排在前面：线程只增不减，另一个测试留下的空闲线程会盖住这里的增长。
func TestPolledReadsHoldNoThreads(t *testing.T) {
	before, inSyscall := threads(), notInGo()
	var wg sync.WaitGroup
	var writers []*os.File
	for range blocked {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		writers = append(writers, w)
		wg.Go(func() { readPoller(r); r.Close() })
	}
	eventually(t, "all readers parked", func() bool { return ioWaiting() >= blocked })

	if grown := threads() - before; grown > blocked/4 {
		t.Errorf("%d more threads for %d parked readers", grown, blocked)
	}
	if n := notInGo(); n > inSyscall {
		t.Errorf("%d goroutines in system calls, %d before", n, inSyscall)
	}
	for _, w := range writers {
		w.Close()
	}
	wg.Wait()
}

func TestBlockingSyscallsHoldThreads(t *testing.T) {
	var fds [2]int // syscall.Pipe：阻塞模式，不归 netpoller 管
	if err := syscall.Pipe(fds[:]); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range blocked {
		wg.Go(func() { readSyscall(fds[0]) })
	}
	eventually(t, "all readers in read(2)", func() bool { return notInGo() >= blocked })

	if n := threads(); n < blocked {
		t.Errorf("%d threads for %d blocking reads", n, blocked)
	}
	syscall.Close(fds[1])
	wg.Wait()
	syscall.Close(fds[0])
}

// --8<-- [end:threads]

func TestOnlyPIsHandedOffDuringSyscall(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	before := notInGo()
	var fds [2]int
	if err := syscall.Pipe(fds[:]); err != nil {
		t.Fatal(err)
	}
	got := make(chan error)
	go func() { got <- readSyscall(fds[0]) }()

	// 只有一个 P。能看到对方停在系统调用里，说明 P 已经回到这边。
	eventually(t, "reader in read(2) while the test runs", func() bool { return notInGo() > before })

	if _, err := syscall.Write(fds[1], []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Error(err)
	}
	syscall.Close(fds[0])
	syscall.Close(fds[1])
}

func TestBlockedGoroutineCostsKilobytes(t *testing.T) {
	const n = 10_000
	release := make(chan struct{})
	var ready, done sync.WaitGroup
	for range n {
		ready.Add(1)
		done.Go(func() { ready.Done(); <-release })
	}
	ready.Wait()
	each := gauge("/memory/classes/heap/stacks:bytes") / n // 含其余 goroutine 和空闲的栈
	close(release)
	done.Wait()
	t.Logf("stack bytes per blocked goroutine: %d", each)
	if each < 2<<10 || each > 8<<10 {
		t.Errorf("%d bytes of stack per blocked goroutine, want a few KiB", each)
	}
}
