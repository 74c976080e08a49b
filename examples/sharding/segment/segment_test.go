package segment

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// database is the row of one business tag; down makes every call fail.
type database struct {
	mu    sync.Mutex
	maxID int64
	down  bool
	calls int
}

func (d *database) Advance(_ context.Context, step int64) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down {
		return 0, errors.New("down")
	}
	d.calls++
	d.maxID += step
	return d.maxID, nil
}

func (d *database) setDown(down bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.down = down
}

func (d *database) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls
}

func start(t *testing.T, db *database, step int64) *Allocator {
	a := New()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = a.Run(ctx, db, step, 100*time.Millisecond)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return a
}

func TestInstancesNeverOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &database{}
		var mu sync.Mutex
		seen := map[int64]int{}
		var wg sync.WaitGroup
		for instance := range 2 {
			a := start(t, db, 100)
			for range 4 {
				wg.Go(func() {
					for range 1000 {
						id, err := a.Next(t.Context())
						if err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						if owner, ok := seen[id]; ok {
							t.Errorf("id %d from %d and %d", id, owner, instance)
						}
						seen[id] = instance
						mu.Unlock()
					}
				})
			}
		}
		wg.Wait()
		if len(seen) != 8000 {
			t.Errorf("%d ids", len(seen))
		}
		synctest.Wait()
		if calls := db.count(); calls > 8000/100+4 { // one call a segment, and the spare ones
			t.Errorf("%d calls", calls)
		}
	})
}

// --8<-- [start:outage]
func TestOutageIsCoveredByTheSpareSegment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &database{}
		a := start(t, db, 100)
		if id, err := a.Next(t.Context()); err != nil || id != 1 {
			t.Fatal(id, err)
		}
		synctest.Wait() // 备用段已经到手
		db.setDown(true)

		for want := int64(2); want <= 200; want++ { // 当前段剩下的加一整个备用段
			if id, err := a.Next(t.Context()); err != nil || id != want {
				t.Fatalf("%d，应为 %d：%v", id, want, err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := a.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("err = %v", err)
		}
		db.setDown(false)
		if id, err := a.Next(t.Context()); err != nil || id != 201 {
			t.Errorf("恢复之后：%d，%v", id, err)
		}
	})
}

// --8<-- [end:outage]

func TestRestartSkipsButNeverRepeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := &database{}
		first, _ := start(t, db, 100).Next(t.Context())
		synctest.Wait()
		second, _ := start(t, db, 100).Next(t.Context()) // a new process: the rest of two segments is lost
		if first != 1 || second != 201 {
			t.Errorf("%d, then %d", first, second)
		}
	})
}
