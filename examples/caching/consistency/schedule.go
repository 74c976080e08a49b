// Package consistency enumerates every interleaving of cache-aside readers and writers and reports which of them leave stale data behind.
package consistency

import (
	"iter"
	"strings"
)

// step is one atomic action: one cache command, or one committed SQL statement.
type step struct {
	name string
	do   func()
}

// interleavings yields every merge of sequences of the given lengths that keeps each sequence's own order.
// A merge is a list of sequence indexes and is valid only until the next one.
func interleavings(lens ...int) iter.Seq[[]int] {
	total := 0
	for _, n := range lens {
		total += n
	}
	return func(yield func([]int) bool) {
		merge(lens, make([]int, 0, total), yield)
	}
}

func merge(left, prefix []int, yield func([]int) bool) bool {
	if len(prefix) == cap(prefix) {
		return yield(prefix)
	}
	for p := range left {
		if left[p] == 0 {
			continue
		}
		left[p]--
		more := merge(left, append(prefix, p), yield)
		left[p]++
		if !more {
			return false
		}
	}
	return true
}

// --8<-- [start:explore]

// explore 把几个过程的所有交错都跑一遍，每次从同一个初态开始；
// 返回交错的总数，以及最后缓存里留着旧值的那些。
func explore(start world, build func(*world) [][]step) (total int, bad []string) {
	w := start
	var lens []int
	for _, process := range build(&w) {
		lens = append(lens, len(process))
	}
	for order := range interleavings(lens...) {
		w = start
		processes := build(&w)
		var names []string
		for _, p := range order {
			next := processes[p][0]
			processes[p] = processes[p][1:]
			next.do()
			names = append(names, next.name)
		}
		total++
		if w.cached != none && w.cached != w.primary {
			bad = append(bad, strings.Join(names, " "))
		}
	}
	return total, bad
}

// --8<-- [end:explore]
