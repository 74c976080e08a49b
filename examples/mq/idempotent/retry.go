package idempotent

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// ErrPermanent marks failures that no retry can heal: a malformed message, a rule of the business.
var ErrPermanent = errors.New("permanent")

// ErrDown marks failures of the downstream as a whole: every message would fail now.
var ErrDown = errors.New("downstream is down")

// --8<-- [start:handler]

// Handler 返回 nil 才允许提交位移：要么处理成功，要么死信已得到确认。
type Handler struct {
	Try        func(context.Context, Message) error
	DeadLetter func(context.Context, Message, error, int) error // 等到确认才返回 nil
	Attempts   int
	Base, Max  time.Duration
}

// Handle 按失败的种类决定：坏消息直接死信，偶发的限次重试，下游整体不可用就停在原地等。
func (h Handler) Handle(ctx context.Context, m Message) error {
	attempt, wait := 0, 0
	for {
		err := h.Try(ctx, m)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, ErrDown):
			wait++ // 不计次数：否则一次故障会把整段流量倒进死信
		case errors.Is(err, ErrPermanent):
			return h.bury(ctx, m, err, attempt+1)
		default:
			if attempt++; attempt >= h.Attempts {
				return h.bury(ctx, m, err, attempt)
			}
			wait++
		}
		select {
		case <-time.After(h.backoff(wait)):
		case <-ctx.Done():
			return ctx.Err() // 关机或分区被收走：不提交，别人会再处理
		}
	}
}

func (h Handler) bury(ctx context.Context, m Message, cause error, attempts int) error {
	if err := h.DeadLetter(ctx, m, cause, attempts); err != nil {
		return fmt.Errorf("dead letter %s: %w", m.ID, err)
	}
	return nil
}

// backoff 上限每次翻倍，到 Max 为止；在 (0, 上限] 里随机，避免一起重试。
func (h Handler) backoff(n int) time.Duration {
	limit := min(h.Base, h.Max)
	for range n - 1 {
		limit = min(limit*2, h.Max)
	}
	return 1 + rand.N(limit)
}

// --8<-- [end:handler]
