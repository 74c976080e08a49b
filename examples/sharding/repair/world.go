// Package repair explores every interleaving of business writes and repairs of one row.
package repair

// --8<-- [start:world]

// Row 是一行：版本号在旧库的事务里每写一次加一；Present 为 false 而版本还在，就是墓碑。
type Row struct {
	Present        bool
	Version, Value int
}

// World 是旧库、新库里的同一行，以及各进程读到手里、还没写出去的值。
type World struct {
	Src, Dst Row
	Reg      [4]Row
}

// Step 是一个不可分的动作；两个库没有共同的事务，所以每个进程都至少有两步。
type Step func(*World)

// Put 决定手里的值怎样落到新库。
type Put func(dst *Row, in Row)

// Blind 直接覆盖。
func Blind(dst *Row, in Row) { *dst = in }

// Versioned 不让更小的版本进去，删除也留下带版本的墓碑。相等时照写：
// 同一个版本在旧库只有一个内容，重写一遍没有害处，还能修好版本对、内容错的行。
func Versioned(dst *Row, in Row) {
	if in.Version >= dst.Version {
		*dst = in
	}
}

// NoTombstone 同样比较版本，但删除是物理删除：版本也跟着没了。
func NoTombstone(dst *Row, in Row) {
	if in.Version < dst.Version {
		return
	}
	if *dst = in; !in.Present {
		*dst = Row{}
	}
}

// Write 是一次业务双写，Delete 是一次业务删除：先旧库，再新库。
func Write(reg, value int, put Put) []Step {
	return change(reg, put, func(r *Row) { r.Present, r.Value = true, value })
}

func Delete(reg int, put Put) []Step {
	return change(reg, put, func(r *Row) { r.Present, r.Value = false, 0 })
}

// Repair 重新读旧库，再写新库：全量和增量的修复都是这两步。
func Repair(reg int, put Put) []Step {
	return []Step{
		func(w *World) { w.Reg[reg] = w.Src },
		func(w *World) { put(&w.Dst, w.Reg[reg]) },
	}
}

// --8<-- [end:world]

func change(reg int, put Put, f func(*Row)) []Step {
	return []Step{
		func(w *World) {
			w.Src.Version++
			f(&w.Src)
			w.Reg[reg] = w.Src
		},
		func(w *World) { put(&w.Dst, w.Reg[reg]) },
	}
}

// Same reports whether a reader sees the same row on both sides.
func (w World) Same() bool {
	if !w.Src.Present || !w.Dst.Present {
		return w.Src.Present == w.Dst.Present
	}
	return w.Src.Value == w.Dst.Value
}

// Explore runs every interleaving and counts those that end with two different rows.
func Explore(start World, procs ...[]Step) (total, bad int) {
	left := 0
	for i, p := range procs {
		if len(p) == 0 {
			continue
		}
		left++
		next := start
		p[0](&next)
		rest := make([][]Step, len(procs))
		copy(rest, procs)
		rest[i] = p[1:]
		t, b := Explore(next, rest...)
		total, bad = total+t, bad+b
	}
	if left == 0 {
		if start.Same() {
			return 1, 0
		}
		return 1, 1
	}
	return total, bad
}
