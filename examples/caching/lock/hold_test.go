package lock

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// fake 对获取放行，对续期按剧本回答。
type fake struct {
	renews int
	renew  func(ctx context.Context, n int) (any, error)
}

func (f *fake) Do(ctx context.Context, args ...any) (any, error) {
	if args[1] != renewLua {
		return int64(1), nil
	}
	f.renews++
	return f.renew(ctx, f.renews)
}

func held(ctx context.Context) bool { return ctx.Err() == nil }

// 虚拟的时钟：没有一处真的在等。
func TestHold(t *testing.T) {
	const ttl = 30 * time.Second
	for _, c := range []struct {
		name  string
		late  time.Duration // 拿到锁之后，过多久才开始续
		renew func(ctx context.Context, n int) (any, error)
		lost  time.Duration // 什么时候知道锁没了；0 是一直拿着
	}{
		{"每次都续上", 0, func(context.Context, int) (any, error) { return int64(1), nil }, 0},
		{"被人删了，下一次续期就知道", 0, func(_ context.Context, n int) (any, error) { return int64(0), nil }, ttl / 3},
		{"一次抖动，还来得及补", 0, func(_ context.Context, n int) (any, error) {
			if n == 1 {
				return nil, errors.New("reset")
			}
			return int64(1), nil
		}, 0},
		{"Redis 一直没有回音，到期就停手", 0, func(ctx context.Context, _ int) (any, error) { <-ctx.Done(); return nil, ctx.Err() }, ttl},
		{"续期一直报错，到期不在节拍上，也准时停手", ttl / 4, func(context.Context, int) (any, error) { return nil, errors.New("down") }, ttl},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				l, err := Acquire(t.Context(), &fake{renew: c.renew}, "x", ttl)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(c.late)
				ctx, stop := l.Hold(t.Context())
				defer stop()
				if c.lost == 0 {
					time.Sleep(10 * ttl)
					if !held(ctx) {
						t.Fatal("不该丢")
					}
					return
				}
				<-ctx.Done()
				if at := time.Since(start); at != c.lost || context.Cause(ctx) != ErrLost {
					t.Fatalf("%v 时才知道：%v", at, context.Cause(ctx))
				}
			})
		})
	}
}

// 干活的 ctx 有期限，续期就有期限：业务卡死时锁会自己释放。
func TestHoldIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{renew: func(context.Context, int) (any, error) { return int64(1), nil }}
		l, _ := Acquire(t.Context(), f, "x", 3*time.Second)
		work, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		ctx, stop := l.Hold(work)
		<-ctx.Done()
		time.Sleep(time.Hour)
		stop()
		if f.renews > 10 {
			t.Fatalf("期限之后还在续：%d 次", f.renews)
		}
	})
}
