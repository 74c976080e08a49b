package gc

import (
	"math/rand/v2"
	"testing"
)

const (
	a Obj = 1 // 堆上的对象
	x Obj = 2 // 要被藏起来的对象
)

// --8<-- [start:hide]

// heapToStack：x 只挂在 a 上；被挪到一个已经扫过的栈里。
func heapToStack(h *Heap) {
	h.field[a] = x
	h.stacks[0][0] = a
	h.ScanStack(0)     // 栈 0 变黑，a 变灰
	h.stacks[0][1] = x // 读出 a.field：栈上的写没有屏障
	h.Write(a, 0)      // 从堆上摘掉
}

// stackToHeap：x 只在一个还没扫的栈里；被挪到一个黑色对象上。
func stackToHeap(h *Heap) {
	h.stacks[0][0] = a
	h.stacks[1] = []Obj{a, x}
	h.ScanStack(0)
	h.ScanObject()     // a 变黑
	h.Write(a, x)      // 黑色对象指向白色对象
	h.stacks[1][1] = 0 // 栈上的写没有屏障
}

func TestOnlyHybridBarrierKeepsBoth(t *testing.T) {
	for _, tc := range []struct {
		name                     string
		barrier                  Barrier
		heapToStack, stackToHeap bool // x 是否被误回收
	}{
		{"no barrier", noBarrier, true, true},
		{"insertion only", insertion, true, false},
		{"deletion only", deletion, false, true},
		{"hybrid", hybrid, false, false},
	} {
		if lost := run(tc.barrier, heapToStack); lost != tc.heapToStack {
			t.Errorf("%s: heap to stack: lost = %v", tc.name, lost)
		}
		if lost := run(tc.barrier, stackToHeap); lost != tc.stackToHeap {
			t.Errorf("%s: stack to heap: lost = %v", tc.name, lost)
		}
	}
}

// --8<-- [end:hide]

func run(b Barrier, mutate func(*Heap)) (lost bool) {
	h := newHeap(b, 2, 2, 2)
	mutate(h)
	return len(h.Finish()) > 0
}

// TestRandomInterleavings lets two mutators race a marker: the hybrid barrier never loses an object, each weaker one does.
func TestRandomInterleavings(t *testing.T) {
	const rounds = 2000
	losses := func(b Barrier) (n int) {
		for seed := range uint64(rounds) {
			if len(interleave(b, rand.New(rand.NewPCG(seed, 1)))) > 0 {
				n++
			}
		}
		return n
	}
	if n := losses(hybrid); n != 0 {
		t.Errorf("hybrid barrier lost objects in %d of %d rounds", n, rounds)
	}
	for name, b := range map[string]Barrier{"none": noBarrier, "insertion": insertion, "deletion": deletion} {
		if losses(b) == 0 {
			t.Errorf("barrier %q lost nothing: the test is too weak", name)
		}
	}
}

func interleave(b Barrier, r *rand.Rand) (lost []Obj) {
	const objects, slots = 6, 3
	h := newHeap(b, objects, 2, slots)
	for o := 1; o <= objects; o++ {
		h.field[o] = Obj(r.IntN(objects + 1))
	}
	for _, stack := range h.stacks {
		for i := range stack {
			stack[i] = Obj(r.IntN(objects + 1))
		}
	}
	for range 40 {
		stack := h.stacks[r.IntN(2)]
		from, to := stack[r.IntN(slots)], r.IntN(slots)
		switch r.IntN(6) {
		case 0: // 读：栈槽 = from.field
			if from != 0 {
				stack[to] = h.field[from]
			}
		case 1: // 写：from.field = 栈槽
			if from != 0 {
				h.Write(from, stack[to])
			}
		case 2: // 摘掉：from.field = nil
			if from != 0 {
				h.Write(from, 0)
			}
		case 3: // 丢掉栈上的引用
			stack[to] = 0
		case 4:
			if i := r.IntN(2); !h.scanned[i] {
				h.ScanStack(i)
			}
		case 5:
			if len(h.work) > 0 {
				h.ScanObject()
			}
		}
	}
	return h.Finish()
}
