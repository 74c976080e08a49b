package ratelimit

// --8<-- [start:semaphore]

// Semaphore 限制“同时有多少个”，不限制“每秒多少个”：名额用完要还。
type Semaphore chan struct{}

// NewSemaphore 返回 n 个名额。
func NewSemaphore(n int) Semaphore { return make(Semaphore, n) }

// Try 拿到名额才执行 f；拿不到立刻返回 false，不排队。
func (s Semaphore) Try(f func()) bool {
	select {
	case s <- struct{}{}:
	default:
		return false
	}
	defer func() { <-s }() // panic 也要还
	f()
	return true
}

// --8<-- [end:semaphore]
