package deferpanic

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
)

func TestOrderAndResults(t *testing.T) {
	var got []string
	order(func(v ...any) { got = append(got, fmt.Sprint(v...)) })
	if strings.Join(got, ", ") != "closure2, argument1" || increment() != 2 || unchanged() != 1 {
		t.Error(got, increment(), unchanged())
	}
}

// The compiler says how it implements each defer; the comments in testdata/kinds.go say what we expect.
func TestThreeKindsOfDefer(t *testing.T) {
	if !strings.HasPrefix(runtime.Version(), "go1.27") {
		t.Skip("the expectations are those of go1.27, this is " + runtime.Version())
	}
	const file = "testdata/kinds.go"
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "tool", "compile", "-p", "kinds", "-o", filepath.Join(t.TempDir(), "out.o"), "-d=defer=1", file).CombinedOutput()
	if err != nil {
		t.Skipf("no compiler: %v\n%s", err, out)
	}
	said := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)kinds\.go:(\d+):\d+: (\S+) defer$`).FindAllStringSubmatch(string(out), -1) {
		said[m[1]] = m[2]
	}
	if len(said) == 0 {
		t.Fatalf("the compiler said nothing:\n%s", out)
	}
	for i, line := range strings.Split(string(source), "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "defer ") {
			continue
		}
		_, want, _ := strings.Cut(line, "// ")
		if got := said[fmt.Sprint(i+1)]; got != want {
			t.Errorf("%s:%d: %s, want %s", file, i+1, got, want)
		}
	}
}

func catch() { recover() }

// --8<-- [start:where]

// recovered 说 f 自己接住了没有：没接住的 panic 会传到这里。
func recovered(f func()) (ok bool) {
	defer func() { ok = recover() == nil }()
	f()
	return true
}

func TestWhereRecoverWorks(t *testing.T) {
	for _, tc := range []struct {
		how  string
		f    func()
		want bool
	}{
		{"在被 defer 的函数里直接调用", func() { defer func() { recover() }(); panic(1) }, true},
		{"被 defer 的是有名字的函数", func() { defer catch(); panic(1) }, true},
		{"在它里面再调一层", func() { defer func() { catch() }(); panic(1) }, false},
		{"在它里面再 defer 一个", func() { defer func() { defer catch() }(); panic(1) }, false},
		{"defer recover()", func() { defer recover(); panic(1) }, false},
		{"没有 defer", func() { recover(); panic(1) }, false},
	} {
		if got := recovered(tc.f); got != tc.want {
			t.Errorf("%s: recovered = %v", tc.how, got)
		}
	}
}

// --8<-- [end:where]

func TestPanicNil(t *testing.T) {
	defer func() {
		var target *runtime.PanicNilError
		if err, _ := recover().(error); !errors.As(err, &target) {
			t.Errorf("%T", err)
		}
	}()
	panic(nil)
}

func TestGoexitRunsDefersAndIsNoPanic(t *testing.T) {
	var wg sync.WaitGroup
	ran := false
	wg.Go(func() {
		defer func() { ran = recover() == nil }()
		runtime.Goexit()
	})
	wg.Wait()
	if !ran {
		t.Error("Goexit skipped the defer, or recover saw it")
	}
}

func TestGuardedTasks(t *testing.T) {
	failures := all(
		func() error { return nil },
		func() error { panic("boom") },
		func() error { return io.EOF },
	)
	if failures[0] != nil || failures[2] != io.EOF || failures[1] == nil ||
		!strings.Contains(failures[1].Error(), "panic: boom") || !strings.Contains(failures[1].Error(), "deferpanic_test.go") {
		t.Error(failures)
	}
}

type counter struct{ open, most int }

func (c *counter) Close() error { c.open--; return nil }

func TestDeferInALoopPilesUp(t *testing.T) {
	for _, tc := range []struct {
		name string
		f    func([]string, func(string) (io.Closer, error)) error
		most int
	}{{"pileUp", pileUp, 3}, {"oneByOne", oneByOne, 1}} {
		var c counter
		tc.f([]string{"a", "b", "c"}, func(string) (io.Closer, error) {
			c.open++
			c.most = max(c.most, c.open)
			return &c, nil
		})
		if c.most != tc.most || c.open != 0 {
			t.Errorf("%s: %+v", tc.name, c)
		}
	}
}

// --8<-- [start:child]

// TestCrashChild 故意崩溃，每种情形由 TestWhatEndsTheProcess 起一个子进程。
func TestCrashChild(t *testing.T) {
	defer fmt.Println("parent's defer")
	defer func() { fmt.Println("parent recovered:", recover()) }()
	switch os.Getenv("DEFER_CHILD") {
	case "goroutine": // 子 goroutine 的 panic，父亲的 recover 接不住
		go panic("boom")
		select {}
	case "stack": // 栈溢出是 fatal error
		debug.SetMaxStack(1 << 20)
		var deep func(int) int
		deep = func(n int) int { return deep(n+1) + 1 }
		deep(0)
	case "unlock": // 解没锁的锁也是
		new(sync.Mutex).Unlock()
	case "exit": // os.Exit 不跑 defer
		os.Exit(3)
	default:
		t.Skip("started by TestWhatEndsTheProcess")
	}
}

// --8<-- [end:child]

func TestWhatEndsTheProcess(t *testing.T) {
	for _, tc := range []struct {
		how, message string
		code         int
	}{
		{"goroutine", "panic: boom", 2},
		{"stack", "fatal error: stack overflow", 2},
		{"unlock", "fatal error: sync: unlock of unlocked mutex", 2},
		{"exit", "", 3},
	} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.v")
		cmd.Env = append(os.Environ(), "DEFER_CHILD="+tc.how, "GORACE=atexit_sleep_ms=0")
		raw, err := cmd.CombinedOutput()
		out := string(raw)
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != tc.code || !strings.Contains(out, tc.message) {
			t.Errorf("%s: %v\n%.500s", tc.how, err, out)
		}
		if strings.Contains(out, "parent") {
			t.Errorf("%s: a deferred call of the parent ran:\n%.500s", tc.how, out)
		}
	}
}
