package discovery

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// server 只有两种状态：接，或拒绝连接。
type server struct{ closed atomic.Bool }

func (s *server) shutdown(context.Context) error {
	s.closed.Store(true)
	return nil
}

// polling 让客户端每 3 秒拉一次名单，每 10 ms 向名单上的每个实例发一个请求，返回被拒绝的次数。
func polling(t *testing.T, r *Registry, servers map[string]*server) *atomic.Int64 {
	t.Helper()
	var refused atomic.Int64
	go func() {
		list, _, _, _ := r.snapshot()
		for i := 1; t.Context().Err() == nil; i++ {
			sleep(t.Context(), 10*time.Millisecond)
			if i%300 == 0 {
				list, _, _, _ = r.snapshot()
			}
			for _, in := range list {
				if servers[in.ID].closed.Load() {
					refused.Add(1)
				}
			}
		}
	}()
	return &refused
}

// --8<-- [start:order]
func TestOrderOfGoingOffLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegistry(ttl, 1)
		servers := map[string]*server{"a": {}, "b": {}, "c": {}}
		for id := range servers {
			_ = r.Register(Instance{ID: id})
		}
		refused := polling(t, r, servers)
		time.Sleep(time.Second) // 客户端手里已经有 a、b、c
		none := func() {}

		// 对：摘除之后，等过一个拉取周期，才停止接收
		_ = Retire(t.Context(), none, func() error { return r.Deregister("a") }, 4*time.Second, servers["a"].shutdown)
		time.Sleep(5 * time.Second) // 拉取在第 3、6、9、12 秒，现在是第 10 秒
		if n := refused.Load(); n != 0 {
			t.Fatalf("应当没有失败，失败了 %d 次", n)
		}

		// 错：摘除之后立刻停，客户端手里还是旧名单
		_ = Retire(t.Context(), none, func() error { return r.Deregister("b") }, 0, servers["b"].shutdown)
		time.Sleep(4 * time.Second)
		if refused.Load() == 0 {
			t.Fatal("立刻停止，应当有失败")
		}
	})
}

// --8<-- [end:order]

// 四步的次序；注销失败了也要走完。
func TestRetireGoesOnInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var steps []string
		start, failed := time.Now(), errors.New("unreachable")
		err := Retire(t.Context(),
			func() { steps = append(steps, "stop beats") },
			func() error { steps = append(steps, "deregister"); return failed },
			4*time.Second,
			func(context.Context) error {
				steps = append(steps, fmt.Sprint("shutdown after ", time.Since(start)))
				return nil
			})
		if want := []string{"stop beats", "deregister", "shutdown after 4s"}; !slices.Equal(steps, want) || !errors.Is(err, failed) {
			t.Fatal(steps, err)
		}
	})
}

// 注销之后才停心跳：晚到的一拍发现租约没了，又注册了回来。
func TestLateBeatComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegistry(ttl, 1)
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { Keep(ctx, r, Instance{ID: "a"}, beat) })
		time.Sleep(time.Second)

		_ = r.Deregister("a") // 错：心跳还在
		time.Sleep(beat)
		if list, _, _, _ := r.snapshot(); len(list) != 1 {
			t.Fatal("应当又被注册回来")
		}

		stop() // 对：先停心跳，再注销
		wg.Wait()
		_ = r.Deregister("a")
		time.Sleep(2 * beat)
		if list, _, _, _ := r.snapshot(); len(list) != 0 {
			t.Fatal("应当不在名单上")
		}
	})
}
