// Package breaker holds a circuit breaker and its neighbours: deadlines, retry budgets, bulkheads, failover.
package breaker

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrOpen is returned without calling the dependency.
var ErrOpen = errors.New("breaker: open")

// State is one of Closed, Open, HalfOpen.
type State int

// The three states.
const (
	Closed State = iota
	Open
	HalfOpen
)

// Outcome says what a finished call proves about the dependency.
type Outcome int

// Success and Failure count; Ignored proves nothing.
const (
	Success Outcome = iota
	Failure
	Ignored
)

// Config holds the thresholds; all fields but Classify are required.
type Config struct {
	Window      time.Duration // 关闭状态下，计数多久清零一次
	MinCalls    int           // 样本少于它不判断
	FailureRate float64       // 失败占比达到它就打开
	Cooldown    time.Duration // 打开多久之后放一个探测
	Now         func() time.Time
	Classify    func(error) Outcome // 缺省是 DefaultClassify
}

// DefaultClassify 把“调用方自己走了”和“依赖出了错”分开。
// 业务上的“没有”（查无此行、缓存未命中）也应由使用者归为 Success。
func DefaultClassify(err error) Outcome {
	switch {
	case err == nil:
		return Success
	case errors.Is(err, context.Canceled):
		return Ignored
	default: // 包括 context.DeadlineExceeded：慢就是失败
		return Failure
	}
}

// Breaker is a circuit breaker for one dependency; it is safe for concurrent use.
type Breaker struct {
	cfg Config

	mu         sync.Mutex
	state      State
	generation uint64    // 每次换状态加一
	until      time.Time // 关闭：本窗口的终点；打开：冷却的终点
	calls      int
	failures   int
	probing    bool // 半开：探测在途
}

// New returns a closed breaker.
func New(cfg Config) *Breaker {
	if cfg.Classify == nil {
		cfg.Classify = DefaultClassify
	}
	b := &Breaker{cfg: cfg}
	b.enter(Closed)
	return b
}

// --8<-- [start:do]

// Do 执行 call，或者立刻返回 ErrOpen。call 自己要有超时：探测不返回，熔断器就一直半开。
func (b *Breaker) Do(ctx context.Context, call func(context.Context) error) error {
	generation, ok := b.before()
	if !ok {
		return ErrOpen
	}
	outcome := Failure // call 若 panic，走到 defer 时还是 Failure
	defer func() { b.after(generation, outcome) }()
	err := call(ctx)
	outcome = b.cfg.Classify(err)
	return err
}

// --8<-- [end:do]

// --8<-- [start:states]

func (b *Breaker) before() (generation uint64, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tick()
	switch b.state {
	case Open:
		return 0, false
	case HalfOpen:
		if b.probing { // 只放一个探测
			return 0, false
		}
		b.probing = true
	}
	return b.generation, true
}

func (b *Breaker) after(generation uint64, outcome Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tick()
	if generation != b.generation { // 上一代的结果，说的是旧情况
		return
	}
	switch {
	case b.state == HalfOpen && outcome == Success:
		b.enter(Closed)
	case b.state == HalfOpen && outcome == Failure:
		b.enter(Open)
	case b.state == HalfOpen: // Ignored：什么也没证明，让下一个来探
		b.probing = false
	case outcome != Ignored:
		b.count(outcome)
	}
}

// --8<-- [end:states]

func (b *Breaker) count(outcome Outcome) {
	b.calls++
	if outcome == Failure {
		b.failures++
	}
	if b.calls >= b.cfg.MinCalls && float64(b.failures) >= b.cfg.FailureRate*float64(b.calls) {
		b.enter(Open)
	}
}

// tick 做到点该做的事：冷却结束转半开，窗口结束清计数。
func (b *Breaker) tick() {
	if b.state == HalfOpen || b.cfg.Now().Before(b.until) {
		return
	}
	if b.state == Open {
		b.enter(HalfOpen)
		return
	}
	b.calls, b.failures, b.until = 0, 0, b.cfg.Now().Add(b.cfg.Window) // 不换代：慢调用的结果算进新窗口
}

func (b *Breaker) enter(s State) {
	b.state, b.calls, b.failures, b.probing = s, 0, 0, false
	b.generation++
	b.until = b.cfg.Now().Add(b.cfg.Window)
	if s == Open {
		b.until = b.cfg.Now().Add(b.cfg.Cooldown)
	}
}

// State returns the current state.
func (b *Breaker) State() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tick()
	return b.state
}
