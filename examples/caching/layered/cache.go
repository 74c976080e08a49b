package layered

import (
	"context"
	"errors"
	"time"

	"zhiku.example/caching/stampede"
)

var (
	ErrMiss = errors.New("layered: Redis 里没有")
	ErrBusy = errors.New("layered: 数据库的名额用完了")
)

// Remote 是 Redis；没有这个键返回 ErrMiss。
type Remote[V any] interface {
	Get(ctx context.Context, key string) (V, error)
	Set(ctx context.Context, key string, v V) error
	Del(ctx context.Context, key string) error
}

// Cache 是一个实例里的三级缓存。
type Cache[V any] struct {
	Redis   Remote[V]
	Query   func(ctx context.Context, key string) (V, error)
	Publish func(key string) // 通知别的实例丢掉本地的
	Wait    time.Duration    // 手里有旧值时，最多等刷新多久
	Slots   chan struct{}    // 数据库的并发上限
	local   *local[V]
	fuse    fuse
	group   stampede.Group[V]
}

// --8<-- [start:get]

// Get：本地 → Redis → 数据库；下面都不行，就用本地的旧值。
func (c *Cache[V]) Get(ctx context.Context, key string) (V, error) {
	old, fresh, usable := c.local.get(key)
	if fresh {
		return old, nil
	}
	if usable {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.Wait) // 有旧值就不必久等，加载在后台继续
		defer cancel()
	}
	v, err := c.group.Do(ctx, key, func(ctx context.Context) (V, error) { return c.load(ctx, key) })
	if errors.Is(err, stampede.ErrNotFound) {
		c.local.drop(key) // 这一行没了，旧值不能再用来兜底
	} else if err != nil && usable {
		return old, nil
	}
	return v, err
}

func (c *Cache[V]) load(ctx context.Context, key string) (V, error) {
	gen := c.local.gen(key)
	v, err := c.fromRedis(ctx, key)
	if err != nil {
		up := errors.Is(err, ErrMiss)
		if v, err = c.fromDB(ctx, key); err != nil {
			return v, err
		}
		if up {
			_ = c.fuse.watch(c.Redis.Set(ctx, key, v)) // 和失效竞争的办法见缓存一致性
		}
	}
	c.local.put(key, v, gen)
	return v, nil
}

// --8<-- [end:get]

// --8<-- [start:down]

func (c *Cache[V]) fromRedis(ctx context.Context, key string) (v V, err error) {
	if c.fuse.open() { // 刚失败过：不去等它超时
		return v, errOpen
	}
	v, err = c.Redis.Get(ctx, key)
	return v, c.fuse.watch(err)
}

func (c *Cache[V]) fromDB(ctx context.Context, key string) (v V, err error) {
	select {
	case c.Slots <- struct{}{}: // Redis 没了，压过来的是平时的许多倍
		defer func() { <-c.Slots }()
		return c.Query(ctx, key)
	default:
		return v, ErrBusy
	}
}

// --8<-- [end:down]

// --8<-- [start:invalidate]

// Invalidate 在数据库提交之后调用：从下往上，先 Redis，再本地，再别的实例。
func (c *Cache[V]) Invalidate(ctx context.Context, key string) error {
	err := c.Redis.Del(ctx, key) // 失败要记下来补删
	c.local.drop(key)
	c.group.Forget(key) // 后来的读者不并入之前开始的加载
	c.Publish(key)
	return err
}

// Heard 处理别的实例的通知；Reconnected 在通知断线重连之后调用。
func (c *Cache[V]) Heard(key string) { c.local.drop(key); c.group.Forget(key) }
func (c *Cache[V]) Reconnected()     { c.local.clear() }

// --8<-- [end:invalidate]
