package gmp

import (
	"slices"
	"testing"
)

func newP() *P { return &P{global: &Global{}} }

func TestLatestGoroutineRunsFirst(t *testing.T) {
	p := newP()
	for g := range G(4) {
		p.Put(g + 1)
	}
	var got []G
	for g := p.Get(); g != 0; g = p.Get() {
		got = append(got, g)
	}
	if want := []G{4, 1, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("run order %v, want %v", got, want)
	}
}

func TestStealTakesOlderHalfFromHead(t *testing.T) {
	victim, thief := newP(), newP()
	for _, g := range []G{1, 2, 3, 4, 5} {
		victim.pushBack(g)
	}
	if run := thief.Steal(victim); run != 3 {
		t.Errorf("thief runs %d, want 3", run)
	}
	if got, want := thief.Queue(), []G{1, 2}; !slices.Equal(got, want) {
		t.Errorf("thief keeps %v, want %v", got, want)
	}
	if got, want := victim.Queue(), []G{4, 5}; !slices.Equal(got, want) {
		t.Errorf("victim keeps %v, want %v", got, want)
	}
	if run := newP().Steal(newP()); run != 0 {
		t.Errorf("stole %d from an empty queue", run)
	}
}

func TestFullQueueMovesHalfToGlobal(t *testing.T) {
	p := newP()
	for g := range G(ringSize + 1) { // 环里 1…256，runnext 是 257
		p.Put(g + 1)
	}
	if len(p.global.queue) != 0 || p.tail-p.head != ringSize {
		t.Fatalf("before: global %d, local %d", len(p.global.queue), p.tail-p.head)
	}

	p.Put(258)

	if n := len(p.global.queue); n != ringSize/2+1 {
		t.Errorf("global holds %d, want %d", n, ringSize/2+1)
	}
	if first, last := p.global.queue[0], p.global.queue[ringSize/2]; first != 1 || last != 257 {
		t.Errorf("global holds %d…%d, want 1…257", first, last)
	}
	if p.runnext != 258 {
		t.Errorf("runnext = %d: the new goroutine must stay here", p.runnext)
	}
	if p.tail-p.head != ringSize/2 {
		t.Errorf("local keeps %d, want %d", p.tail-p.head, ringSize/2)
	}
}

func TestGlobalBatch(t *testing.T) {
	for _, tc := range []struct{ size, procs, want int }{
		{1, 8, 1},      // 总能拿到一个
		{80, 8, 11},    // 80/8+1
		{5000, 8, 128}, // 不超过本地队列的一半
		{3, 1, 3},      // 不超过现有的个数
	} {
		q := &Global{queue: make([]G, tc.size)}
		if got := q.Batch(tc.procs); got != tc.want {
			t.Errorf("Batch(size %d, procs %d) = %d, want %d", tc.size, tc.procs, got, tc.want)
		}
	}
}
