package layered

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zhiku.example/caching/stampede"
)

var errDown = errors.New("down")

// table 既当 Redis 也当数据库：能宕机，能变慢，数着被访问了多少次、同时多少个。
type table struct {
	mu              sync.Mutex
	rows            map[string]int
	down            bool
	slow            time.Duration
	calls, now, top int
}

func (t *table) Get(_ context.Context, key string) (int, error) {
	t.mu.Lock()
	t.calls++
	t.now++
	t.top = max(t.top, t.now)
	v, ok := t.rows[key]
	down, slow := t.down, t.slow
	t.mu.Unlock()
	time.Sleep(slow) // 读到的是开始时的值
	t.mu.Lock()
	t.now--
	t.mu.Unlock()
	switch {
	case down:
		return 0, errDown
	case !ok:
		return 0, ErrMiss
	}
	return v, nil
}

func (t *table) write(f func()) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.down {
		return errDown
	}
	f()
	return nil
}

func (t *table) Set(_ context.Context, key string, v int) error {
	return t.write(func() { t.rows[key] = v })
}
func (t *table) Del(_ context.Context, key string) error {
	return t.write(func() { delete(t.rows, key) })
}
func (t *table) fail(down bool) { t.mu.Lock(); defer t.mu.Unlock(); t.down = down }

func newTable() *table { return &table{rows: map[string]int{}} }

// instance 是一台服务器：本地软期限 1 分钟、硬期限 1 小时，数据库最多 10 个并发。
func instance(redis, db *table) *Cache[int] {
	return &Cache[int]{
		Redis: redis, Query: db.Get, Publish: func(string) {},
		Wait: 20 * time.Millisecond, Slots: make(chan struct{}, 10),
		local: newLocal[int](1000, time.Minute, time.Hour),
		fuse:  fuse{limit: 3, rest: 5 * time.Second},
	}
}

func get(t *testing.T, c *Cache[int], key string) int {
	t.Helper()
	v, err := c.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// 命中本地就不碰 Redis，命中 Redis 就不碰数据库。
func TestLevels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis, db := newTable(), newTable()
		db.rows["k"] = 1
		a, b := instance(redis, db), instance(redis, db)
		for range 100 {
			get(t, a, "k")
			get(t, b, "k")
		}
		if redis.calls != 2 || db.calls != 1 {
			t.Fatalf("Redis %d 次，数据库 %d 次", redis.calls, db.calls)
		}
	})
}

// 先丢本地、后删 Redis：中间来的读者从 Redis 把旧值搬回本地。
func TestDropLocalFirstKeepsTheOldValue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis, db := newTable(), newTable()
		redis.rows["k"], db.rows["k"] = 1, 2 // 数据库已提交新值
		c := instance(redis, db)
		get(t, c, "k")
		c.local.drop("k")
		get(t, c, "k")
		_ = redis.Del(t.Context(), "k")
		if v := get(t, c, "k"); v != 1 {
			t.Fatalf("应当还是旧值，却是 %d", v)
		}
		_ = c.Invalidate(t.Context(), "k") // 从下往上
		if v := get(t, c, "k"); v != 2 {
			t.Fatal(v)
		}
	})
}

// busy 在删除 Redis 之前先放进来一个读者。
type busy struct {
	*table
	read func()
}

func (b busy) Del(ctx context.Context, key string) error { b.read(); return b.table.Del(ctx, key) }

// Invalidate 的次序：删 Redis 之前来的读者，留不下旧值。
func TestInvalidateFromTheBottom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis, db := newTable(), newTable()
		redis.rows["k"], db.rows["k"] = 1, 2 // 数据库已提交新值
		c := instance(redis, db)
		c.Redis = busy{redis, func() { get(t, c, "k") }}
		_ = c.Invalidate(t.Context(), "k")
		if v := get(t, c, "k"); v != 2 {
			t.Fatalf("应当是新值，却是 %d", v)
		}
	})
}

// 加载在失效之前开始、之后才结束：结果还给它自己的读者，但不进本地缓存。
func TestLoadOlderThanTheInvalidation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis, db := newTable(), newTable()
		redis.rows["k"], redis.slow, db.rows["k"] = 1, 50*time.Millisecond, 2
		c := instance(redis, db)
		go func() { _, _ = c.Get(context.WithoutCancel(t.Context()), "k") }()
		synctest.Wait() // 它已经从 Redis 读到旧值，还在路上
		_ = c.Invalidate(t.Context(), "k")
		time.Sleep(time.Second)
		if v := get(t, c, "k"); v != 2 {
			t.Fatalf("旧的加载把 %d 留下了", v)
		}
	})
}

// 只失效写的那台：别的实例旧到软期限；广播之后立刻是新的。
func TestOtherInstances(t *testing.T) {
	for _, c := range []struct {
		broadcast bool
		want      int
	}{{false, 1}, {true, 2}} {
		synctest.Test(t, func(t *testing.T) {
			redis, db := newTable(), newTable()
			db.rows["k"] = 1
			a, b := instance(redis, db), instance(redis, db)
			if c.broadcast {
				a.Publish = b.Heard
			}
			get(t, b, "k")
			_ = db.Set(t.Context(), "k", 2)
			_ = a.Invalidate(t.Context(), "k")
			if v := get(t, b, "k"); v != c.want {
				t.Fatalf("广播 %v：%d", c.broadcast, v)
			}
			time.Sleep(time.Minute)
			if v := get(t, b, "k"); v != 2 {
				t.Fatalf("过了软期限还是 %d", v)
			}
		})
	}
}

// Redis 宕机：400 个键各来一个请求。热的用本地旧值，其余抢数据库的 10 个名额，抢不到就快速失败。
func TestRedisDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis, db := newTable(), newTable()
		db.slow = 100 * time.Millisecond
		for i := range 500 {
			db.rows[fmt.Sprint(i)] = i
		}
		c := instance(redis, db)
		for i := range 50 {
			get(t, c, fmt.Sprint(i)) // 50 个热键
		}
		time.Sleep(2 * time.Minute) // 都过了软期限
		redis.fail(true)
		for i := range 3 { // 连错三次，熔断
			get(t, c, fmt.Sprint(497+i))
		}
		redis.calls, db.top = 0, 0
		var served, busy int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 400 {
			wg.Go(func() {
				_, err := c.Get(t.Context(), fmt.Sprint(i))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					served++
				} else if errors.Is(err, ErrBusy) {
					busy++
				}
			})
		}
		wg.Wait()
		if db.top > 10 || redis.calls != 0 {
			t.Fatalf("数据库并发 %d，Redis 又被问了 %d 次", db.top, redis.calls)
		}
		if served < 50 || served > 60 || served+busy != 400 {
			t.Fatalf("服务了 %d，拒绝 %d", served, busy)
		}
		redis.fail(false)
		time.Sleep(5 * time.Second)
		get(t, c, "450")
		if redis.calls == 0 {
			t.Fatal("歇过之后应当去试")
		}
	})
}

// 全都不在：旧值用到硬期限为止。
func TestStaleUntilHard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis, db := newTable(), newTable()
		db.rows["k"] = 1
		c := instance(redis, db)
		get(t, c, "k")
		redis.fail(true)
		db.fail(true)
		time.Sleep(59 * time.Minute)
		if v := get(t, c, "k"); v != 1 {
			t.Fatal(v)
		}
		time.Sleep(time.Minute)
		if _, err := c.Get(t.Context(), "k"); !errors.Is(err, errDown) {
			t.Fatal(err)
		}
	})
}

// 数据库说没有这一行：旧值不再兜底，数据库随后宕机也一样。
func TestDeletedIsNotServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis, db := newTable(), newTable()
		db.rows["k"] = 1
		c := instance(redis, db)
		get(t, c, "k")
		_ = redis.Del(t.Context(), "k")
		c.Query = func(context.Context, string) (int, error) { return 0, stampede.ErrNotFound }
		time.Sleep(time.Minute)
		if _, err := c.Get(t.Context(), "k"); !errors.Is(err, stampede.ErrNotFound) {
			t.Fatal(err)
		}
		redis.fail(true)
		c.Query = func(context.Context, string) (int, error) { return 0, errDown }
		if v, err := c.Get(t.Context(), "k"); err == nil {
			t.Fatalf("拿已经删掉的 %d 兜底", v)
		}
	})
}

// Redis 不可用时删除失败：恢复之后里面还是旧值，要先补删。
func TestRecoveredRedisIsStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis, db := newTable(), newTable()
		redis.rows["k"], db.rows["k"] = 1, 1
		c := instance(redis, db)
		redis.fail(true)
		_ = db.Set(t.Context(), "k", 2)
		if err := c.Invalidate(t.Context(), "k"); err == nil {
			t.Fatal("删除应当失败")
		}
		redis.fail(false)
		if v := get(t, c, "k"); v != 1 {
			t.Fatal("恢复之后读到的应当是旧值")
		}
		_ = c.Invalidate(t.Context(), "k") // 补删
		if v := get(t, c, "k"); v != 2 {
			t.Fatal(v)
		}
	})
}

// 没有这个键是正常的回答，再多也不熔断。
func TestMissIsNotAFailure(t *testing.T) {
	f := fuse{limit: 1, rest: time.Hour}
	if _ = f.watch(ErrMiss); f.open() {
		t.Fatal("不该熔断")
	}
	if _ = f.watch(errDown); !f.open() {
		t.Fatal("应当熔断")
	}
}

func TestReconnectedForgetsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis, db := newTable(), newTable()
		db.rows["k"] = 1
		c := instance(redis, db)
		get(t, c, "k")
		db.rows["k"] = 2
		_ = redis.Del(t.Context(), "k") // 通知发了，我们正断着线
		c.Reconnected()
		if v := get(t, c, "k"); v != 2 {
			t.Fatal(v)
		}
	})
}

func TestLocalIsBounded(t *testing.T) {
	l := newLocal[int](2, time.Minute, time.Minute)
	for i := range 3 {
		l.put(fmt.Sprint(i), i, l.gen(fmt.Sprint(i)))
		l.get("0") // 0 一直有人用
	}
	_, _, zero := l.get("0")
	_, _, one := l.get("1")
	if len(l.items) != 2 || !zero || one {
		t.Fatalf("%d 个，0 在 %v，1 在 %v", len(l.items), zero, one)
	}
}
