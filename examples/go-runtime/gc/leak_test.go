package gc

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"weak"
)

// leaked reports whether the goroutineleak profile (Go 1.27) blames fn.
func leaked(t *testing.T, fn string) bool {
	t.Helper()
	p := pprof.Lookup("goroutineleak")
	if p == nil {
		t.Skip("no goroutineleak profile: needs Go 1.27")
	}
	var b bytes.Buffer
	if err := p.WriteTo(&b, 1); err != nil {
		t.Fatal(err)
	}
	return strings.Contains(b.String(), fn)
}

func TestGoroutineLeakProfile(t *testing.T) {
	for _, tc := range []struct {
		name  string
		query func(context.Context, func() int) (int, error)
		want  bool
	}{
		{"gc.query.", query, false},
		{"gc.queryLeaky.", queryLeaky, true},
	} {
		expired, expire := context.WithCancel(t.Context())
		expire()
		slow := make(chan int)
		finished := make(chan bool)
		go func() {
			tc.query(expired, func() int { return <-slow })
			close(finished)
		}()
		<-finished // 调用方已经超时返回
		slow <- 1  // 后端这时才有结果

		got := false
		for range 100 { // 发送方从收到结果到堵住，中间还要走几步
			if got = leaked(t, tc.name); got {
				break
			}
			if !tc.want && !running(tc.name) {
				break
			}
			time.Sleep(time.Millisecond)
		}
		if got != tc.want {
			t.Errorf("%s leaked = %v, want %v", tc.name, got, tc.want)
		}
	}
}

func running(fn string) bool {
	var b bytes.Buffer
	pprof.Lookup("goroutine").WriteTo(&b, 2)
	return strings.Contains(b.String(), fn)
}

func TestWhoCancelsTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		send := func(limited context.Context) error {
			select {
			case <-time.After(time.Second):
				return nil
			case <-limited.Done():
				return limited.Err()
			}
		}
		if err := <-notifyCancelled(t.Context(), send); !errors.Is(err, context.Canceled) {
			t.Errorf("notifyCancelled: %v, want it to be cancelled at once", err)
		}
		if err := <-notify(t.Context(), send); err != nil {
			t.Errorf("notify: %v", err)
		}
	})
}

func TestSubsliceKeepsWholeArray(t *testing.T) {
	cut := func(short func([]byte) []byte) (part []byte, whole weak.Pointer[byte]) {
		big := make([]byte, 1<<20)
		return short(big), weak.Make(&big[len(big)-1])
	}
	part, whole := cut(header)
	runtime.GC()
	if whole.Value() == nil {
		t.Error("b[:10]: the array was freed while a slice of it lives")
	}
	runtime.KeepAlive(part)

	part, whole = cut(func(b []byte) []byte { return slices.Clone(header(b)) })
	runtime.GC()
	if whole.Value() != nil {
		t.Error("slices.Clone: the array is still alive")
	}
	runtime.KeepAlive(part)
}
