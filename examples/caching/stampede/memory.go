package stampede

import (
	"sync"
	"time"
)

// entry is a cached answer; found is false when the answer is that the key does not exist.
type entry[V any] struct {
	val        V
	found      bool
	soft, hard time.Time // refresh after soft, unusable after hard
}

func (e entry[V]) answer() (V, error) {
	if !e.found {
		return e.val, ErrNotFound
	}
	return e.val, nil
}

// memory stands in for the shared cache; it has no size limit.
type memory[V any] struct {
	mu sync.Mutex
	m  map[string]entry[V]
}

func (c *memory[V]) get(key string) (entry[V], bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.m[key]
	return e, ok && time.Now().Before(e.hard)
}

func (c *memory[V]) set(key string, e entry[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = make(map[string]entry[V])
	}
	c.m[key] = e
}

func (c *memory[V]) delete(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.m, key)
}
