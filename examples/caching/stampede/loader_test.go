package stampede

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// db is a table whose queries see the rows at their start and answer 50 ms later.
type db struct {
	mu      sync.Mutex
	rows    map[string]int
	err     error
	queries int
}

func (d *db) query(_ context.Context, key string) (int, error) {
	d.mu.Lock()
	v, ok := d.rows[key]
	err := d.err
	d.queries++
	d.mu.Unlock()
	time.Sleep(50 * time.Millisecond)
	switch {
	case err != nil:
		return 0, err
	case !ok:
		return 0, ErrNotFound
	}
	return v, nil
}

func (d *db) put(key string, v int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rows[key] = v
}

func newLoader(d *db) *Loader[int] {
	return &Loader[int]{Soft: time.Minute, Hard: 10 * time.Minute, Null: 5 * time.Second, Query: d.query}
}

// naive is cache aside without any protection.
type naive struct {
	cache memory[int]
	db    *db
}

func (n *naive) Get(ctx context.Context, key string) (int, error) {
	if e, ok := n.cache.get(key); ok {
		return e.answer()
	}
	v, err := n.db.query(ctx, key)
	if err == nil {
		n.cache.set(key, entry[int]{val: v, found: true, hard: time.Now().Add(time.Minute)})
	}
	return v, err
}

// --8<-- [start:stampede]

// TestStampede：同一个冷键，100 个并发读者。
func TestStampede(t *testing.T) {
	for _, c := range []struct {
		name    string
		get     func(*db) func(context.Context, string) (int, error)
		queries int
	}{
		{"naive", func(d *db) func(context.Context, string) (int, error) { return (&naive{db: d}).Get }, 100},
		{"loader", func(d *db) func(context.Context, string) (int, error) { return newLoader(d).Get }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &db{rows: map[string]int{"hot": 7}}
				get := c.get(d)
				var wg sync.WaitGroup
				for range 100 {
					wg.Go(func() {
						if v, err := get(t.Context(), "hot"); v != 7 || err != nil {
							t.Errorf("Get = %d, %v", v, err)
						}
					})
				}
				wg.Wait()
				if d.queries != c.queries {
					t.Errorf("%d queries, want %d", d.queries, c.queries)
				}
			})
		})
	}
}

// --8<-- [end:stampede]

// TestAbsence: a cached absence stops repeated reads of one missing key, but not a scan over many of them.
func TestAbsence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &db{rows: map[string]int{}}
		l, n := newLoader(d), &naive{db: d}
		get := func(get func(context.Context, string) (int, error), key string) {
			t.Helper()
			if _, err := get(t.Context(), key); !errors.Is(err, ErrNotFound) {
				t.Fatalf("Get(%q): %v, want ErrNotFound", key, err)
			}
		}
		expect := func(want int) {
			t.Helper()
			if d.queries != want {
				t.Errorf("%d queries, want %d", d.queries, want)
			}
			d.queries = 0
		}
		for range 100 {
			get(n.Get, "missing")
		}
		expect(100)
		for range 100 {
			get(l.Get, "missing")
		}
		expect(1)
		time.Sleep(l.Null)
		get(l.Get, "missing")
		expect(1)
		for i := range 100 {
			get(l.Get, fmt.Sprintf("random-%d", i))
		}
		expect(100)
	})
}

// TestInsertMustInvalidateAbsence: without the invalidation a new row stays invisible for the life of the cached absence.
func TestInsertMustInvalidateAbsence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &db{rows: map[string]int{}}
		l := newLoader(d)
		l.Get(t.Context(), "k")
		d.put("k", 7)
		if _, err := l.Get(t.Context(), "k"); !errors.Is(err, ErrNotFound) {
			t.Fatalf("before Invalidate: %v, want ErrNotFound", err)
		}
		l.Invalidate("k")
		if v, err := l.Get(t.Context(), "k"); v != 7 || err != nil {
			t.Errorf("after Invalidate: %d, %v", v, err)
		}
	})
}

// TestFailuresAreNotAbsences: an error of the database is not cached.
func TestFailuresAreNotAbsences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("too many connections")
		d := &db{rows: map[string]int{"k": 7}, err: down}
		l := newLoader(d)
		if _, err := l.Get(t.Context(), "k"); !errors.Is(err, down) {
			t.Fatalf("Get: %v, want %v", err, down)
		}
		d.err = nil
		if v, err := l.Get(t.Context(), "k"); v != 7 || err != nil {
			t.Errorf("Get = %d, %v", v, err)
		}
	})
}

// TestSoftExpiry: after the soft limit everybody gets the old value at once and one query refreshes; a failing database shows only after the hard limit.
func TestSoftExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &db{rows: map[string]int{"k": 1}}
		l := newLoader(d)
		l.Get(t.Context(), "k")
		d.put("k", 2)
		time.Sleep(l.Soft)
		start := time.Now()
		for range 100 {
			if v, _ := l.Get(t.Context(), "k"); v != 1 {
				t.Fatalf("after the soft limit: %d, want the old 1", v)
			}
		}
		if waited := time.Since(start); waited != 0 {
			t.Errorf("readers waited %v", waited)
		}
		time.Sleep(time.Second)
		if v, _ := l.Get(t.Context(), "k"); v != 2 || d.queries != 2 {
			t.Errorf("after the refresh: %d with %d queries, want 2 with 2", v, d.queries)
		}

		d.err = errors.New("down")
		time.Sleep(l.Soft)
		if v, err := l.Get(t.Context(), "k"); v != 2 || err != nil {
			t.Errorf("database down: %d, %v, want the old 2", v, err)
		}
		time.Sleep(l.Hard)
		if _, err := l.Get(t.Context(), "k"); !errors.Is(err, d.err) {
			t.Errorf("after the hard limit: %v, want %v", err, d.err)
		}
	})
}

// TestLoadOlderThanTheWrite: a reader that comes after a write must not join a load that began before it.
// Invalidate prevents that by Forget, but the old load still fills the cache at its end.
func TestLoadOlderThanTheWrite(t *testing.T) {
	for _, c := range []struct {
		name       string
		invalidate func(*Loader[int])
		wait       time.Duration // from the write to the next read
		want       int
	}{
		{"without Forget the reader joins", func(l *Loader[int]) { l.cache.delete("k") }, 10 * time.Millisecond, 1},
		{"with Forget it queries again", func(l *Loader[int]) { l.Invalidate("k") }, 10 * time.Millisecond, 2},
		{"the old load still fills", func(l *Loader[int]) { l.Invalidate("k") }, time.Second, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &db{rows: map[string]int{"k": 1}}
				l := newLoader(d)
				go l.Get(t.Context(), "k")
				synctest.Wait() // the query has read 1 and has not answered
				d.put("k", 2)
				c.invalidate(l)
				time.Sleep(c.wait)
				if v, _ := l.Get(t.Context(), "k"); v != c.want {
					t.Errorf("read %d after the write of 2, want %d", v, c.want)
				}
				time.Sleep(time.Second) // let the loads end
			})
		})
	}
}

// TestLoadLooksAgain: a reader that missed before the last load ended, and starts one after it, must not query again.
func TestLoadLooksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &db{rows: map[string]int{"k": 7}}
		l := newLoader(d)
		l.Get(t.Context(), "k")
		if v, err := l.load(t.Context(), "k"); v != 7 || err != nil || d.queries != 1 {
			t.Errorf("load = %d, %v with %d queries, want 7 with 1", v, err, d.queries)
		}
	})
}

// TestGroupsDoNotShare: a group is local to its process, so three instances query three times.
func TestGroupsDoNotShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &db{rows: map[string]int{"hot": 7}}
		var wg sync.WaitGroup
		for range 3 {
			l := newLoader(d)
			for range 100 {
				wg.Go(func() { l.Get(t.Context(), "hot") })
			}
		}
		wg.Wait()
		if d.queries != 3 {
			t.Errorf("%d queries, want 3", d.queries)
		}
	})
}
