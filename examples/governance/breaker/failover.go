package breaker

import (
	"context"
	"errors"

	"zhiku.example/governance/ratelimit"
)

// ErrFull is returned when a dependency's quota is used up.
var ErrFull = errors.New("bulkhead: full")

// --8<-- [start:bulkhead]

// Bulkhead 给每个依赖一份自己的并发名额，一个卡住不会拖走别人的。
type Bulkhead map[string]ratelimit.Semaphore

// Do 占一个 name 的名额执行 call；名额满了立刻失败，不排队。
func (b Bulkhead) Do(name string, call func() error) error {
	err := ErrFull
	b[name].Try(func() { err = call() })
	return err
}

// --8<-- [end:bulkhead]

// Provider is one of several interchangeable suppliers of the same service.
type Provider struct {
	Breaker *Breaker
	Call    func(context.Context) error
}

// ErrNotSent marks failures that certainly had no effect, such as a refused connection; wrap it.
var ErrNotSent = errors.New("not sent")

// --8<-- [start:failover]

// Failover 依次试各家，熔断打开的直接跳过。
// 非幂等的调用只在确定没有生效时才换家：超时不能证明对方没做。
func Failover(ctx context.Context, idempotent bool, providers ...Provider) error {
	err := ErrOpen
	for _, p := range providers {
		err = p.Breaker.Do(ctx, p.Call)
		certain := errors.Is(err, ErrOpen) || errors.Is(err, ErrNotSent)
		if err == nil || ctx.Err() != nil || !idempotent && !certain {
			return err
		}
	}
	return err
}

// --8<-- [end:failover]
