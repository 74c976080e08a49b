// Package gc models concurrent marking and checks the collector's pacing, traces and leaks against the real runtime.
package gc

// Obj 是对象的编号；0 是空指针。
type Obj int

type color int

const (
	white color = iota
	grey
	black
)

// Barrier 是写屏障的种类。
type Barrier struct {
	shadeOld bool // Yuasa：染被覆盖的旧指针
	shadeNew bool // Dijkstra：染写进去的新指针
}

var (
	noBarrier = Barrier{}
	insertion = Barrier{shadeNew: true}
	deletion  = Barrier{shadeOld: true}
	hybrid    = Barrier{shadeOld: true, shadeNew: true} // Go 1.8 起
)

// Heap 里每个对象有一个指针字段；每个 goroutine 的栈有几个槽，栈上的写没有屏障。
type Heap struct {
	barrier Barrier
	field   []Obj
	color   []color
	work    []Obj // 灰色对象
	stacks  [][]Obj
	scanned []bool
}

func newHeap(b Barrier, objects, stacks, slots int) *Heap {
	h := &Heap{
		barrier: b,
		field:   make([]Obj, objects+1),
		color:   make([]color, objects+1),
		scanned: make([]bool, stacks),
	}
	for range stacks {
		h.stacks = append(h.stacks, make([]Obj, slots))
	}
	return h
}

// --8<-- [start:barrier]

func (h *Heap) shade(o Obj) {
	if o != 0 && h.color[o] == white {
		h.color[o] = grey
		h.work = append(h.work, o)
	}
}

// Write 执行 obj.field = ptr。屏障在写之前执行，也不看 obj 是什么颜色。
func (h *Heap) Write(obj, ptr Obj) {
	if h.barrier.shadeOld {
		h.shade(h.field[obj])
	}
	if h.barrier.shadeNew {
		h.shade(ptr)
	}
	h.field[obj] = ptr
}

// ScanStack 扫描一个 goroutine 的栈；此后这个栈是黑的，不再重扫。
func (h *Heap) ScanStack(i int) {
	for _, o := range h.stacks[i] {
		h.shade(o)
	}
	h.scanned[i] = true
}

// ScanObject 取一个灰色对象，染它引用的对象，再把它变黑。
func (h *Heap) ScanObject() {
	o := h.work[0]
	h.work = h.work[1:]
	h.shade(h.field[o])
	h.color[o] = black
}

// --8<-- [end:barrier]

// Finish 做完剩下的标记，列出还在用、却仍是白色（会被误回收）的对象。
func (h *Heap) Finish() (lost []Obj) {
	for i, done := range h.scanned {
		if !done {
			h.ScanStack(i)
		}
	}
	for len(h.work) > 0 {
		h.ScanObject()
	}
	seen := make([]bool, len(h.field))
	for _, stack := range h.stacks {
		for _, o := range stack {
			for ; o != 0 && !seen[o]; o = h.field[o] {
				seen[o] = true
				if h.color[o] == white {
					lost = append(lost, o)
				}
			}
		}
	}
	return lost
}
