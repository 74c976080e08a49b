package breaker

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

var errDown = errors.New("down")

type fake struct{ t time.Time }

func (f *fake) now() time.Time { return f.t }

func (f *fake) advance(d time.Duration) { f.t = f.t.Add(d) }

// newBreaker：10 s 窗口，至少 4 个样本，失败一半就打开，冷却 5 s。
func newBreaker() (*Breaker, *fake) {
	clock := &fake{time.Unix(1_000_000, 0)}
	return New(Config{Window: 10 * time.Second, MinCalls: 4, FailureRate: 0.5, Cooldown: 5 * time.Second, Now: clock.now}), clock
}

// returning 是立刻返回 err 的调用。
func returning(err error) func(context.Context) error {
	return func(context.Context) error { return err }
}

func feed(b *Breaker, errs ...error) {
	for _, err := range errs {
		_ = b.Do(context.Background(), returning(err))
	}
}

func expect(t *testing.T, b *Breaker, want State) {
	t.Helper()
	if got := b.State(); got != want {
		t.Fatalf("状态 %d，应为 %d", got, want)
	}
}

// openBreaker 返回已打开的熔断器。
func openBreaker(t *testing.T) (*Breaker, *fake) {
	t.Helper()
	b, clock := newBreaker()
	feed(b, errDown, errDown, errDown, errDown)
	expect(t, b, Open)
	return b, clock
}

func TestOpensOnRateNotOnFewSamples(t *testing.T) {
	b, _ := newBreaker()
	feed(b, errDown, errDown, errDown) // 100 % 失败，但样本不够
	expect(t, b, Closed)
	feed(b, nil) // 3/4 ≥ 0.5
	expect(t, b, Open)

	b, _ = newBreaker()
	feed(b, nil, nil, nil, errDown) // 1/4
	expect(t, b, Closed)
}

func TestWindowForgets(t *testing.T) {
	b, clock := newBreaker()
	feed(b, errDown, errDown, errDown)
	clock.advance(10 * time.Second)
	feed(b, errDown)
	expect(t, b, Closed)
}

func TestOpenDoesNotCall(t *testing.T) {
	b, clock := openBreaker(t)
	clock.advance(5*time.Second - 1)
	err := b.Do(context.Background(), func(context.Context) error { t.Error("打开时不该调用"); return nil })
	if !errors.Is(err, ErrOpen) {
		t.Fatal(err)
	}
}

// 半开时 50 个调用同时到：只有一个真的打到依赖，其余立刻得到 ErrOpen。
func TestHalfOpenLetsOneProbeThrough(t *testing.T) {
	b, clock := openBreaker(t)
	clock.advance(5 * time.Second)
	started, release := make(chan struct{}), make(chan struct{})
	var probe sync.WaitGroup
	probe.Go(func() {
		_ = b.Do(context.Background(), func(context.Context) error {
			close(started)
			<-release
			return nil
		})
	})
	<-started
	var rest sync.WaitGroup
	for range 49 {
		rest.Go(func() {
			if err := b.Do(context.Background(), returning(nil)); !errors.Is(err, ErrOpen) {
				t.Error("第二个调用也过去了：", err)
			}
		})
	}
	rest.Wait()
	close(release)
	probe.Wait()
	expect(t, b, Closed)
}

// 探测失败一次就重新打开，冷却重新计时。
func TestProbeFailureReopens(t *testing.T) {
	b, clock := openBreaker(t)
	clock.advance(5 * time.Second)
	feed(b, errDown)
	clock.advance(5*time.Second - 1)
	expect(t, b, Open)
	clock.advance(1)
	expect(t, b, HalfOpen)
}

func TestIgnoredProbeGivesSlotBack(t *testing.T) {
	b, clock := openBreaker(t)
	clock.advance(5 * time.Second)
	feed(b, context.Canceled) // 用户关了页面：既不算好，也不算坏
	expect(t, b, HalfOpen)
	feed(b, nil)
	expect(t, b, Closed)
}

func TestPanicCountsAsFailure(t *testing.T) {
	b, clock := openBreaker(t)
	clock.advance(5 * time.Second)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("panic 应当继续向上")
			}
		}()
		_ = b.Do(context.Background(), func(context.Context) error { panic("x") })
	}()
	expect(t, b, Open)
}

// --8<-- [start:generation]

// 没有代数的写法：谁成功了都能把熔断器关上。
type noGeneration struct{ state State }

func (n *noGeneration) after(err error) {
	if err == nil {
		n.state = Closed
	}
}

// 一个在关闭时发出的慢请求，熔断打开之后才成功返回；它不能证明依赖已经恢复。
func TestLateSuccessDoesNotClose(t *testing.T) {
	b, clock := newBreaker()
	started, release, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	naive := &noGeneration{}
	go func() {
		defer close(done)
		err := b.Do(context.Background(), func(context.Context) error {
			close(started)
			<-release
			return nil
		})
		naive.after(err)
	}()
	<-started
	feed(b, errDown, errDown, errDown, errDown) // 它还在路上，熔断已经打开
	naive.state = Open
	clock.advance(5 * time.Second)
	expect(t, b, HalfOpen)
	close(release)
	<-done
	expect(t, b, HalfOpen)
	if naive.state != Closed {
		t.Fatal("对照组应当被误关")
	}
}

// --8<-- [end:generation]

// 反过来：旧的失败不能打断刚开始的恢复。
func TestLateFailureDoesNotReopen(t *testing.T) {
	b, clock := newBreaker()
	old, ok := b.before()
	if !ok {
		t.Fatal()
	}
	feed(b, errDown, errDown, errDown, errDown)
	clock.advance(5 * time.Second)
	feed(b, nil) // 探测成功，关闭
	for range 4 {
		b.after(old, Failure)
	}
	expect(t, b, Closed)
}

// 换窗口不换代：每次都要 30 s 才超时的依赖，用 10 s 的窗口也能打开。
func TestSlowFailuresCountAcrossWindows(t *testing.T) {
	b, clock := newBreaker()
	var generations []uint64
	for range 4 {
		g, _ := b.before()
		generations = append(generations, g)
	}
	clock.advance(30 * time.Second)
	for _, g := range generations {
		b.after(g, Failure)
	}
	expect(t, b, Open)
}

// 常见的错误：defer 里看的 err 是 before 的那个，call 的错误从没赋给它。
func wrongDo(before func() error, call func() error, after func(error)) error {
	err := before()
	if err != nil {
		return err
	}
	defer func() { after(err) }()
	return call()
}

func TestDeferSeesTheWrongError(t *testing.T) {
	var seen error
	got := wrongDo(func() error { return nil }, func() error { return errDown }, func(err error) { seen = err })
	if got != errDown || seen != nil {
		t.Fatal("错误写法应当把失败记成成功")
	}
}
