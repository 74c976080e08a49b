package sms

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"zhiku.example/governance/breaker"
	"zhiku.example/governance/ratelimit"
)

// fake 是一家短信商的替身：按剧本回答，记下收到的每一条。
type fake struct {
	script func(n int) error // 第 n 次（从 1 起）
	got    []Message
}

func (f *fake) deliver(ctx context.Context, m Message) (string, error) {
	f.got = append(f.got, m)
	err := f.script(len(f.got))
	if errors.Is(err, errHang) {
		<-ctx.Done()
		return "", ctx.Err()
	}
	return fmt.Sprint("r", len(f.got)), err
}

var errHang = errors.New("hang")

func always(err error) func(int) error { return func(int) error { return err } }

func provider(name string, f *fake) Provider {
	return Provider{
		Name: name, Timeout: time.Second, Deliver: f.deliver,
		Quota: ratelimit.NewTokenBucket(time.Now, time.Millisecond, 100),
		Breaker: breaker.New(breaker.Config{
			Window: time.Minute, MinCalls: 4, FailureRate: 0.5, Cooldown: 30 * time.Second, Now: time.Now, Classify: Classify,
		}),
	}
}

func code(key string) Message {
	return Message{Key: key, To: "13800001234", Deadline: time.Now().Add(2 * time.Minute), TwiceIsFine: true}
}

// --8<-- [start:cases]

// 第一家怎么回答，决定要不要换第二家。
func TestWhenToSwitch(t *testing.T) {
	for name, c := range map[string]struct {
		first  error
		twice  bool
		second int // 第二家收到几条
		want   error
	}{
		"成功":           {nil, true, 0, nil},
		"确定没发":         {fmt.Errorf("connection refused: %w", ErrNotSent), false, 1, nil},
		"号码非法":         {fmt.Errorf("bad number: %w", ErrRejected), true, 0, ErrRejected},
		"超时，重复无妨":      {errHang, true, 1, nil},
		"超时，不能重复":      {errHang, false, 0, ErrUnknown},
		"看不懂的回答，按可能发了": {errors.New("code 7391"), false, 0, ErrUnknown},
	} {
		synctest.Test(t, func(t *testing.T) {
			first, second := &fake{script: always(c.first)}, &fake{script: always(nil)}
			m := code(name)
			m.TwiceIsFine = c.twice
			s := Sender{[]Provider{provider("A", first), provider("B", second)}, time.Now}
			if _, err := s.Send(t.Context(), m); !errors.Is(err, c.want) || len(second.got) != c.second {
				t.Errorf("%s: %v，第二家 %d 条", name, err, len(second.got))
			}
		})
	}
}

// --8<-- [end:cases]

// A 一直超时：前四条各等一秒，之后熔断打开，直接到 B；冷却后用一条去探。
func TestBreakerTakesASlowProviderOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{script: always(errHang)}, &fake{script: always(nil)}
		s := Sender{[]Provider{provider("A", a), provider("B", b)}, time.Now}
		begin := time.Now()
		for n := range 10 {
			if sent, err := s.Send(t.Context(), code(fmt.Sprint(n))); err != nil || sent.Provider != "B" {
				t.Fatal(sent, err)
			}
		}
		if len(a.got) != 4 || time.Since(begin) != 4*time.Second {
			t.Errorf("A 收到 %d 条，共 %v", len(a.got), time.Since(begin))
		}
		a.script = always(nil)
		time.Sleep(30 * time.Second)
		if sent, err := s.Send(t.Context(), code("probe")); err != nil || sent.Provider != "A" {
			t.Error(sent, err)
		}
	})
}

// 一批坏号码不能把好好的一家熔断掉。
func TestBadNumbersDoNotOpenTheBreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := provider("A", &fake{script: always(ErrRejected)})
		s := Sender{[]Provider{p}, time.Now}
		for n := range 20 {
			_, _ = s.Send(t.Context(), code(fmt.Sprint(n)))
		}
		if p.Breaker.State() != breaker.Closed {
			t.Error("熔断打开了")
		}
	})
}

// 额度用完的部分流到下一家，不等对方来拒。
func TestOwnQuotaSpillsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{script: always(nil)}, &fake{script: always(nil)}
		p := provider("A", a)
		p.Quota = ratelimit.NewTokenBucket(time.Now, time.Second, 3)
		s := Sender{[]Provider{p, provider("B", b)}, time.Now}
		for n := range 5 {
			_, _ = s.Send(t.Context(), code(fmt.Sprint(n)))
		}
		if len(a.got) != 3 || len(b.got) != 2 || p.Breaker.State() != breaker.Closed {
			t.Error(len(a.got), len(b.got), p.Breaker.State())
		}
	})
}

func TestSameKeyIsSentOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{script: always(nil)}
		s := Sender{[]Provider{provider("A", f)}, time.Now}
		var o Outbox
		o.Accept(code("k"))
		o.Accept(code("k"))
		o.Work(t.Context(), s)
		if got := o.Accept(code("k")); got != Submitted || o.Work(t.Context(), s) || len(f.got) != 1 {
			t.Error(got, len(f.got))
		}
	})
}

// 都不行就留着；恢复后补发；过了期限的丢掉，不在半夜发昨天的验证码。
func TestWaitsForRecoveryButNotPastTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{script: always(ErrNotSent)}
		s := Sender{[]Provider{provider("A", f)}, time.Now}
		var o Outbox
		o.Accept(code("early"))
		if o.Work(t.Context(), s) || o.Status("early") != Accepted {
			t.Error("没发出去，却离开了队列")
		}
		f.script = always(nil)
		if !o.Work(t.Context(), s) || o.Status("early") != Submitted {
			t.Error("恢复了，却没补发")
		}
		o.Accept(code("late"))
		time.Sleep(3 * time.Minute)
		o.Work(t.Context(), s)
		if o.Status("late") != Expired || len(f.got) != 2 {
			t.Error(o.Status("late"), len(f.got))
		}
	})
}

// 一个 worker 正在发的，另一个 worker 不能再取走。
func TestTwoWorkersDoNotTakeTheSameMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{script: always(errHang)}
		s := Sender{[]Provider{provider("A", f)}, time.Now}
		var o Outbox
		o.Accept(code("k"))
		go o.Work(t.Context(), s)
		synctest.Wait() // 第一个 worker 卡在服务商那里
		if o.Work(t.Context(), s) || len(f.got) != 1 {
			t.Error(len(f.got))
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if o.Status("k") != Unknown {
			t.Error(o.Status("k"))
		}
	})
}

func TestReceiptsOnlyMoveForward(t *testing.T) {
	var o Outbox
	o.Accept(code("k"))
	for _, status := range []Status{Submitted, Delivered, Delivered, Submitted} { // 重复；早的后到，也不能盖掉终态
		o.Receipt("k", status)
	}
	o.Receipt("nobody", Delivered) // 不认识的不理
	if o.Status("k") != Delivered {
		t.Error(o.Status("k"))
	}
}
