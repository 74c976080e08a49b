package gc

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

func gauge(name string) uint64 {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func TestHeapGoalOfTheGuide(t *testing.T) {
	const mib = 1 << 20
	for gogc, want := range map[uint64]uint64{50: 13 * mib, 100: 18 * mib, 200: 28 * mib} {
		if got := HeapGoal(8*mib, 1*mib, 1*mib, gogc); got != want {
			t.Errorf("GOGC=%d: goal %d, want %d", gogc, got, want)
		}
	}
	if got := HeapGoal(1*mib, 0, 0, 100); got != 4*mib {
		t.Errorf("small heap: goal %d, want 4 MiB", got)
	}
}

func TestRuntimeUsesThatFormula(t *testing.T) {
	for _, gogc := range []uint64{50, 100, 200} {
		defer debug.SetGCPercent(debug.SetGCPercent(int(gogc)))
		live := make([]byte, 32<<20)
		runtime.GC()
		runtime.GC()
		goal := gauge("/gc/heap/goal:bytes")
		want := HeapGoal(gauge("/gc/heap/live:bytes"), gauge("/gc/scan/stack:bytes"), gauge("/gc/scan/globals:bytes"), gogc)
		if goal != want {
			t.Errorf("GOGC=%d: goal %d, want %d", gogc, goal, want)
		}
		runtime.KeepAlive(live)
	}
}

// --8<-- [start:limit]

var sink []byte

// churn 分配并立刻丢掉 n MiB，返回其间自动发生了几轮 GC。
func churn(n int) uint64 {
	before := gauge("/gc/cycles/automatic:gc-cycles")
	for range n {
		sink = make([]byte, 1<<20)
	}
	runtime.GC() // 等正在做的一轮结束；手动的这一轮不计在内
	return gauge("/gc/cycles/automatic:gc-cycles") - before
}

func TestMemoryLimitWorksWithGCOff(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // GOGC=off
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(math.MaxInt64))

	runtime.GC() // 让正在进行的一轮先结束
	if n := churn(64); n != 0 {
		t.Errorf("GOGC=off, no limit: %d cycles, want 0", n)
	}
	debug.FreeOSMemory() // 空闲的堆还给系统，剩下的才是真正在用的
	used := gauge("/memory/classes/total:bytes") - gauge("/memory/classes/heap/released:bytes")
	debug.SetMemoryLimit(int64(used) + 32<<20)
	if n := churn(512); n == 0 {
		t.Error("GOGC=off with a limit: no cycles, the limit was ignored")
	}
}

// --8<-- [end:limit]
