package idempotent

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// --8<-- [start:crash]
func TestWhereTheMarkIsDecidesWhatACrashCosts(t *testing.T) {
	type consume func(Message, *Marks, *DB, *Crash) error
	for _, c := range []struct {
		name string
		run  consume
		want int
	}{
		{"mark first", MarkFirst, 0}, // 丢
		{"mark last", MarkLast, 20},  // 重
		{"same transaction", SameTx, 10},
	} {
		marks, db, m := NewMarks(), NewDB(), Message{"pay-1", 10}
		if err := c.run(m, marks, db, &Crash{At: 1}); !errors.Is(err, ErrCrash) {
			t.Fatalf("%s: err = %v", c.name, err)
		}
		for range 3 { // 没有提交位移，消息还会再来
			if err := c.run(m, marks, db, nil); err != nil {
				t.Fatal(err)
			}
		}
		if db.Balance != c.want {
			t.Errorf("%s: balance %d, want %d", c.name, db.Balance, c.want)
		}
	}
}

// --8<-- [end:crash]

// --8<-- [start:race]
func TestCheckThenActLetsTwoDeliveriesThrough(t *testing.T) {
	marks, db, m := NewMarks(), NewDB(), Message{"pay-1", 10}
	var bothLooked, done sync.WaitGroup
	bothLooked.Add(2)
	for range 2 { // 重平衡前后的两个消费者，拿着同一条消息
		done.Go(func() {
			seen := marks.Has(m.ID)
			bothLooked.Done()
			bothLooked.Wait() // 两边都看过了，谁也没看见标记
			if !seen {
				db.Add(m.Amount)
				marks.SetNX(m.ID)
			}
		})
	}
	done.Wait()
	if db.Balance != 20 {
		t.Errorf("balance %d, want the double", db.Balance)
	}
}

// --8<-- [end:race]

func TestUniqueKeyLetsOneOfManyThrough(t *testing.T) {
	db := NewDB()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { db.AddOnce("pay-1", 10) })
	}
	wg.Wait()
	if db.Balance != 10 {
		t.Errorf("balance %d, want 10", db.Balance)
	}
}

func TestStateMachineTellsDuplicatesFromConflicts(t *testing.T) {
	order := &Order{Status: "created"}
	for _, step := range []struct {
		payment string
		want    Outcome
	}{{"p1", Applied}, {"p1", Duplicate}, {"p2", Conflict}} {
		if got := order.Pay(step.payment); got != step.want {
			t.Errorf("pay %s: %s, want %s", step.payment, got, step.want)
		}
	}
	cancelled := &Order{Status: "cancelled"}
	if got := cancelled.Pay("p1"); got != Conflict {
		t.Errorf("paid a cancelled order: %s", got)
	}
}

type grave struct {
	buried   []string
	attempts int
	err      error
}

func (g *grave) bury(_ context.Context, m Message, _ error, attempts int) error {
	if g.err != nil {
		return g.err
	}
	g.buried, g.attempts = append(g.buried, m.ID), attempts
	return nil
}

// run handles one message while Try fails with the errors in turn, then succeeds.
func run(t *testing.T, g *grave, failures ...error) (tries int, took time.Duration, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		h := Handler{
			Try: func(context.Context, Message) error {
				if tries++; tries <= len(failures) {
					return failures[tries-1]
				}
				return nil
			},
			DeadLetter: g.bury, Attempts: 3, Base: time.Second, Max: time.Minute,
		}
		err = h.Handle(t.Context(), Message{ID: "m1"})
		took = time.Since(start)
	})
	return tries, took, err
}

func TestRetryByKindOfFailure(t *testing.T) {
	blip, bad := errors.New("timeout"), errors.Join(ErrPermanent, errors.New("no such field"))
	down := make([]error, 40)
	for i := range down {
		down[i] = ErrDown
	}
	for _, c := range []struct {
		name     string
		failures []error
		tries    int
		dead     bool
		attempts int
	}{
		{"first time", nil, 1, false, 0},
		{"a blip heals", []error{blip, blip}, 3, false, 0},
		{"never heals", []error{blip, blip, blip, blip}, 3, true, 3},
		{"a bad message is not retried", []error{bad, bad}, 1, true, 1},
		{"a long outage buries nothing", down, 41, false, 0},
		{"an outage does not eat attempts", []error{blip, ErrDown, ErrDown, ErrDown, blip}, 6, false, 0},
	} {
		g := &grave{}
		tries, _, err := run(t, g, c.failures...)
		if err != nil || tries != c.tries || (len(g.buried) > 0) != c.dead || g.attempts != c.attempts {
			t.Errorf("%s: %d tries, buried %v after %d, err %v", c.name, tries, g.buried, g.attempts, err)
		}
	}
}

func TestWithoutTheDeadLettersAckNothingMayBeCommitted(t *testing.T) {
	lost := errors.New("no ack")
	_, _, err := run(t, &grave{err: lost}, ErrPermanent)
	if !errors.Is(err, lost) {
		t.Errorf("err = %v, want the message kept", err)
	}
}

func TestShutdownDuringBackoffKeepsTheMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		g := &grave{}
		h := Handler{
			Try:        func(context.Context, Message) error { return ErrDown },
			DeadLetter: g.bury, Attempts: 3, Base: time.Second, Max: time.Minute,
		}
		if err := h.Handle(ctx, Message{ID: "m1"}); !errors.Is(err, context.DeadlineExceeded) || len(g.buried) != 0 {
			t.Errorf("err = %v, buried %v", err, g.buried)
		}
	})
}

func TestBackoffGrowsToTheLimit(t *testing.T) {
	h := Handler{Base: time.Second, Max: time.Minute}
	for n, limit := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 6: 32 * time.Second, 7: time.Minute, 99: time.Minute} {
		for range 200 {
			if got := h.backoff(n); got <= 0 || got > limit {
				t.Fatalf("backoff %d = %v, want within %v", n, got, limit)
			}
		}
	}
}
