package memory

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// The comments in testdata/escape.go say what we expect; the compiler says what it does.
func TestEscape(t *testing.T) {
	if !strings.HasPrefix(runtime.Version(), "go1.27") {
		t.Skip("the expectations are those of go1.27, this is " + runtime.Version())
	}
	const file = "testdata/escape.go"
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "tool", "compile", "-p", "escape", "-o", filepath.Join(t.TempDir(), "out.o"), "-m", file).CombinedOutput()
	if err != nil {
		t.Skipf("no compiler: %v\n%s", err, out)
	}
	heap := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)escape\.go:(\d+):\d+: (?:moved to heap: .*|.* escapes to heap)$`).FindAllStringSubmatch(string(out), -1) {
		heap[m[1]] = true
	}
	seen := 0
	for i, line := range strings.Split(string(source), "\n") {
		isHeap, isStack := strings.Contains(line, "// 堆"), strings.Contains(line, "// 栈")
		if !isHeap && !isStack {
			continue
		}
		seen++
		if heap[fmt.Sprint(i+1)] != isHeap {
			t.Errorf("%s:%d: heap is %v\n%s", file, i+1, !isHeap, line)
		}
	}
	if seen != 9 {
		t.Errorf("%d lines checked", seen)
	}
}

//go:noinline
func squares(n int) (total int) {
	s := make([]int, n)
	for i := range s {
		s[i] = i * i
	}
	for _, v := range s {
		total += v
	}
	return total
}

// --8<-- [start:varmake]

// Since Go 1.25 a slice of variable length that stays in the function has a small buffer on the stack.
func TestMakeOfVariableLength(t *testing.T) {
	allocs := func(n int) float64 { return testing.AllocsPerRun(100, func() { squares(n) }) }
	if allocs(4) != 0 || allocs(5) != 1 { // 4 个 int 是 32 字节
		t.Error(allocs(4), allocs(5))
	}
}

// --8<-- [end:varmake]

var (
	boxed any
	text  string
)

func TestSmallIntegersAreBoxedForFree(t *testing.T) {
	n := 255
	if got := testing.AllocsPerRun(100, func() { boxed = n }); got != 0 {
		t.Error(n, got)
	}
	n++
	if got := testing.AllocsPerRun(100, func() { boxed = n }); got != 1 {
		t.Error(n, got)
	}
}

// A request of 33 bytes gets a slot of 48: the size class shows in the capacity.
func TestSizeClass(t *testing.T) {
	n := 33
	if got := cap(append([]byte(nil), make([]byte, n)...)); got != 48 {
		t.Error(got)
	}
}

// The slice of the wrong version is overwritten by the next user of the buffer; the copy is not.
func TestPoolAlias(t *testing.T) {
	say := func(s string) func(*bytes.Buffer) { return func(b *bytes.Buffer) { b.WriteString(s) } }
	overwritten := false
	for range 1000 {
		first := renderAliased(say("AAAA"))
		renderAliased(say("BBBB"))
		overwritten = overwritten || string(first) == "BBBB"
	}
	if !overwritten {
		t.Error("the buffer was never reused")
	}
	for range 1000 {
		first := render(say("AAAA"))
		if render(say("BBBB")); string(first) != "AAAA" {
			t.Fatalf("%q", first)
		}
	}
}

func TestLargeBufferIsNotKept(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for range 100 {
		render(func(b *bytes.Buffer) { b.Write(make([]byte, maxKept+1)) })
		b := buffers.Get().(*bytes.Buffer)
		if b.Cap() > maxKept {
			t.Fatal(b.Cap())
		}
	}
}

// --8<-- [start:victim]

// One GC moves the pool to the victim cache, where Get still finds the value; the second drops it.
func TestPoolSurvivesOneGC(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	survives := func(gcs int) bool {
		var p sync.Pool
		p.Put(new([64]byte))
		for range gcs {
			runtime.GC()
		}
		return p.Get() != nil
	}
	once, twice := false, false
	for range 20 { // -race 下 Put 会随机丢弃，多试几次
		once = once || survives(1)
		twice = twice || survives(2)
	}
	if !once || twice {
		t.Error(once, twice)
	}
}

// --8<-- [end:victim]

// --8<-- [start:free]

func TestConversionsThatDoNotCopy(t *testing.T) {
	long := []byte(strings.Repeat("k", 100))
	table := map[string]int{string(long): 1}
	found, same := 0, false
	for name, tc := range map[string]struct {
		want float64
		do   func()
	}{
		"copy":    {1, func() { text = string(long) }},
		"lookup":  {0, func() { found += table[string(long)] }},
		"compare": {0, func() { same = string(long) == "k" }},
		"view":    {0, func() { text = view(long) }},
	} {
		if got := testing.AllocsPerRun(100, tc.do); got != tc.want {
			t.Errorf("%s: %v allocations, want %v", name, got, tc.want)
		}
	}
	if found == 0 || same {
		t.Error(found, same)
	}
}

// --8<-- [end:free]

// --8<-- [start:mutate]

// 违反约定的后果：字符串“变了”，map 里的键也再查不到。
func TestMutatedViewBreaksAMap(t *testing.T) {
	b := []byte("order-1")
	key := view(b)
	table := map[string]int{key: 1}
	b[0] = 'X'
	if _, ok := table["order-1"]; key != "Xrder-1" || ok {
		t.Error(key, ok)
	}
}

// --8<-- [end:mutate]

func TestJoinAllocations(t *testing.T) {
	fields := strings.Split(strings.Repeat("field ", 100), " ")[:100]
	plus := testing.AllocsPerRun(10, func() { text = joinPlus(fields) })
	builder := testing.AllocsPerRun(10, func() { text = joinBuilder(fields) })
	join := testing.AllocsPerRun(10, func() { text = strings.Join(fields, ", ") })
	if joinPlus(fields) != joinBuilder(fields) || plus < 190 || builder != 1 || join != 1 {
		t.Error(plus, builder, join)
	}
}

func recurse(n int) int {
	var frame [128]byte
	if n == 0 {
		return len(frame)
	}
	frame[n%128] = 1
	return recurse(n-1) + int(frame[n%128])
}

// --8<-- [start:stackcopy]

// 栈长大时整段搬走，指向栈内的指针由运行时改写，程序看不出来。
func TestStackMovesAndPointersFollow(t *testing.T) {
	done := make(chan bool)
	go func() {
		x := 7
		p := &x
		recurse(10_000) // 远超起始的 2 KiB
		*p = 8
		done <- x == 8
	}()
	if !<-done {
		t.Error("the pointer does not follow")
	}
}

// --8<-- [end:stackcopy]
