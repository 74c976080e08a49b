package lock

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"zhiku.example/internal/redistest"
)

// 8 个连接抢同一把锁，任何时刻最多一个在里面。
func TestMutualExclusion(t *testing.T) {
	dial := redistest.Start(t)
	var inside, max atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		rdb := dial()
		wg.Go(func() {
			for done := 0; done < 5; {
				l, err := Acquire(t.Context(), rdb, "order:1", time.Minute)
				if errors.Is(err, ErrHeld) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				if inside.Add(1) > 1 {
					max.Store(2)
				}
				inside.Add(-1)
				done++
				if err := l.Release(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if max.Load() > 1 {
		t.Fatal("两个人同时在里面")
	}
}

// 锁过期被别人拿走之后：续期、释放都不伤别人；直接 DEL 会。
func TestTokenProtectsTheNextOwner(t *testing.T) {
	dial := redistest.Start(t)
	a, b := dial(), dial()
	la, err := Acquire(t.Context(), a, "x", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	a.Must(t, "PEXPIRE", la.key, 0) // A 停顿，锁到期
	lb, err := Acquire(t.Context(), b, "x", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if err := la.renew(t.Context()); err != ErrLost {
		t.Fatalf("A 续期：%v", err)
	}
	if err := la.Release(t.Context()); err != ErrLost {
		t.Fatalf("A 释放：%v", err)
	}
	if got := b.Must(t, "GET", lb.key); got != lb.token {
		t.Fatal("B 的锁被动过")
	}
	if a.Must(t, "DEL", la.key) != int64(1) { // 不比较就删：删掉的是 B 的
		t.Fatal("应当误删")
	}
	if err := lb.Release(t.Context()); err != ErrLost {
		t.Fatalf("B 释放：%v", err)
	}
}

// 醒来的旧持有者带着小的栅栏号，资源拒绝它。
func TestFence(t *testing.T) {
	rdb := redistest.Start(t)()
	var s Store
	la, _ := Acquire(t.Context(), rdb, "x", time.Minute)
	rdb.Must(t, "PEXPIRE", la.key, 0)
	lb, _ := Acquire(t.Context(), rdb, "x", time.Minute)
	if lb.Fence <= la.Fence {
		t.Fatalf("栅栏号 %d → %d", la.Fence, lb.Fence)
	}
	if !s.Write(lb.Fence, "B") || s.Write(la.Fence, "A") || s.Value != "B" {
		t.Fatalf("留下的是 %q", s.Value)
	}
}

// 分两条命令加锁：在中间崩溃，锁永远不放。
func TestSetNXThenExpireLeaks(t *testing.T) {
	rdb := redistest.Start(t)()
	rdb.Must(t, "SETNX", "lock", "A") // 崩溃在 EXPIRE 之前
	if ttl := rdb.Must(t, "TTL", "lock"); ttl != int64(-1) {
		t.Fatalf("TTL %v", ttl)
	}
}

func TestReentrant(t *testing.T) {
	rdb := redistest.Start(t)()
	enter := func(owner string, ms int) any { return rdb.Must(t, "EVAL", enterLua, 1, "l", owner, ms) }
	leave := func(owner string) any { return rdb.Must(t, "EVAL", leaveLua, 1, "l", owner) }
	for i, got := range []any{enter("A", 60_000), enter("A", 1000), enter("B", 1000), leave("B"), leave("A")} {
		if want := []int64{1, 2, 0, -1, 1}[i]; got != want {
			t.Fatalf("第 %d 步：%v", i+1, got)
		}
	}
	if ttl := rdb.Must(t, "PTTL", "l").(int64); ttl < 50_000 {
		t.Fatalf("内层把期限改短到 %d ms", ttl)
	}
	if leave("A") != int64(0) || rdb.Must(t, "EXISTS", "l") != int64(0) || enter("B", 1000) != int64(1) {
		t.Fatal("减到 0 应当彻底释放")
	}
}

// 回复丢了、客户端重试：可重入锁多记一层，少放一次，只能等 TTL。
func TestReentrantRetryLeaks(t *testing.T) {
	rdb := redistest.Start(t)()
	for range 2 { // 第一次的回复没收到
		rdb.Must(t, "EVAL", enterLua, 1, "l", "A", 60_000)
	}
	if rdb.Must(t, "EVAL", leaveLua, 1, "l", "A") != int64(1) || rdb.Must(t, "EXISTS", "l") != int64(1) {
		t.Fatal("应当还锁着")
	}
}

// 把持有者放高 32 位、层数放低 32 位：Lua 的数是双精度，持有者一大，层数就读错。
func TestPackedCountIsLost(t *testing.T) {
	rdb := redistest.Start(t)()
	const script = `
local v = tonumber(redis.call('GET', KEYS[1]))
return v % 4294967296`
	for _, c := range []struct {
		owner, depth, read int64
	}{
		{1<<21 - 1, 1, 1}, // 整个数小于 2^53，还精确
		{1 << 22, 1, 0},   // 到了 2^54，一层读成零层
	} {
		rdb.Must(t, "SET", "l", c.owner<<32|c.depth)
		if got := rdb.Must(t, "EVAL", script, 1, "l"); got != c.read {
			t.Fatalf("owner %d：层数 %d 读成 %v", c.owner, c.depth, got)
		}
	}
}
