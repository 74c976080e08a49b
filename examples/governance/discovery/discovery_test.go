package discovery

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

const (
	beat = 5 * time.Second
	ttl  = 3 * beat
)

// start 启动 n 个带心跳的实例、扫描和一个客户端；返回的 kill 让一个实例崩溃（不注销）。
func start(t *testing.T, r *Registry, n int) (kill []context.CancelFunc) {
	t.Helper()
	for i := range n {
		ctx, cancel := context.WithCancel(t.Context())
		kill = append(kill, cancel)
		go Keep(ctx, r, Instance{ID: fmt.Sprint(i), Addr: fmt.Sprintf("10.0.0.%d:80", i), Weight: 1}, beat)
	}
	go func() {
		for tick := time.NewTicker(time.Second); ; {
			select {
			case <-tick.C:
				r.Sweep()
			case <-t.Context().Done():
				tick.Stop()
				return
			}
		}
	}()
	return kill
}

func follow(t *testing.T, r *Registry, minShare float64) *Cache {
	t.Helper()
	c := NewCache(r, time.Second, minShare, 3*time.Minute)
	go c.Run(t.Context())
	return c
}

func expect(t *testing.T, c *Cache, want int) {
	t.Helper()
	synctest.Wait()
	if got := len(c.Instances()); got != want {
		t.Fatalf("客户端看到 %d 个实例，应为 %d", got, want)
	}
}

// --8<-- [start:crash]
func TestCrashIsSeenWithinTTL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegistry(ttl, 1) // 心跳 5 s，租约 15 s
		kill := start(t, r, 3)
		c := follow(t, r, 0)
		time.Sleep(beat + time.Millisecond)
		expect(t, c, 3)

		kill[0]() // 刚发过一次心跳就崩溃
		time.Sleep(ttl - 2*time.Second)
		expect(t, c, 3) // 这十几秒里，名单上仍有一个死的
		time.Sleep(4 * time.Second)
		expect(t, c, 2) // 到期后的下一次扫描，才推给客户端
	})
}

// --8<-- [end:crash]

func TestOneLostBeatIsNoDeath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegistry(ttl, 1)
		start(t, r, 3)
		c := follow(t, r, 0)
		time.Sleep(beat + time.Second)
		r.Crash() // 有一拍心跳发不出去
		time.Sleep(beat)
		r.mu.Lock()
		r.down = false // 恢复，租约不重置
		r.mu.Unlock()
		time.Sleep(3 * ttl)
		expect(t, c, 3)
	})
}

func TestBeatsDoNotWakeWatchers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegistry(ttl, 1)
		start(t, r, 3)
		synctest.Wait()
		_, before, _, _ := r.snapshot()
		time.Sleep(10 * ttl)
		if _, after, _, _ := r.snapshot(); after != before {
			t.Fatalf("只有心跳，名单的版本却从 %d 变成 %d", before, after)
		}
	})
}

// 租约没了还只会续约的实例，永远回不到名单上；Keep 会重新注册。
func TestLostLeaseIsRegisteredAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegistry(ttl, 1)
		start(t, r, 3)
		c := follow(t, r, 0)
		time.Sleep(time.Second)
		expect(t, c, 3)
		r.Crash()
		synctest.Wait() // 客户端发现断了
		r.Restart(true) // 重启后内存里的名单没了
		time.Sleep(time.Second)
		expect(t, c, 0)
		if err := r.Renew("0"); !errors.Is(err, ErrNoLease) {
			t.Fatalf("续约返回 %v", err)
		}
		time.Sleep(beat)
		expect(t, c, 3)
	})
}

// --8<-- [start:down]
func TestRegistryDownCallsGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegistry(ttl, 1)
		start(t, r, 3)
		c := follow(t, r, 0.5)
		time.Sleep(time.Second)
		expect(t, c, 3)

		r.Crash()
		time.Sleep(time.Hour)
		expect(t, c, 3) // 注册中心停了一小时，名单还是停机前的

		r.Restart(true) // 回来时是空的：不采信，等实例重新注册
		expect(t, c, 3)
		time.Sleep(beat)
		expect(t, c, 3)
		if c.Rejected() == 0 {
			t.Fatal("空名单应当被拒绝过")
		}
	})
}

// --8<-- [end:down]

// 真的缩了这么多：一段时间之后要认，否则永远拿着旧名单。
func TestRealShrinkIsTrustedInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRegistry(ttl, 1)
		kill := start(t, r, 4)
		c := follow(t, r, 0.5)
		time.Sleep(beat)
		expect(t, c, 4)

		for _, k := range kill[1:] {
			k()
		}
		time.Sleep(2 * time.Minute)
		expect(t, c, 4)
		time.Sleep(2 * time.Minute)
		expect(t, c, 1)
	})
}

// --8<-- [start:guard]

// 20 个实例里 silent 个不再有心跳，扫描之后还剩几个。
func TestGuardAgainstMassEviction(t *testing.T) {
	for _, tt := range []struct {
		guard        float64
		silent, left int
	}{
		{guard: 1, silent: 20, left: 0},     // 不保护：网络一断，名单清空
		{guard: 0.15, silent: 20, left: 20}, // 保护：都留着
		{guard: 0.15, silent: 3, left: 17},  // 平常的崩溃照样摘除
	} {
		synctest.Test(t, func(t *testing.T) {
			r := NewRegistry(ttl, tt.guard)
			for i := range 20 {
				_ = r.Register(Instance{ID: fmt.Sprint(i)})
			}
			time.Sleep(beat)
			for i := tt.silent; i < 20; i++ {
				_ = r.Renew(fmt.Sprint(i))
			}
			time.Sleep(ttl - beat + time.Second)
			r.Sweep()
			if list, _, _, _ := r.snapshot(); len(list) != tt.left {
				t.Fatalf("%+v：剩 %d 个", tt, len(list))
			}
		})
	}
}

// --8<-- [end:guard]
