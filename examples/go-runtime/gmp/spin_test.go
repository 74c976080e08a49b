package gmp

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// --8<-- [start:child]

// TestSpinChild 在子进程里跑：唯一的 P 交给空循环以后，还能不能拿回来？
func TestSpinChild(t *testing.T) {
	if os.Getenv("GMP_SPIN_CHILD") == "" {
		t.Skip("started by TestPreemption")
	}
	runtime.GOMAXPROCS(1)
	var started atomic.Bool
	go func() {
		started.Store(true)
		for { // 没有函数调用，也就没有序言里的检查
		}
	}()
	for !started.Load() {
		runtime.Gosched() // 把唯一的 P 交出去
	}
	fmt.Println("resumed") // 走到这里，空循环一定被打断过
}

// --8<-- [end:child]

func TestPreemption(t *testing.T) {
	for _, tc := range []struct {
		name, godebug string
		wantResumed   bool
	}{
		{"signal based (default)", "", true},
		{"cooperative only, as before Go 1.14", "asyncpreemptoff=1", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestSpinChild$", "-test.v")
			cmd.Env = append(os.Environ(), "GMP_SPIN_CHILD=1", "GODEBUG="+tc.godebug, "GORACE=atexit_sleep_ms=0")
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Wait()

			resumed := make(chan bool, 1)
			go func() {
				defer close(resumed)
				for s := bufio.NewScanner(out); s.Scan(); {
					if s.Text() == "resumed" {
						resumed <- true
						return
					}
				}
			}()

			patience := 30 * time.Second
			if !tc.wantResumed {
				patience = 500 * time.Millisecond // 时间片 10ms 的 50 倍
			}
			got := false
			select {
			case got = <-resumed:
			case <-time.After(patience):
			}
			cmd.Process.Kill()
			if got != tc.wantResumed {
				t.Errorf("resumed = %v, want %v", got, tc.wantResumed)
			}
		})
	}
}
