package ratelimit

import (
	"sync"
	"time"
)

// FixedWindow allows limit events per aligned window.
type FixedWindow struct {
	mu     sync.Mutex
	now    Clock
	limit  int
	window time.Duration
	start  time.Time
	count  int
}

// NewFixedWindow returns a limiter of limit events per window.
func NewFixedWindow(now Clock, limit int, window time.Duration) *FixedWindow {
	return &FixedWindow{now: now, limit: limit, window: window}
}

// Allow 只看当前格子里的计数，不知道上一格末尾发生了什么。
func (f *FixedWindow) Allow() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if start := f.now().Truncate(f.window); !start.Equal(f.start) {
		f.start, f.count = start, 0
	}
	if f.count >= f.limit {
		return false
	}
	f.count++
	return true
}

// SlidingLog allows limit events in any window; it keeps the time of each of them.
type SlidingLog struct {
	mu     sync.Mutex
	now    Clock
	window time.Duration
	times  []time.Time // 环形数组，长度就是上限
	next   int
}

// NewSlidingLog returns a limiter of limit events in any half-open window.
func NewSlidingLog(now Clock, limit int, window time.Duration) *SlidingLog {
	return &SlidingLog{now: now, window: window, times: make([]time.Time, limit)}
}

// Allow 只问一件事：倒数第 limit 次放行，是否已经滑出窗口。
func (s *SlidingLog) Allow() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if oldest := s.times[s.next]; !oldest.IsZero() && now.Sub(oldest) < s.window {
		return false
	}
	s.times[s.next] = now
	s.next = (s.next + 1) % len(s.times)
	return true
}

// SlidingCounter approximates a sliding window with the counts of two fixed ones.
type SlidingCounter struct {
	mu        sync.Mutex
	now       Clock
	limit     int
	window    time.Duration
	start     time.Time
	prev, cur int
}

// NewSlidingCounter returns a limiter of about limit events in any window.
func NewSlidingCounter(now Clock, limit int, window time.Duration) *SlidingCounter {
	return &SlidingCounter{now: now, limit: limit, window: window}
}

// Allow 假定上一格的请求均匀分布，按还没滑出去的比例折算。
func (s *SlidingCounter) Allow() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	switch start := now.Truncate(s.window); start.Sub(s.start) {
	case 0:
	case s.window:
		s.start, s.prev, s.cur = start, s.cur, 0
	default: // 中间空过一格以上，旧计数全部作废
		s.start, s.prev, s.cur = start, 0, 0
	}
	left := 1 - float64(now.Sub(s.start))/float64(s.window)
	if float64(s.prev)*left+float64(s.cur)+1 > float64(s.limit) {
		return false
	}
	s.cur++
	return true
}
