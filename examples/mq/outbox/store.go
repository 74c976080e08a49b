// Package outbox is a runnable model of the transactional outbox: database, relay, broker log and consumer.
package outbox

import (
	"maps"
	"sync"
)

// Event is one row of the outbox table and one message on the log.
type Event struct {
	RowID   int64  // 表内自增，插入时分配
	EventID string // 业务唯一，消费者据此去重
	Key     string // 分区键
	Amount  int
}

// Store is the producer's database: orders and outbox share its transactions.
type Store struct {
	mu     sync.Mutex
	lastID int64
	orders map[string]int
	outbox []Event // 按提交次序可见
	sent   map[int64]bool
}

// NewStore returns an empty database.
func NewStore() *Store {
	return &Store{orders: map[string]int{}, sent: map[int64]bool{}}
}

// Tx buffers its writes; nothing is visible to others before Commit.
type Tx struct {
	store  *Store
	orders map[string]int
	events []Event
}

// Begin opens a transaction.
func (s *Store) Begin() *Tx {
	return &Tx{store: s, orders: map[string]int{}}
}

// PutOrder writes a business row.
func (t *Tx) PutOrder(id string, amount int) { t.orders[id] = amount }

// AddEvent writes an outbox row; like AUTO_INCREMENT, the id is taken now, not at commit.
func (t *Tx) AddEvent(e Event) {
	t.store.mu.Lock()
	defer t.store.mu.Unlock()
	t.store.lastID++
	e.RowID = t.store.lastID
	t.events = append(t.events, e)
}

// Commit makes all writes of the transaction visible at once.
func (t *Tx) Commit() {
	t.store.mu.Lock()
	defer t.store.mu.Unlock()
	maps.Copy(t.store.orders, t.orders)
	t.store.outbox = append(t.store.outbox, t.events...)
}

// InTx commits if fn returns nil; otherwise the buffered writes are dropped.
func (s *Store) InTx(fn func(*Tx) error) error {
	tx := s.Begin()
	if err := fn(tx); err != nil {
		return err
	}
	tx.Commit()
	return nil
}

// HasOrder reports whether the order is committed.
func (s *Store) HasOrder(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.orders[id]
	return ok
}

// Unsent returns up to limit committed rows that are not marked as sent.
func (s *Store) Unsent(limit int) []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Event
	for _, e := range s.outbox {
		if !s.sent[e.RowID] && len(rows) < limit {
			rows = append(rows, e)
		}
	}
	return rows
}

// After returns the committed rows whose id is above the cursor.
func (s *Store) After(cursor int64) []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []Event
	for _, e := range s.outbox {
		if e.RowID > cursor {
			rows = append(rows, e)
		}
	}
	return rows
}

// MarkSent records that the broker has acknowledged the row.
func (s *Store) MarkSent(rowID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent[rowID] = true
}
