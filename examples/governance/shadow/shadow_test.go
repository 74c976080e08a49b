package shadow

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var errMissing = errors.New("missing")

func newShadow(fresh func(context.Context, string) (int, error)) (*Shadow[int], func() []string) {
	var mu sync.Mutex
	var keys []string
	s := &Shadow[int]{
		Old: func(_ context.Context, key string) (int, error) {
			if key == "none" {
				return 0, errMissing
			}
			return len(key), nil
		},
		New: fresh,
		Same: func(a, b Result[int]) bool {
			return a.Value == b.Value && errors.Is(a.Err, errMissing) == errors.Is(b.Err, errMissing) && (b.Err == nil || errors.Is(b.Err, errMissing))
		},
		Budget: time.Second,
		Report: func(d Diff[int]) {
			mu.Lock()
			defer mu.Unlock()
			keys = append(keys, d.Key)
		},
	}
	s.Limit(2)
	return s, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Sorted(slices.Values(keys))
	}
}

func TestDifferencesAreFoundUsersSeeTheOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, found := newShadow(func(_ context.Context, key string) (int, error) {
			switch key {
			case "none":
				return 0, nil // 旧的报“没有”，新的报成功
			case "boom":
				panic("nil map")
			case "abc":
				return 4, nil
			}
			return len(key), nil
		})
		for key, want := range map[string]int{"abc": 3, "boom": 4, "ok": 2, "none": 0} {
			if v, err := s.Do(t.Context(), key); v != want || (key == "none") != errors.Is(err, errMissing) {
				t.Fatalf("%s：用户看到 %d、%v", key, v, err)
			}
			synctest.Wait()
		}
		if got := found(); !slices.Equal(got, []string{"abc", "boom", "none"}) {
			t.Fatal(got)
		}
	})
}

// 新实现卡住：用户不等它；比对的名额满了就不比，也不排队。
func TestSlowCandidateCostsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, found := newShadow(func(ctx context.Context, key string) (int, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		})
		start := time.Now()
		for range 100 {
			_, _ = s.Do(t.Context(), "abc")
		}
		if took := time.Since(start); took != 0 {
			t.Fatalf("用户多等了 %v", took)
		}
		time.Sleep(2 * time.Second)
		if got := len(found()); got != 2 {
			t.Fatalf("比了 %d 次，名额是 2", got)
		}
	})
}

// 用户断开之后，比对仍要做完。
func TestComparisonOutlivesTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, found := newShadow(func(ctx context.Context, key string) (int, error) {
			return len(key), ctx.Err()
		})
		ctx, cancel := context.WithCancel(t.Context())
		_, _ = s.Do(ctx, "abc")
		cancel()
		synctest.Wait()
		if got := found(); len(got) != 0 {
			t.Fatalf("取消被当成了差异：%v", got)
		}
	})
}

// 请求已经取消，旧实现没有答案：不比，免得把取消当成差异。
func TestCancelledRequestIsNotCompared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, found := newShadow(func(_ context.Context, key string) (int, error) { return len(key), nil })
		s.Old = func(ctx context.Context, _ string) (int, error) { return 0, ctx.Err() }
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Do(ctx, "abc"); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := found(); len(got) != 0 {
			t.Fatal(got)
		}
	})
}

// 比对函数 panic（例如新的返回了 nil）：进程不能倒，也不能算一致。
func TestPanicOfTheComparisonIsADifference(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, found := newShadow(func(_ context.Context, key string) (int, error) { return len(key), nil })
		s.Same = func(_, _ Result[int]) bool { panic("nil pointer") }
		if v, err := s.Do(t.Context(), "abc"); v != 3 || err != nil {
			t.Fatal(v, err)
		}
		synctest.Wait()
		if got := found(); !slices.Equal(got, []string{"abc"}) {
			t.Fatal(got)
		}
	})
}
