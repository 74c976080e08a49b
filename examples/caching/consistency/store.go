package consistency

import (
	"context"
	"time"
)

// DB is the source of truth.
type DB[V any] interface {
	Load(ctx context.Context, key string) (V, error)
	Save(ctx context.Context, key string, v V) error
}

// Cache is a shared cache; Get reports whether the key is there.
type Cache[V any] interface {
	Get(ctx context.Context, key string) (v V, ok bool, err error)
	Set(ctx context.Context, key string, v V, ttl time.Duration) error
	Delete(ctx context.Context, key string) error
}

// --8<-- [start:store]

// Store 是旁路缓存：读未命中就查库回填，写库之后删缓存。
type Store[V any] struct {
	DB    DB[V]
	Cache Cache[V]
	TTL   time.Duration    // 一切手段都失效时，旧值最多再活这么久
	Retry func(key string) // 交给能重试的队列；删除幂等，重复无害
}

// Get 回填失败不算读失败，只是少一次命中。
func (s *Store[V]) Get(ctx context.Context, key string) (V, error) {
	if v, ok, err := s.Cache.Get(ctx, key); err == nil && ok {
		return v, nil
	}
	v, err := s.DB.Load(ctx, key)
	if err == nil {
		_ = s.Cache.Set(ctx, key, v, s.TTL)
	}
	return v, err
}

// Put 不看 Save 的结果都删：报错的提交可能已经生效，也可能稍后才生效，所以还要再删一次。
// 删除不跟着请求取消：客户端断开时，库里可能已经是新值。
func (s *Store[V]) Put(ctx context.Context, key string, v V) error {
	err := s.DB.Save(ctx, key, v)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if derr := s.Cache.Delete(ctx, key); err != nil || derr != nil {
		s.Retry(key)
	}
	return err
}

// --8<-- [end:store]
