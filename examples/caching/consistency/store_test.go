package consistency

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"
)

// fakeDB saves the value and then returns err, like a commit whose answer was lost.
type fakeDB struct {
	rows map[string]int
	err  error
	then func()
}

func (d *fakeDB) Load(_ context.Context, key string) (int, error) { return d.rows[key], nil }

func (d *fakeDB) Save(_ context.Context, key string, v int) error {
	d.rows[key] = v
	if d.then != nil {
		d.then()
	}
	return d.err
}

// fakeCache honours the context, as a client over the network does, and can be made to fail deletes.
type fakeCache struct {
	items map[string]int
	err   error
}

func (c *fakeCache) Get(_ context.Context, key string) (int, bool, error) {
	v, ok := c.items[key]
	return v, ok, nil
}

func (c *fakeCache) Set(_ context.Context, key string, v int, _ time.Duration) error {
	c.items[key] = v
	return nil
}

func (c *fakeCache) Delete(ctx context.Context, key string) error {
	if err := errors.Join(ctx.Err(), c.err); err != nil {
		return err
	}
	delete(c.items, key)
	return nil
}

func TestPutAlwaysInvalidates(t *testing.T) {
	lost := errors.New("connection lost after commit")
	for _, c := range []struct {
		name      string
		saveErr   error
		deleteErr error
		hangUp    bool // the client goes away right after the commit
		cached    int
		retried   []string
	}{
		{name: "deleted", cached: fresh},
		{name: "client gone", hangUp: true, cached: fresh},
		{name: "answer of the commit lost", saveErr: lost, cached: fresh, retried: []string{"k"}},
		{name: "cache down", deleteErr: errors.New("down"), cached: stale, retried: []string{"k"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			db := &fakeDB{rows: map[string]int{"k": stale}, err: c.saveErr}
			if c.hangUp {
				db.then = cancel
			}
			cache := &fakeCache{items: map[string]int{"k": stale}, err: c.deleteErr}
			var retried []string
			s := &Store[int]{DB: db, Cache: cache, TTL: time.Minute, Retry: func(key string) { retried = append(retried, key) }}

			if err := s.Put(ctx, "k", fresh); !errors.Is(err, c.saveErr) {
				t.Errorf("Put: %v, want %v", err, c.saveErr)
			}
			if v, err := s.Get(context.Background(), "k"); err != nil || v != c.cached {
				t.Errorf("Get = %d, %v, want %d", v, err, c.cached)
			}
			if !slices.Equal(retried, c.retried) {
				t.Errorf("retried %q, want %q", retried, c.retried)
			}
		})
	}
}
