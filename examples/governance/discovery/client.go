package discovery

import (
	"context"
	"sync/atomic"
	"time"
)

// Cache is a client's own copy of the list: calls read it and never ask the registry.
type Cache struct {
	r        *Registry
	retry    time.Duration
	minShare float64       // 名单一次缩到不足原来的这个比例，先不采信
	patience time.Duration // 一直是这样，过这么久就采信
	list     atomic.Pointer[[]Instance]
	rejected atomic.Int64
}

// NewCache returns a cache that waits retry after a failed watch, and distrusts for patience a list of less than the share minShare of the one before.
func NewCache(r *Registry, retry time.Duration, minShare float64, patience time.Duration) *Cache {
	c := &Cache{r: r, retry: retry, minShare: minShare, patience: patience}
	c.list.Store(&[]Instance{})
	return c
}

// Instances returns the latest list that was trusted.
func (c *Cache) Instances() []Instance { return *c.list.Load() }

// Rejected tells how many lists were not trusted: an alarm should look at it.
func (c *Cache) Rejected() int64 { return c.rejected.Load() }

// --8<-- [start:cache]

// Run 跟着注册中心更新名单。断开时名单不动；缩得太多时先不采信，过一阵还是这样才认。
func (c *Cache) Run(ctx context.Context) {
	var version uint64
	var suspect time.Time // 从什么时候开始缩得太多
	for ctx.Err() == nil {
		list, v, err := c.r.Watch(ctx, version)
		if err != nil { // 问不到不等于没有：旧名单继续用
			version = 0 // 重连之后要全量
			sleep(ctx, c.retry)
			continue
		}
		version = v
		if float64(len(list)) < c.minShare*float64(len(c.Instances())) {
			if suspect.IsZero() {
				suspect = time.Now()
			}
			if time.Since(suspect) < c.patience {
				c.rejected.Add(1) // 应当报警
				version = 0       // 稍后再问一次
				sleep(ctx, c.retry)
				continue
			}
		}
		suspect = time.Time{}
		c.list.Store(&list)
	}
}

// --8<-- [end:cache]

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
