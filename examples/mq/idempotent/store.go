// Package idempotent handles a message that may come again: marks and effects in one transaction, state machines, retries, dead letters.
package idempotent

import (
	"errors"
	"sync"
)

// ErrCrash stands for the death of the process; whatever was not stored is gone.
var ErrCrash = errors.New("process died")

// Crash kills the process at the n-th point it passes; 0 never.
type Crash struct{ At, passed int }

// Point returns ErrCrash when it is the turn of this point.
func (c *Crash) Point() error {
	if c == nil {
		return nil
	}
	if c.passed++; c.passed == c.At {
		return ErrCrash
	}
	return nil
}

// Marks stands for Redis: a set of seen keys that shares no transaction with the database.
type Marks struct {
	mu   sync.Mutex
	seen map[string]bool
}

// NewMarks returns an empty set.
func NewMarks() *Marks { return &Marks{seen: map[string]bool{}} }

// SetNX marks the key and tells whether it was new.
func (m *Marks) SetNX(key string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seen[key] {
		return false
	}
	m.seen[key] = true
	return true
}

// Has tells whether the key is marked.
func (m *Marks) Has(key string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.seen[key]
}

// DB is the consumer's database: a balance and a table of processed ids with a unique key.
type DB struct {
	mu        sync.Mutex
	Balance   int
	processed map[string]bool
}

// NewDB returns an empty database.
func NewDB() *DB { return &DB{processed: map[string]bool{}} }

// Add is one transaction that knows nothing of duplicates.
func (d *DB) Add(amount int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Balance += amount
}

// AddOnce is one transaction: the unique key and the effect commit together.
func (d *DB) AddOnce(id string, amount int) (applied bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.processed[id] {
		return false
	}
	d.processed[id] = true
	d.Balance += amount
	return true
}
