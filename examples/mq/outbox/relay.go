package outbox

import (
	"errors"
	"fmt"
)

// ErrCrash ends a process at an armed crash point.
var ErrCrash = errors.New("process crashed")

// Crash kills the process once, at the At-th point it passes; a nil Crash never fires.
type Crash struct{ At, passed int }

// Point is a place where the process may die.
func (c *Crash) Point() error {
	if c == nil {
		return nil
	}
	c.passed++
	if c.passed == c.At {
		return ErrCrash
	}
	return nil
}

// Log is the broker: an append-only sequence that outlives every process.
type Log struct{ Events []Event }

// Send appends the event; returning nil is the broker's acknowledgement.
func (l *Log) Send(e Event) error {
	l.Events = append(l.Events, e)
	return nil
}

// --8<-- [start:relay]

// Relay 先发送，拿到确认再标记；死在两步之间，下一轮会再发一次。
func Relay(s *Store, send func(Event) error, batch int, crash *Crash) error {
	for _, e := range s.Unsent(batch) {
		if err := send(e); err != nil { // 没有确认就不标记
			return fmt.Errorf("send %s: %w", e.EventID, err)
		}
		if err := crash.Point(); err != nil { // 测试用：死在发送之后、标记之前
			return err
		}
		s.MarkSent(e.RowID)
		if err := crash.Point(); err != nil {
			return err
		}
	}
	return nil
}

// --8<-- [end:relay]

// RelayMarkFirst marks before sending: a crash in between loses the message.
func RelayMarkFirst(s *Store, send func(Event) error, crash *Crash) error {
	for _, e := range s.Unsent(100) {
		s.MarkSent(e.RowID)
		if err := crash.Point(); err != nil {
			return err
		}
		if err := send(e); err != nil {
			return err
		}
	}
	return nil
}

// RelayByCursor remembers the highest id instead of marking rows: a late commit with a lower id is never seen.
func RelayByCursor(s *Store, send func(Event) error, cursor *int64) error {
	for _, e := range s.After(*cursor) {
		if err := send(e); err != nil {
			return err
		}
		*cursor = max(*cursor, e.RowID)
	}
	return nil
}
