package breaker

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// Budget limits retries to a share of the first attempts, plus a small reserve.
type Budget struct {
	mu      sync.Mutex
	percent int
	credit  int // 每 100 点换一次重试
	limit   int
}

// NewBudget allows percent retries for each 100 first attempts and starts with reserve of them.
func NewBudget(percent, reserve int) *Budget {
	return &Budget{percent: percent, credit: reserve * 100, limit: reserve * 100}
}

// --8<-- [start:budget]

// First 记一次首次请求，攒一点重试额度；额度有上限，平时攒的不能在故障时一起花。
func (b *Budget) First() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.credit = min(b.limit, b.credit+b.percent)
}

// Retry 取一次重试；额度不够就别重试了，把错误交上去。
func (b *Budget) Retry() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.credit < 100 {
		return false
	}
	b.credit -= 100
	return true
}

// --8<-- [end:budget]

// ErrPermanent marks errors that no retry can mend; wrap it.
var ErrPermanent = errors.New("permanent")

// --8<-- [start:retry]

// Retry 最多尝试 attempts 次；额度用完、剩余时间不够等、熔断已打开，都立刻停。
func Retry(ctx context.Context, budget *Budget, attempts int, base, ceiling time.Duration, call func(context.Context) error) error {
	budget.First()
	for n, backoff := 1, base; ; n, backoff = n+1, backoff*2 {
		backoff = min(backoff, ceiling) // 先封顶再翻倍，次数再多也不溢出
		err := call(ctx)
		if err == nil || n == attempts || errors.Is(err, ErrPermanent) || errors.Is(err, ErrOpen) || ctx.Err() != nil {
			return err
		}
		wait := rand.N(backoff + 1) // 全抖动：0 到上界之间均匀取
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
			return err // 等完也来不及了
		}
		if !budget.Retry() {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}

// --8<-- [end:retry]
