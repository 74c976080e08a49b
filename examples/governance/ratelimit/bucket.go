package ratelimit

import (
	"sync"
	"time"
)

// TokenBucket gains one token each interval, holds at most burst of them, and starts full.
type TokenBucket struct {
	mu       sync.Mutex
	now      Clock
	interval time.Duration
	burst    float64
	tokens   float64
	last     time.Time
}

// NewTokenBucket returns a full bucket; interval is the time in which one token grows.
func NewTokenBucket(now Clock, interval time.Duration, burst int) *TokenBucket {
	return &TokenBucket{now: now, interval: interval, burst: float64(burst), tokens: float64(burst), last: now()}
}

// --8<-- [start:token]

// Allow 没有后台协程往桶里放令牌：取的时候按流逝的时间补，小数留着。
func (t *TokenBucket) Allow() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refill()
	if t.tokens < 1 {
		return false
	}
	t.tokens--
	return true
}

func (t *TokenBucket) refill() {
	now := t.now()
	if elapsed := now.Sub(t.last); elapsed > 0 { // 时钟回拨时不补，也不倒扣
		t.tokens = min(t.burst, t.tokens+float64(elapsed)/float64(t.interval))
		t.last = now
	}
}

// --8<-- [end:token]

// Full reports whether the bucket has forgotten every request, so that it may be dropped.
func (t *TokenBucket) Full() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refill()
	return t.tokens >= t.burst
}

// LeakyQueue is the leaky bucket as a queue: it spaces requests evenly and makes them wait.
type LeakyQueue struct {
	mu       sync.Mutex
	now      Clock
	interval time.Duration
	maxWait  time.Duration
	next     time.Time // 下一个空着的出水时刻
}

// NewLeakyQueue lets one request out each interval and refuses those that would wait behind more than queue others.
func NewLeakyQueue(now Clock, interval time.Duration, queue int) *LeakyQueue {
	return &LeakyQueue{now: now, interval: interval, maxWait: time.Duration(queue) * interval}
}

// --8<-- [start:leaky]

// Reserve 返回要等多久才轮到自己；排队的人太多就拒绝。
func (l *LeakyQueue) Reserve() (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	slot := l.next
	if slot.Before(now) { // 桶是空的，立刻出水
		slot = now
	}
	if wait = slot.Sub(now); wait > l.maxWait {
		return 0, false
	}
	l.next = slot.Add(l.interval)
	return wait, true
}

// --8<-- [end:leaky]

// LeakyMeter is the leaky bucket as a meter: water leaks at a fixed rate, a request that would overflow is refused.
type LeakyMeter struct {
	mu       sync.Mutex
	now      Clock
	interval time.Duration
	capacity float64
	water    float64
	last     time.Time
}

// NewLeakyMeter returns an empty bucket that leaks one request each interval.
func NewLeakyMeter(now Clock, interval time.Duration, capacity int) *LeakyMeter {
	return &LeakyMeter{now: now, interval: interval, capacity: float64(capacity), last: now()}
}

// Allow 和令牌桶互为镜像：水位 = 容量 − 令牌数。
func (l *LeakyMeter) Allow() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if elapsed := now.Sub(l.last); elapsed > 0 {
		l.water = max(0, l.water-float64(elapsed)/float64(l.interval))
		l.last = now
	}
	if l.water+1 > l.capacity {
		return false
	}
	l.water++
	return true
}
