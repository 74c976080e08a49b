package ratelimit

import (
	"strconv"
	"sync"
	"testing"

	"zhiku.example/internal/redistest"
)

const hour = 3_600_000_000 // 微秒

// 8 个连接同时抢 5 个令牌（一小时才补一个）：不多不少，正好 5 次放行。
func TestRedisTokenBucket(t *testing.T) {
	dial := redistest.Start(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	passed := int64(0)
	for range 8 {
		c := dial()
		wg.Go(func() {
			for range 10 {
				v, err := c.Do(t.Context(), "EVAL", TokenBucketLua, 1, "rl:{u1}", hour, 5)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				passed += v.([]any)[0].(int64)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if passed != 5 {
		t.Fatalf("放行 %d 次", passed)
	}

	c := dial()
	last := c.Must(t, "HGET", "rl:{u1}", "at").(string)
	at, _ := strconv.ParseInt(last, 10, 64)
	c.Must(t, "HSET", "rl:{u1}", "at", at-2*hour-hour/2) // 不等两个半小时，把时间戳拨回去
	for i, want := range []int64{1, 1, 0} {
		if got := c.Must(t, "EVAL", TokenBucketLua, 1, "rl:{u1}", hour, 5).([]any); got[0] != want {
			t.Fatalf("补充之后第 %d 次：%v", i+1, got)
		}
	}
	if ttl := c.Must(t, "PTTL", "rl:{u1}").(int64); ttl <= 0 || ttl > 5*hour/1000 {
		t.Fatalf("TTL %d ms", ttl)
	}
}

// 小数令牌在一次次读写之间不丢。
func TestRedisTokenBucketKeepsFraction(t *testing.T) {
	c := redistest.Start(t)()
	c.Must(t, "EVAL", TokenBucketLua, 1, "k", hour, 1)
	for i, want := range []int64{0, 1} {
		at, _ := strconv.ParseInt(c.Must(t, "HGET", "k", "at").(string), 10, 64)
		c.Must(t, "HSET", "k", "at", at-hour*6/10) // 两次各过去 0.6 个令牌的时间
		got := c.Must(t, "EVAL", TokenBucketLua, 1, "k", hour, 1).([]any)
		if got[0] != want {
			t.Fatalf("第 %d 次：%v", i+1, got)
		}
		if wait := got[1].(int64); (want == 0) != (wait > 0 && wait <= hour*4/10) {
			t.Fatalf("要等 %d 微秒", wait)
		}
	}
}

// 先 INCR、等于 1 时再 EXPIRE：在两条命令之间崩一次，这个用户就永远被限。
func TestIncrThenExpireLeaks(t *testing.T) {
	c := redistest.Start(t)()
	naive := func(key string, crash bool) int64 {
		n := c.Must(t, "INCR", key).(int64)
		if n == 1 && !crash {
			c.Must(t, "EXPIRE", key, 1)
		}
		return n
	}
	naive("naive", true)
	c.Must(t, "INCR", "script") // 同样留下一个没有过期时间的计数
	for range 10 {
		naive("naive", false)
		c.Must(t, "EVAL", WindowLua, 1, "script", 1000)
	}
	if ttl := c.Must(t, "PTTL", "naive"); ttl != int64(-1) {
		t.Fatalf("naive 的 TTL 是 %v", ttl)
	}
	if ttl := c.Must(t, "PTTL", "script").(int64); ttl < 0 {
		t.Fatal("脚本应当补上过期时间")
	}
}
