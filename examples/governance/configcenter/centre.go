package configcenter

import (
	"context"
	"sync"
)

// Centre holds the newest release of one namespace and wakes those who wait for the next.
type Centre struct {
	mu      sync.Mutex
	latest  Release
	changed chan struct{} // 每次发布关掉旧的，换新的
}

// NewCentre returns a centre whose first release has revision 1.
func NewCentre(values map[string]string) *Centre {
	return &Centre{latest: Release{1, values}, changed: make(chan struct{})}
}

// Publish makes values the newest release.
func (c *Centre) Publish(values map[string]string) Release {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latest = Release{c.latest.Revision + 1, values}
	close(c.changed)
	c.changed = make(chan struct{})
	return c.latest
}

// --8<-- [start:wait]

// Wait 是长轮询的服务端：客户端报上自己的版本，落后就立刻返回，
// 不落后才挂起，直到有新版本，或者 ctx 到时（HTTP 里回 304）。
func (c *Centre) Wait(ctx context.Context, have int64) (Release, bool) {
	for {
		c.mu.Lock()
		latest, changed := c.latest, c.changed // 同一把锁里取，中间发布的不会漏
		c.mu.Unlock()
		if latest.Revision > have {
			return latest, true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Release{}, false
		}
	}
}

// --8<-- [end:wait]

// Source is what a client polls; a real one does it over HTTP or gRPC.
type Source interface {
	Wait(ctx context.Context, have int64) (Release, bool)
}
