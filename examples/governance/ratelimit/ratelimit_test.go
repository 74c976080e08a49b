package ratelimit

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// fake 是手动拨的钟，从整秒开始，格子的边界因此可预期。
type fake struct{ t time.Time }

func newFake() *fake { return &fake{time.Unix(1_000_000, 0)} }

func (f *fake) now() time.Time { return f.t }

func (f *fake) at(d time.Duration) { f.t = time.Unix(1_000_000, 0).Add(d) }

// allowed 数连续 n 次请求里放行了几次。
func allowed(l Limiter, n int) (passed int) {
	for range n {
		if l.Allow() {
			passed++
		}
	}
	return passed
}

// --8<-- [start:border]

// 上限 100 次/秒；第一秒的最后 1 ms 和第二秒的头 1 ms 各来 100 次。
func TestBorder(t *testing.T) {
	clock := newFake()
	for name, c := range map[string]struct {
		limiter Limiter
		want    int
	}{
		"固定窗口":  {NewFixedWindow(clock.now, 100, time.Second), 200},
		"滑动日志":  {NewSlidingLog(clock.now, 100, time.Second), 100},
		"滑动计数":  {NewSlidingCounter(clock.now, 100, time.Second), 100},
		"令牌桶":   {NewTokenBucket(clock.now, 10*time.Millisecond, 100), 100},
		"计量型漏桶": {NewLeakyMeter(clock.now, 10*time.Millisecond, 100), 100},
	} {
		clock.at(999 * time.Millisecond)
		got := allowed(c.limiter, 100)
		clock.at(1001 * time.Millisecond)
		got += allowed(c.limiter, 100)
		if got != c.want {
			t.Errorf("%s：2 ms 里放过 %d 次，应为 %d", name, got, c.want)
		}
		clock.at(0)
	}
}

// --8<-- [end:border]

// 令牌桶在任意时长 T 内最多放 burst + T/interval：先一次取空，再逐个取，一秒里也有 199 次。
func TestBucketAllowsBurstPlusRate(t *testing.T) {
	clock := newFake()
	bucket := NewTokenBucket(clock.now, 10*time.Millisecond, 100)
	log := NewSlidingLog(clock.now, 100, time.Second)
	inBucket, inLog := allowed(bucket, 100), allowed(log, 100)
	for ms := 10; ms < 1000; ms += 10 {
		clock.at(time.Duration(ms) * time.Millisecond)
		inBucket += allowed(bucket, 1)
		inLog += allowed(log, 1)
	}
	if inBucket != 199 || inLog != 100 {
		t.Fatalf("令牌桶 %d 次，滑动日志 %d 次", inBucket, inLog)
	}
}

// 滑动日志的定义：任何一个长度为 window 的左闭右开区间里，不超过 limit 次。
func TestSlidingLogLaw(t *testing.T) {
	const limit, window = 7, 100 * time.Millisecond
	clock := newFake()
	log := NewSlidingLog(clock.now, limit, window)
	rng := rand.New(rand.NewPCG(1, 2))
	var passed []time.Time
	for range 5000 {
		clock.t = clock.t.Add(time.Duration(rng.IntN(20)) * time.Millisecond)
		if log.Allow() {
			passed = append(passed, clock.t)
		}
	}
	for i := limit; i < len(passed); i++ {
		if passed[i].Sub(passed[i-limit]) < window {
			t.Fatalf("第 %d 次放行时，窗口里已有 %d 次", i, limit)
		}
	}
	if len(passed) < limit*10 {
		t.Fatal("放行太少，测试没有意义")
	}
}

// 滑动计数是近似：上一格的请求若都挤在末尾，折算会少算。最坏时一秒里也有 199 次，只是摊开了。
func TestSlidingCounterIsApproximate(t *testing.T) {
	clock := newFake()
	counter := NewSlidingCounter(clock.now, 100, time.Second)
	total := 0
	for _, step := range []struct {
		at   time.Duration
		want int
	}{{999, 100}, {1001, 0}, {1500, 50}, {1998, 49}} {
		clock.at(step.at * time.Millisecond)
		got := allowed(counter, 100)
		if got != step.want {
			t.Errorf("第 %d ms 放过 %d 次", step.at, got)
		}
		total += got
	}
	if total != 199 {
		t.Errorf("999 ms 里共 %d 次", total)
	}
}

func TestSlidingCounterForgetsSkippedWindows(t *testing.T) {
	clock := newFake()
	counter := NewSlidingCounter(clock.now, 10, time.Second)
	allowed(counter, 10)
	clock.at(2 * time.Second)
	if got := allowed(counter, 20); got != 10 {
		t.Fatalf("空过一格之后放过 %d 次", got)
	}
}

// 水位 = 容量 − 令牌数：两种写法对任何到达序列的判断都相同。
func TestMeterEqualsTokenBucket(t *testing.T) {
	clock := newFake()
	bucket := NewTokenBucket(clock.now, 8*time.Millisecond, 5) // 间隔是 2 的幂，浮点没有误差
	meter := NewLeakyMeter(clock.now, 8*time.Millisecond, 5)
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 10000 {
		clock.t = clock.t.Add(time.Duration(rng.IntN(12)) * time.Millisecond)
		if a, b := bucket.Allow(), meter.Allow(); a != b {
			t.Fatalf("第 %d 次：令牌桶 %v，漏桶 %v", i, a, b)
		}
	}
}

// 同一时刻来 5 个请求：漏桶把它们排成等距的一列，排不下的拒绝；令牌桶让它们一起过去。
func TestLeakyQueueSpaces(t *testing.T) {
	clock := newFake()
	queue := NewLeakyQueue(clock.now, 100*time.Millisecond, 3)
	var waits []time.Duration
	for range 5 {
		if w, ok := queue.Reserve(); ok {
			waits = append(waits, w/time.Millisecond)
		}
	}
	if !slices.Equal(waits, []time.Duration{0, 100, 200, 300}) {
		t.Fatal(waits)
	}
	bucket := NewTokenBucket(clock.now, 100*time.Millisecond, 4)
	if got := allowed(bucket, 5); got != 4 {
		t.Fatal(got)
	}
}

func TestLeakyQueueKeepsNoCredit(t *testing.T) {
	clock := newFake()
	queue := NewLeakyQueue(clock.now, 100*time.Millisecond, 3)
	queue.Reserve()
	clock.at(time.Hour) // 空闲再久，也不攒下突发额度
	for i, want := range []time.Duration{0, 100 * time.Millisecond} {
		if w, _ := queue.Reserve(); w != want {
			t.Fatalf("第 %d 个等 %v", i+1, w)
		}
	}
}

// truncating 是常见的错误写法：补令牌时取整，却把时间戳推到现在，小数部分就丢了。
type truncating struct {
	now    Clock
	rate   int // 每秒几个：写不出“每小时 60 个”
	tokens int
	last   time.Time
}

func (t *truncating) Allow() bool {
	if n := int(t.now().Sub(t.last).Seconds() * float64(t.rate)); n > 0 {
		t.tokens, t.last = t.tokens+n, t.now()
	}
	if t.tokens == 0 {
		return false
	}
	t.tokens--
	return true
}

// 每秒 2 个令牌；每 900 ms 来 2 次请求，共 9 s。应得 18 个，取整的写法只发 10 个。
func TestTruncationLosesTokens(t *testing.T) {
	clock := newFake()
	wrong := &truncating{now: clock.now, rate: 2, last: clock.now()}
	right := NewTokenBucket(clock.now, 500*time.Millisecond, 3)
	allowed(right, 3) // 从空桶开始比较
	lost, kept := 0, 0
	for i := 1; i <= 10; i++ {
		clock.at(time.Duration(i) * 900 * time.Millisecond)
		lost += allowed(wrong, 2)
		kept += allowed(right, 2)
	}
	if lost != 10 || kept != 18 {
		t.Fatalf("取整 %d，保留小数 %d", lost, kept)
	}
}

func TestTokenBucketSlowRateAndClockBack(t *testing.T) {
	clock := newFake()
	hourly := NewTokenBucket(clock.now, time.Minute, 1) // 每小时 60 个
	clock.at(-time.Hour)
	if got := allowed(hourly, 2); got != 1 { // 时钟回拨不倒扣，也不多发
		t.Fatalf("回拨时放过 %d 次", got)
	}
	clock.at(59 * time.Second)
	if hourly.Allow() {
		t.Fatal("不满一分钟")
	}
	clock.at(time.Minute)
	if !hourly.Allow() {
		t.Fatal("满一分钟应有一个")
	}
}

// 同一个信号量，名额 2：每次 10 ms 时一秒过 200 个，每次 1 s 时一秒只过 2 个。
func TestSemaphoreDoesNotBoundRate(t *testing.T) {
	for _, c := range []struct {
		latency time.Duration
		want    int
	}{{10 * time.Millisecond, 200}, {time.Second, 2}} {
		synctest.Test(t, func(t *testing.T) {
			sem := NewSemaphore(2)
			end := time.Now().Add(time.Second)
			counts := make(chan int, 2)
			for range 2 {
				go func() {
					n := 0
					for time.Now().Before(end) {
						sem.Try(func() { time.Sleep(c.latency) })
						n++
					}
					counts <- n
				}()
			}
			if got := <-counts + <-counts; got != c.want {
				t.Errorf("延迟 %v：一秒过 %d 个", c.latency, got)
			}
		})
	}
}

// 令牌桶每秒 100 个，下游卡住不返回：10 s 后在途的请求有 1000 个。
func TestTokenBucketDoesNotBoundConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := NewTokenBucket(time.Now, 10*time.Millisecond, 1)
		hang, inFlight := make(chan struct{}), 0
		for range 1000 {
			time.Sleep(10 * time.Millisecond)
			if bucket.Allow() {
				inFlight++
				go func() { <-hang }()
			}
		}
		close(hang)
		if inFlight != 1000 {
			t.Errorf("在途 %d", inFlight)
		}
	})
}

func TestSemaphoreReturnsSlotOnPanic(t *testing.T) {
	sem := NewSemaphore(1)
	func() {
		defer func() { _ = recover() }()
		sem.Try(func() { panic("x") })
	}()
	if !sem.Try(func() {
		if sem.Try(func() {}) {
			t.Error("名额用完时应立刻拒绝")
		}
	}) {
		t.Fatal("panic 之后名额没有归还")
	}
}
