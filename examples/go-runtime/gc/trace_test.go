package gc

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// --8<-- [start:sample]

// go1.27.3、GOMAXPROCS=2：TestParseRealTrace 的子进程打出的一行。
const sample = "gc 5 @0.037s 14%: 0.017+5.7+0.022 ms clock, " +
	"0.035+0.76/2.1/4.2+0.044 ms cpu, " +
	"37->41->22 MB, 44 MB goal, 0 MB stacks, 0 MB globals, 2 P"

func TestParseSample(t *testing.T) {
	got, err := ParseCycle(sample)
	want := Cycle{
		N: 5, At: 0.037, // 启动后 0.037 秒，第 5 轮
		Percent:  14,    // 启动以来 14% 的 CPU 花在 GC 上
		SweepSTW: 0.017, // 第一次 STW：清扫终止、开写屏障
		Mark:     5.7,   // 并发标记
		MarkSTW:  0.022, // 第二次 STW：标记终止

		CPUSweepSTW: 0.035, CPUMarkSTW: 0.044, // 墙钟乘以 P 的个数
		CPUAssist:     0.76, // 业务 goroutine 分配时被拉来帮忙
		CPUBackground: 2.1,  // 后台标记，目标是 25% 的 CPU
		CPUIdle:       4.2,  // 空闲的 P 顺手做的

		Start: 37, End: 41, // 标记开始时、结束时的堆
		Live: 22, Goal: 44, // 标记出的存活堆、这一轮的目标
		Procs: 2,
	}
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

// --8<-- [end:sample]

type node struct {
	next    *node
	payload [56]byte
}

// TestTraceChild keeps a pointer-rich heap and many stacks alive while it allocates.
func TestTraceChild(t *testing.T) {
	if os.Getenv("GC_TRACE_CHILD") == "" {
		t.Skip("started by TestParseRealTrace")
	}
	release := make(chan struct{})
	var parked sync.WaitGroup
	for range 1000 {
		parked.Go(func() { <-release })
	}
	ring := make([]*node, 1<<18)
	for i := range 1 << 20 {
		ring[i*7919%len(ring)] = new(node)
	}
	close(release)
	parked.Wait()
}

func TestParseRealTrace(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestTraceChild$")
	cmd.Env = append(os.Environ(), "GC_TRACE_CHILD=1", "GODEBUG=gctrace=1", "GOMAXPROCS=2", "GORACE=atexit_sleep_ms=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	n := 0
	for line := range strings.Lines(stderr.String()) {
		if !strings.HasPrefix(line, "gc ") || !strings.HasSuffix(line, "\n") {
			continue // 进程退出时，最后一行可能没写完
		}
		t.Log(strings.TrimSpace(line))
		c, err := ParseCycle(line)
		if err != nil {
			t.Errorf("%v: %s", err, line)
			continue
		}
		if n++; c.N != n || c.Procs != 2 || c.Goal == 0 {
			t.Errorf("line %d: unexpected %+v in %s", n, c, line)
		}
	}
	if n == 0 {
		t.Errorf("no trace lines in %s", stderr.String())
	}
}
