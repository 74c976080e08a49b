package snowflake

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func newGenerator(t *testing.T, l Lease, maxAhead time.Duration, now func() int64) *Generator {
	t.Helper()
	g, err := New(l, maxAhead, now)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func mustNext(t *testing.T, g *Generator) int64 {
	t.Helper()
	id, err := g.Next()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// --8<-- [start:rollback]
func TestClockRollback(t *testing.T) {
	clock := int64(1000)
	g := newGenerator(t, Lease{Worker: 7, Until: MaxTime}, 5*time.Millisecond, func() int64 { return clock })
	before := mustNext(t, g)

	clock = 997 // 小回拨：沿用旧时间，序号前进
	if id := mustNext(t, g); id <= before {
		t.Errorf("%d 不大于 %d", id, before)
	}
	clock = 900 // 大回拨：拒绝
	if _, err := g.Next(); !errors.Is(err, ErrAhead) {
		t.Errorf("err = %v", err)
	}
	clock = 1001 // 时钟追上来，自己恢复
	if id := mustNext(t, g); id <= before {
		t.Errorf("%d 不大于 %d", id, before)
	}
}

// --8<-- [end:rollback]

// --8<-- [start:wrapping]

// wrapping 在回拨时沿用旧时间，序号用完报一次错，却已经把序号写成了 0。
type wrapping struct {
	now       func() int64
	last, seq int64
}

func (w *wrapping) Next() (int64, error) {
	if t := w.now(); t > w.last {
		w.last, w.seq = t, 0
	} else if w.seq = (w.seq + 1) & maxSeq; w.seq == 0 {
		return 0, ErrAhead
	}
	return w.last<<timeShift | w.seq, nil
}

func TestWrappingRepeats(t *testing.T) {
	clock := int64(1000)
	w := &wrapping{now: func() int64 { return clock }}
	seen := map[int64]bool{}
	repeated := 0
	for range 5000 {
		id, err := w.Next()
		if err == nil && seen[id] {
			repeated++
		}
		seen[id] = true
		clock = 900 // 从第二次起时钟在过去
	}
	if want := 5000 - 4096 - 1; repeated != want { // 4096 个正常，1 次报错，其余全是重号
		t.Errorf("重复 %d 个，应为 %d", repeated, want)
	}
}

// --8<-- [end:wrapping]

func TestUncheckedRollbackRepeats(t *testing.T) {
	var last, seq int64
	next := func(now int64) int64 {
		if now == last {
			seq++
		} else {
			last, seq = now, 0
		}
		return now<<timeShift | seq
	}
	first := next(1000)
	next(1001)
	if again := next(1000); again != first {
		t.Errorf("expected a repeated id, got %d and %d", first, again)
	}
}

func TestFrozenClockGivesOneMillisecondOfIDs(t *testing.T) {
	for ahead, want := range map[time.Duration]int{0: 4096, 2 * time.Millisecond: 3 * 4096} {
		g := newGenerator(t, Lease{Until: MaxTime}, ahead, func() int64 { return 1000 })
		n := 0
		for ; ; n++ {
			if _, err := g.Next(); err != nil {
				break
			}
		}
		if n != want {
			t.Errorf("maxAhead %v: %d ids, want %d", ahead, n, want)
		}
	}
}

func TestIncreasesUnderAnyClock(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	clock, last, refused := int64(1000), int64(0), 0
	g := newGenerator(t, Lease{Worker: 3, Until: MaxTime}, 4*time.Millisecond, func() int64 { return clock })
	for range 200_000 {
		if r.IntN(50) == 0 {
			clock += r.Int64N(21) - 9
		}
		id, err := g.Next()
		if err != nil {
			refused++
			continue
		}
		if id <= last {
			t.Fatalf("%d after %d", id, last)
		}
		last = id
	}
	if refused == 0 {
		t.Error("the clock never went far enough back to be refused")
	}
}

func TestUniqueAcrossGoroutines(t *testing.T) {
	var mu sync.Mutex
	var ticks int64
	now := func() int64 { // 每读 100 次走一毫秒
		mu.Lock()
		defer mu.Unlock()
		ticks++
		return 1000 + ticks/100
	}
	generators := []*Generator{
		newGenerator(t, Lease{Worker: 0, Until: MaxTime}, time.Second, now),
		newGenerator(t, Lease{Worker: MaxWorker, Until: MaxTime}, time.Second, now),
	}
	const goroutines, each = 8, 5000
	got := make([][]int64, goroutines)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			for range each {
				id, err := generators[i%2].Next()
				if err != nil {
					t.Error(err)
					return
				}
				got[i] = append(got[i], id)
			}
		})
	}
	wg.Wait()
	seen := map[int64]bool{}
	for _, ids := range got {
		for _, id := range ids {
			if seen[id] {
				t.Fatalf("id %d twice", id)
			}
			seen[id] = true
		}
	}
	if len(seen) != goroutines*each {
		t.Errorf("%d ids", len(seen))
	}
}

// --8<-- [start:takeover]
func TestTakeoverOfWorkerID(t *testing.T) {
	clock := int64(1000)
	now := func() int64 { return clock }
	first := newGenerator(t, Lease{Worker: 7, From: 900, Until: 2000}, 0, now)
	last := mustNext(t, first)

	clock = 1500 // 接任者的机器时钟慢：租约从 2000 之后才开始
	second := newGenerator(t, Lease{Worker: 7, From: 2000, Until: 9000}, 0, now)
	if _, err := second.Next(); !errors.Is(err, ErrAhead) {
		t.Errorf("还没到自己的区间就发号：%v", err)
	}
	clock = 2001 // 前任停顿之后醒来：它的区间已经过完
	if _, err := first.Next(); !errors.Is(err, ErrLease) {
		t.Errorf("过期的租约还在发号：%v", err)
	}
	if id := mustNext(t, second); id <= last {
		t.Errorf("%d 不大于 %d", id, last)
	}
}

// --8<-- [end:takeover]

func TestExtend(t *testing.T) {
	clock := int64(2001)
	g := newGenerator(t, Lease{Until: 2000}, 0, func() int64 { return clock })
	if _, err := g.Next(); !errors.Is(err, ErrLease) {
		t.Fatalf("err = %v", err)
	}
	g.Extend(3000)
	g.Extend(2500) // a late answer must not shorten the lease
	clock = 3000
	mustNext(t, g)
}

func TestNextWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, offset := time.Now(), int64(1000)
		now := func() int64 { return offset + time.Since(start).Milliseconds() }
		g := newGenerator(t, Lease{Until: MaxTime}, 0, now)
		before := mustNext(t, g)

		offset -= 20 // 回拨 20 毫秒
		if id, err := g.NextWait(t.Context()); err != nil || id <= before {
			t.Errorf("id %d after %d, err %v", id, before, err)
		}
		if waited := time.Since(start); waited != 20*time.Millisecond {
			t.Errorf("waited %v", waited)
		}

		offset -= 3_600_000 // 回拨一小时：等不起，由 ctx 决定何时放弃
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := g.NextWait(ctx); !errors.Is(err, ErrAhead) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("err = %v", err)
		}
	})
}

func TestMonotonicClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := Monotonic()
		first := now()
		time.Sleep(5 * time.Millisecond)
		if got := now() - first; got != 5 {
			t.Errorf("%d ms", got)
		}
	})
}

func TestNewRefusesBadLeases(t *testing.T) {
	for _, l := range []Lease{
		{Worker: -1, Until: 1},
		{Worker: MaxWorker + 1, Until: 1},
		{Worker: 1*256 + 100, From: 5, Until: 5},
		{Worker: 168*256 + 100, Until: 1}, // 192.168.168.100: the last two octets need 16 bits
		{Until: MaxTime + 1},
	} {
		if _, err := New(l, 0, func() int64 { return 0 }); err == nil {
			t.Errorf("accepted %+v", l)
		}
	}
}

func TestParts(t *testing.T) {
	g := newGenerator(t, Lease{Worker: 42, Until: MaxTime}, 0, func() int64 { return 86_400_000 })
	mustNext(t, g)
	at, worker, seq := Parts(mustNext(t, g))
	if !at.Equal(Epoch.AddDate(0, 0, 1)) || worker != 42 || seq != 1 {
		t.Errorf("%v %d %d", at, worker, seq)
	}
}

// --8<-- [start:range]
func TestRangeOfTheTimeField(t *testing.T) {
	if end := time.UnixMilli(1 << 41).UTC(); end.Year() != 2039 { // 从 1970 数起，2039 年用完
		t.Errorf("%v", end)
	}
	if end := Epoch.Add((1 << 41) * time.Millisecond); end.Year() != 2094 { // 从 2025 数起
		t.Errorf("%v", end)
	}
	over := int64(MaxTime + 1)
	if id := over << timeShift; id >= 0 { // 再多一毫秒就进了符号位
		t.Errorf("%d", id)
	}
}

// --8<-- [end:range]

func TestBase62Digits(t *testing.T) {
	six, ten := int64(1), int64(1)
	for i := range 10 {
		if i < 6 {
			six *= 62
		}
		ten *= 62
	}
	if six != 56_800_235_584 {
		t.Errorf("62^6 = %d", six)
	}
	if over := math.MaxInt64 / ten; over < 1 || over >= 62 { // 10 digits are too few, 11 are enough
		t.Errorf("MaxInt64 / 62^10 = %d", over)
	}
}

func TestJSONNumberLosesPrecision(t *testing.T) {
	type plain struct {
		ID int64 `json:"id"`
	}
	type quoted struct {
		ID int64 `json:"id,string"`
	}
	const id = 1<<53 + 1
	var loose map[string]any
	b, _ := json.Marshal(plain{id})
	if err := json.Unmarshal(b, &loose); err != nil || int64(loose["id"].(float64)) == id {
		t.Errorf("a float64 kept %d: %v", int64(id), err)
	}
	var exact quoted
	b, _ = json.Marshal(quoted{id})
	if err := json.Unmarshal(b, &exact); err != nil || exact.ID != id {
		t.Errorf("%s: %v", b, err)
	}
}

// --8<-- [start:skew]
func TestModuloSkew(t *testing.T) {
	clock := int64(1000)
	g := newGenerator(t, Lease{Worker: 7, Until: MaxTime}, 0, func() int64 { return clock })
	var byMod, byHash [16]int
	for range 16_000 { // 流量低：每毫秒至多一个，序号总是 0
		id := mustNext(t, g)
		byMod[ShardByMod(id, 16)]++
		byHash[ShardByHash(id, 16)]++
		clock++
	}
	if byMod[0] != 16_000 {
		t.Errorf("取模：%v", byMod)
	}
	for shard, n := range byHash {
		if n < 900 || n > 1100 {
			t.Errorf("散列：第 %d 片有 %d 个", shard, n)
		}
	}
}

// --8<-- [end:skew]

func BenchmarkNextWait(b *testing.B) {
	g, err := New(Lease{Worker: 1, Until: MaxTime}, time.Millisecond, Monotonic())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := g.NextWait(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
