// Package lock 用 Redis 做租约锁：获取、续期、释放，以及它给不了的保证。
package lock

import (
	"context"
	"crypto/rand"
	"errors"
	"time"
)

// Redis 是锁需要的全部：发一条命令，等一个回复。
type Redis interface {
	Do(ctx context.Context, args ...any) (any, error)
}

var (
	ErrHeld = errors.New("lock: 别人拿着")
	ErrLost = errors.New("lock: 已经不是我的了")
)

// --8<-- [start:scripts]

// 只动自己的锁：比较和动作在一段脚本里，中间插不进别人。
const (
	releaseLua = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`

	renewLua = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`

	// 拿到锁的同时领一个只增不减的号；两个键要用同一个 hash tag。
	fencedLua = `
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 0 end
return redis.call('INCR', KEYS[2])`
)

// --8<-- [end:scripts]

// Lock 是一次成功的获取。
type Lock struct {
	rdb        Redis
	key, token string
	ttl        time.Duration
	until      time.Time // 本地认定的到期时刻，只会比 Redis 早
	Fence      int64     // 栅栏号，越晚拿到的越大
}

// --8<-- [start:acquire]

// Acquire 试一次，拿不到返回 ErrHeld。要等待的话由调用者带随机退避重试。
func Acquire(ctx context.Context, rdb Redis, name string, ttl time.Duration) (*Lock, error) {
	l := &Lock{rdb: rdb, key: "lock:{" + name + "}", token: rand.Text(), ttl: ttl}
	l.until = time.Now().Add(ttl) // 从发出之前算起，路上的时间算自己的
	n, err := rdb.Do(ctx, "EVAL", fencedLua, 2, l.key, l.key+":fence", l.token, ttl.Milliseconds())
	if err != nil { // 超时：可能已经加上了，用自己的 token 试着还回去
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = l.Release(ctx)
		return nil, err
	}
	if n == int64(0) {
		return nil, ErrHeld
	}
	if !time.Now().Before(l.until) { // 拿到了，也已经过期了
		return nil, ErrLost
	}
	l.Fence = n.(int64)
	return l, nil
}

// Release 只删自己的锁；返回 ErrLost 说明干活时锁就已经没了。
func (l *Lock) Release(ctx context.Context) error {
	return l.mine(l.rdb.Do(ctx, "EVAL", releaseLua, 1, l.key, l.token))
}

// --8<-- [end:acquire]

func (l *Lock) mine(n any, err error) error {
	if err == nil && n == int64(0) {
		return ErrLost
	}
	return err
}

// --8<-- [start:hold]

// Hold 每过 1/3 TTL 续一次，直到 ctx 结束或调用 stop。
// 锁丢了，或者到了期限还没续上，返回的 ctx 就以 ErrLost 结束，干活的人要看它。
func (l *Lock) Hold(ctx context.Context) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(l.ttl / 3)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			case <-time.After(time.Until(l.until)): // 到期不一定正好赶上续期的节拍
			}
			if !time.Now().Before(l.until) || errors.Is(l.renew(ctx), ErrLost) {
				cancel(ErrLost)
				return
			}
		}
	}()
	return ctx, func() { cancel(nil); <-done }
}

func (l *Lock) renew(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, min(l.ttl/3, time.Until(l.until)))
	defer cancel()
	until := time.Now().Add(l.ttl)
	err := l.mine(l.rdb.Do(ctx, "EVAL", renewLua, 1, l.key, l.token, l.ttl.Milliseconds()))
	if err == nil {
		l.until = until
	}
	return err
}

// --8<-- [end:hold]
