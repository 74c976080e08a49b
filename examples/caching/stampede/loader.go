package stampede

import (
	"context"
	"errors"
	"time"
)

// ErrNotFound is the answer that a key does not exist; unlike other errors it is cached.
var ErrNotFound = errors.New("stampede: not found")

// --8<-- [start:loader]

// Loader 是带保护的旁路缓存。
type Loader[V any] struct {
	Soft, Hard, Null time.Duration // 开始刷新、不再可用、空值，各自的时限
	Query            func(ctx context.Context, key string) (V, error)
	Group            Group[V]
	cache            memory[V]
}

func (l *Loader[V]) Get(ctx context.Context, key string) (V, error) {
	e, ok := l.cache.get(key)
	if !ok { // 击穿：同一个键只放一次查询过去
		return l.Group.Do(ctx, key, func(ctx context.Context) (V, error) { return l.load(ctx, key) })
	}
	if !time.Now().Before(e.soft) { // 先还旧值，后台只有一个在刷新
		l.Group.start(ctx, key, func(ctx context.Context) (V, error) { return l.refresh(ctx, key) })
	}
	return e.answer()
}

func (l *Loader[V]) load(ctx context.Context, key string) (V, error) {
	if e, ok := l.cache.get(key); ok { // 从未命中到轮到自己，别人可能刚填好
		return e.answer()
	}
	return l.refresh(ctx, key)
}

func (l *Loader[V]) refresh(ctx context.Context, key string) (V, error) {
	v, err := l.Query(ctx, key)
	now := time.Now()
	switch {
	case err == nil: // 雪崩：过期时间打散
		l.cache.set(key, entry[V]{v, true, now.Add(Jitter(l.Soft, 0.2)), now.Add(Jitter(l.Hard, 0.2))})
	case errors.Is(err, ErrNotFound): // 穿透：空值也缓存，但要短
		l.cache.set(key, entry[V]{soft: now.Add(l.Null), hard: now.Add(l.Null)})
	} // 其他错误不缓存：旧值还在，就用到硬过期
	return v, err
}

// --8<-- [end:loader]

// Invalidate drops the key after a write, also after the insert that ends an absence.
func (l *Loader[V]) Invalidate(key string) {
	l.cache.delete(key)
	l.Group.Forget(key)
}
