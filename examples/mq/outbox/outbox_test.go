package outbox

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

const orders = 3

// placeAll stores orders of 1, 10 and 100: any lost or doubled one shows in the sum.
func placeAll(t *testing.T, s *Store) (want int) {
	t.Helper()
	amount := 1
	for i := range orders {
		if err := PlaceOrder(s, fmt.Sprintf("o%d", i), amount); err != nil {
			t.Fatal(err)
		}
		want += amount
		amount *= 10
	}
	return want
}

// restart runs a process until it ends without a crash.
func restart(t *testing.T, run func() error) {
	t.Helper()
	for range 100 {
		err := run()
		if err == nil {
			return
		}
		if !errors.Is(err, ErrCrash) {
			t.Fatal(err)
		}
	}
	t.Fatal("never finished")
}

func TestRollbackLeavesNeitherOrderNorEvent(t *testing.T) {
	s := NewStore()
	if err := PlaceOrder(s, "bad", 0); err == nil {
		t.Fatal("want an error")
	}
	if s.HasOrder("bad") || len(s.Unsent(10)) != 0 {
		t.Error("a rolled back transaction left something behind")
	}
}

func TestDualWriteLosesTheMessage(t *testing.T) {
	s, log := NewStore(), &Log{}
	err := PlaceOrderDualWrite(s, "o1", 1, log.Send, &Crash{At: 1})
	if !errors.Is(err, ErrCrash) {
		t.Fatalf("err = %v, want a crash", err)
	}
	if !s.HasOrder("o1") || len(log.Events) != 0 || len(s.Unsent(10)) != 0 {
		t.Error("want: order committed, nothing sent, nothing left to retry")
	}
}

// Every pair of crash points is tried: the log repeats messages, the balance never does.
func TestEveryCrashPointIsAtLeastOnceOnTheLogAndOnceInTheBalance(t *testing.T) {
	duplicates := 0
	for relayCrash := range 2*orders + 1 { // 0：不死；1..2n：每条消息有两个检查点
		for consumerCrash := range 4*orders + 1 {
			s, log, account := NewStore(), &Log{}, NewAccount()
			want := placeAll(t, s)

			crash := &Crash{At: relayCrash}
			restart(t, func() error { return Relay(s, log.Send, 100, crash) })

			offset, crash2 := 0, &Crash{At: consumerCrash}
			restart(t, func() error { return Consume(log, account, &offset, crash2) })

			seen := map[string]int{}
			for _, e := range log.Events {
				seen[e.EventID]++
			}
			if len(seen) != orders {
				t.Fatalf("relay crash %d: %d different events on the log, want %d", relayCrash, len(seen), orders)
			}
			duplicates += len(log.Events) - orders
			if account.Balance != want {
				t.Fatalf("crashes %d/%d: balance %d, want %d", relayCrash, consumerCrash, account.Balance, want)
			}
		}
	}
	if duplicates == 0 {
		t.Error("no crash point produced a duplicate: the test proves nothing about dedup")
	}
}

func TestLostAckIsSentAgain(t *testing.T) {
	s, log := NewStore(), &Log{}
	placeAll(t, s)
	lostAck := errors.New("timeout")
	flaky := func(e Event) error {
		_ = log.Send(e) // broker 已写入
		return lostAck  // 确认却没有回来
	}
	if err := Relay(s, flaky, 1, nil); !errors.Is(err, lostAck) {
		t.Fatalf("err = %v", err)
	}
	if err := Relay(s, log.Send, 1, nil); err != nil {
		t.Fatal(err)
	}
	if len(log.Events) != 2 || log.Events[0].EventID != log.Events[1].EventID {
		t.Errorf("log = %v, want the first event twice", log.Events)
	}
}

func TestMarkFirstLosesAMessage(t *testing.T) {
	s, log := NewStore(), &Log{}
	placeAll(t, s)
	crash := &Crash{At: 1}
	restart(t, func() error { return RelayMarkFirst(s, log.Send, crash) })
	if len(log.Events) != orders-1 {
		t.Errorf("%d events sent, want one lost", len(log.Events))
	}
}

func TestCommitFirstLosesAMessage(t *testing.T) {
	s, log, account := NewStore(), &Log{}, NewAccount()
	want := placeAll(t, s)
	restart(t, func() error { return Relay(s, log.Send, 100, nil) })
	offset, crash := 0, &Crash{At: 1}
	restart(t, func() error { return ConsumeCommitFirst(log, account, &offset, crash) })
	if account.Balance != want-1 {
		t.Errorf("balance %d, want the first order (1) missing from %d", account.Balance, want)
	}
}

func TestWithoutDedupADuplicateCountsTwice(t *testing.T) {
	e := Event{EventID: "e", Amount: 5}
	account := NewAccount()
	if !account.Apply(e) || account.Apply(e) {
		t.Error("want: applied once, then skipped")
	}
	if account.Balance != 5 {
		t.Errorf("balance %d, want 5", account.Balance)
	}
	account.processed = map[string]bool{} // 去重表没了
	account.Apply(e)
	if account.Balance != 10 {
		t.Errorf("balance %d, want 10: only the table kept it at 5", account.Balance)
	}
}

// --8<-- [start:cursor]
func TestCursorSkipsALateCommit(t *testing.T) {
	s, byCursor, byState := NewStore(), &Log{}, &Log{}
	slow, fast := s.Begin(), s.Begin()
	slow.AddEvent(Event{EventID: "slow"}) // id 1，先插入
	fast.AddEvent(Event{EventID: "fast"}) // id 2，后插入
	fast.Commit()                         // 却先提交

	var cursor int64
	_ = RelayByCursor(s, byCursor.Send, &cursor) // 看到 2，游标到 2
	_ = Relay(s, byState.Send, 100, nil)
	slow.Commit()
	_ = RelayByCursor(s, byCursor.Send, &cursor) // 只看 id > 2
	_ = Relay(s, byState.Send, 100, nil)

	if got := ids(byCursor); !slices.Equal(got, []string{"fast"}) {
		t.Errorf("cursor sent %v, want slow to be skipped for ever", got)
	}
	if got := ids(byState); !slices.Equal(got, []string{"fast", "slow"}) {
		t.Errorf("state scan sent %v, want both", got)
	}
}

// --8<-- [end:cursor]

func ids(l *Log) (out []string) {
	for _, e := range l.Events {
		out = append(out, e.EventID)
	}
	return out
}
