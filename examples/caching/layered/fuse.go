package layered

import (
	"errors"
	"sync"
	"time"
)

var errOpen = errors.New("layered: Redis 熔断中")

// fuse 是最小的熔断：连错几次就歇一会儿，到时候放请求去试。
type fuse struct {
	limit int
	rest  time.Duration
	mu    sync.Mutex
	fails int
	until time.Time
}

func (f *fuse) open() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return time.Now().Before(f.until)
}

// watch 记下结果；没有这个键是正常的回答，不是故障。
func (f *fuse) watch(err error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err == nil || errors.Is(err, ErrMiss) {
		f.fails = 0
		return err
	}
	if f.fails++; f.fails >= f.limit {
		f.until = time.Now().Add(f.rest)
	}
	return err
}
