package sms

import (
	"context"
	"errors"
	"sync"
)

// Status is how far a message has come; higher is later.
type Status int

// The states in order; Failed, Expired and Delivered are final.
const (
	Accepted Status = iota
	Unknown         // 可能发了：等回执，或由人和对账处理
	Submitted
	Expired
	Failed
	Delivered
)

type entry struct {
	message Message
	status  Status
	sent    Sent
	taken   bool // 有 worker 正在处理
}

// Outbox accepts messages at once and sends them later; in production it is a table, see the article on message loss.
type Outbox struct {
	mu      sync.Mutex
	entries map[string]*entry
	order   []string
}

// --8<-- [start:accept]

// Accept 只登记。同一个 Key 再来，返回已有的状态，不再发。
func (o *Outbox) Accept(m Message) Status {
	o.mu.Lock()
	defer o.mu.Unlock()
	if old, ok := o.entries[m.Key]; ok {
		return old.status
	}
	if o.entries == nil {
		o.entries = make(map[string]*entry)
	}
	o.entries[m.Key] = &entry{message: m}
	o.order = append(o.order, m.Key)
	return Accepted
}

// Work 取一条发掉；暂时没人能接的留在原处，下次再试。
func (o *Outbox) Work(ctx context.Context, s Sender) bool {
	e := o.take()
	if e == nil {
		return false
	}
	sent, err := s.Send(ctx, e.message)
	o.mu.Lock()
	defer o.mu.Unlock()
	e.taken = false
	switch {
	case err == nil:
		e.sent = sent
		e.advance(Submitted) // 对方收下了，不等于用户收到了
	case errors.Is(err, ErrExpired):
		e.advance(Expired)
	case errors.Is(err, ErrRejected):
		e.advance(Failed)
	case errors.Is(err, ErrUnknown):
		e.advance(Unknown)
	}
	return e.status != Accepted
}

// Receipt 记下回执。回执会重复、会乱序、会比提交的返回更早到，所以状态只进不退。
func (o *Outbox) Receipt(key string, status Status) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if e, ok := o.entries[key]; ok {
		e.advance(status)
	}
}

func (e *entry) advance(to Status) { e.status = max(e.status, to) }

// --8<-- [end:accept]

func (o *Outbox) take() *entry {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, key := range o.order {
		if e := o.entries[key]; e.status == Accepted && !e.taken {
			e.taken = true
			return e
		}
	}
	return nil
}

// Status returns how far the message of key has come.
func (o *Outbox) Status(key string) Status {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.entries[key].status
}
