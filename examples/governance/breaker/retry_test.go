package breaker

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"zhiku.example/governance/ratelimit"
)

// attempts 数 1000 个请求在依赖全挂时一共打出去几次。
func attempts(t *testing.T, budget *Budget) (n int) {
	synctest.Test(t, func(t *testing.T) {
		for range 1000 {
			_ = Retry(t.Context(), budget, 3, time.Millisecond, time.Second, func(context.Context) error {
				n++
				return errDown
			})
		}
	})
	return n
}

// 依赖全挂，1000 个请求，每个最多试 3 次：没有预算，打出去 3000 次；
// 预算 10 % 加 10 次储备，上界是 1000 + 100 + 10 次。
func TestBudgetBoundsAmplification(t *testing.T) {
	if got := attempts(t, NewBudget(200, 10)); got != 3000 { // 每次首发攒 2 次重试，等于没有预算
		t.Errorf("没有预算：%d", got)
	}
	if got := attempts(t, NewBudget(10, 10)); got != 1109 {
		t.Errorf("有预算：%d", got)
	}
}

func TestRetryStopsAtOnce(t *testing.T) {
	for name, err := range map[string]error{
		"永久错误":  fmt.Errorf("bad request: %w", ErrPermanent),
		"熔断已打开": ErrOpen,
	} {
		n := 0
		got := Retry(t.Context(), NewBudget(10, 10), 3, time.Millisecond, time.Second, func(context.Context) error {
			n++
			return err
		})
		if n != 1 || got != err {
			t.Errorf("%s：尝试 %d 次，%v", name, n, got)
		}
	}
}

// 次数很多时，退避停在上限，不会因为翻倍而溢出。
func TestBackoffStaysBelowCeiling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		n := 0
		err := Retry(t.Context(), NewBudget(10, 1000), 100, time.Millisecond, time.Second, func(context.Context) error {
			n++
			return errDown
		})
		if n != 100 || !errors.Is(err, errDown) || time.Since(start) > 99*time.Second {
			t.Error(n, err, time.Since(start))
		}
	})
}

func TestRetrySucceedsLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		err := Retry(t.Context(), NewBudget(10, 10), 3, time.Millisecond, time.Second, func(context.Context) error {
			if n++; n < 3 {
				return errDown
			}
			return nil
		})
		if err != nil || n != 3 {
			t.Fatal(n, err)
		}
	})
}

// 剩下的时间不够等，就把真正的错误马上交上去，而不是等到超时。
func TestRetryDoesNotSleepPastDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		err := Retry(ctx, NewBudget(10, 1000), 100, time.Hour, time.Hour, returning(errDown))
		if !errors.Is(err, errDown) || time.Since(start) >= 10*time.Millisecond {
			t.Error(err, time.Since(start))
		}
	})
}

// 推荐服务卡住，把自己的 2 个名额占满；支付的名额不受影响。共用一个池子时，支付一起饿死。
func TestBulkheadIsolates(t *testing.T) {
	for _, c := range []struct {
		name string
		bulk Bulkhead
		want error
	}{
		{"各用各的", Bulkhead{"reco": ratelimit.NewSemaphore(2), "pay": ratelimit.NewSemaphore(2)}, nil},
		{"共用一个", shared(ratelimit.NewSemaphore(4)), ErrFull},
	} {
		synctest.Test(t, func(t *testing.T) {
			hang := make(chan struct{})
			for range 10 {
				go func() { _ = c.bulk.Do("reco", func() error { <-hang; return nil }) }()
			}
			synctest.Wait()
			if err := c.bulk.Do("pay", func() error { return nil }); err != c.want {
				t.Errorf("%s：%v", c.name, err)
			}
			close(hang)
		})
	}
}

func shared(s ratelimit.Semaphore) Bulkhead { return Bulkhead{"reco": s, "pay": s} }

func TestFailover(t *testing.T) {
	refused := fmt.Errorf("dial: %w", ErrNotSent)
	for name, c := range map[string]struct {
		idempotent bool
		first      error
		open       bool
		wantB      bool
	}{
		"幂等，出错就换家":     {idempotent: true, first: errDown, wantB: true},
		"非幂等，超时不换家":    {first: context.DeadlineExceeded, wantB: false},
		"非幂等，确定没发出可以换": {first: refused, wantB: true},
		"熔断打开，直接跳过":    {open: true, wantB: true},
		"第一家成功就停":      {idempotent: true, wantB: false},
	} {
		a, _ := newBreaker()
		if c.open {
			a, _ = openBreaker(t)
		}
		b, _ := newBreaker()
		calledB := false
		_ = Failover(t.Context(), c.idempotent,
			Provider{a, returning(c.first)},
			Provider{b, func(context.Context) error { calledB = true; return nil }})
		if calledB != c.wantB {
			t.Errorf("%s：第二家被调用 = %v", name, calledB)
		}
	}
}
