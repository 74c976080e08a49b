package stampede

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slow is a query of 50 ms that counts how often it ran.
func slow(n *atomic.Int32) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		n.Add(1)
		select {
		case <-time.After(50 * time.Millisecond):
			return 42, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

func TestGroupLoadsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Group[int]
		var loads atomic.Int32
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if v, err := g.Do(t.Context(), "k", slow(&loads)); v != 42 || err != nil {
					t.Errorf("Do = %d, %v", v, err)
				}
			})
		}
		wg.Wait()
		if n := loads.Load(); n != 1 {
			t.Errorf("%d loads, want 1", n)
		}
	})
}

// TestFirstCallerMayLeave: the load outlives the caller that started it.
func TestFirstCallerMayLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Group[int]
		var loads atomic.Int32
		first, leave := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer leave()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := g.Do(first, "k", slow(&loads)); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("first caller: %v, want its own deadline", err)
			}
		})
		synctest.Wait()
		if v, err := g.Do(t.Context(), "k", slow(&loads)); v != 42 || err != nil || loads.Load() != 1 {
			t.Errorf("second caller: %d, %v after %d loads", v, err, loads.Load())
		}
		wg.Wait()
	})
}

func TestLoadHasItsOwnTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := Group[int]{Timeout: 20 * time.Millisecond}
		var loads atomic.Int32
		if _, err := g.Do(t.Context(), "k", slow(&loads)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Do: %v, want the deadline of the load", err)
		}
	})
}

func TestNobodyHangsWhenLoadDies(t *testing.T) {
	for name, c := range map[string]struct {
		load func(context.Context) (int, error)
		want string
	}{
		"panic": {func(context.Context) (int, error) { panic("boom") }, "boom"},
		"exit":  {func(context.Context) (int, error) { runtime.Goexit(); return 1, nil }, "aborted"},
	} {
		t.Run(name, func(t *testing.T) {
			var g Group[int]
			if _, err := g.Do(t.Context(), "k", c.load); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Do: %v, want an error with %q", err, c.want)
			}
			if v, err := g.Do(t.Context(), "k", func(context.Context) (int, error) { return 1, nil }); v != 1 || err != nil {
				t.Errorf("next Do = %d, %v", v, err)
			}
		})
	}
}

// TestForgottenCallLeavesItsSuccessor: when a forgotten load ends, the load that replaced it still collects callers.
func TestForgottenCallLeavesItsSuccessor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Group[int]
		var loads atomic.Int32
		var wg sync.WaitGroup
		do := func() { g.Do(t.Context(), "k", slow(&loads)) }
		wg.Go(do)
		time.Sleep(20 * time.Millisecond)
		g.Forget("k")
		wg.Go(do)
		time.Sleep(40 * time.Millisecond) // the first has ended, the second has not
		wg.Go(do)
		wg.Wait()
		if n := loads.Load(); n != 2 {
			t.Errorf("%d loads, want 2", n)
		}
	})
}
