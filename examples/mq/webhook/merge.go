package webhook

import (
	"sync"
	"time"
)

// Event is one change of a document; Version is taken from its row.
type Event struct {
	ID      string `json:"id"`
	Client  string `json:"-"`
	Type    string `json:"type"`
	Doc     string `json:"doc"`
	Version int64  `json:"version"`
}

// --8<-- [start:merger]

// Merger 每个订阅方同时只有一个请求在途；它在飞的时候到的事件，攒成下一批。
type Merger struct {
	Max    int                                // 一批最多几条
	Limit  int                                // 一个订阅方最多攒几条
	Linger time.Duration                      // 0：闲时立即发；大于 0：第一条最多再等这么久
	Send   func(client string, batch []Event) // 返回时：要么送达，要么已存进重试表

	mu     sync.Mutex
	queues map[string]*queue
	wg     sync.WaitGroup
}

type queue struct {
	events []Event
	full   chan struct{} // 正在等凑批时不为 nil
}

// Add 收下一个事件；攒满了返回 false，调用方应停止拉取或把它存下来。
func (m *Merger) Add(e Event) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	q := m.queues[e.Client]
	if q == nil {
		if m.queues == nil {
			m.queues = map[string]*queue{}
		}
		q = &queue{}
		m.queues[e.Client] = q
		m.wg.Go(func() { m.drain(e.Client, q) })
	}
	if len(q.events) >= m.Limit {
		return false
	}
	q.events = append(q.events, e)
	if q.full != nil && len(q.events) >= m.Max {
		close(q.full) // 凑够了，不必等到点
		q.full = nil
	}
	return true
}

func (m *Merger) drain(client string, q *queue) {
	for {
		m.linger(q)
		m.mu.Lock()
		if len(q.events) == 0 {
			delete(m.queues, client) // 没有活了，不留 goroutine
			m.mu.Unlock()
			return
		}
		n := min(m.Max, len(q.events))
		batch := q.events[:n:n]
		q.events = q.events[n:]
		m.mu.Unlock()
		m.Send(client, batch)
	}
}

// --8<-- [end:merger]

func (m *Merger) linger(q *queue) {
	m.mu.Lock()
	if m.Linger == 0 || len(q.events) == 0 || len(q.events) >= m.Max {
		m.mu.Unlock()
		return
	}
	full := make(chan struct{})
	q.full = full
	m.mu.Unlock()
	select {
	case <-time.After(m.Linger):
		m.mu.Lock()
		q.full = nil
		m.mu.Unlock()
	case <-full:
	}
}

// Wait returns when everything accepted so far has been handed to Send.
func (m *Merger) Wait() { m.wg.Wait() }
