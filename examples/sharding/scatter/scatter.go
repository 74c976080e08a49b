// Package scatter asks many shards the same question and merges the answers.
package scatter

import (
	"cmp"
	"container/heap"
	"context"
	"sync"
)

// Row is one order; (Created, ID) is its place in every list, so that no two rows are equal.
type Row struct{ Created, ID int64 }

// Newer orders rows from the newest to the oldest.
func Newer(a, b Row) int {
	return cmp.Or(cmp.Compare(b.Created, a.Created), cmp.Compare(b.ID, a.ID))
}

// --8<-- [start:gather]

// Gather 问遍所有分片：每台实例同时只跑 perHost 条，一片失败就全部取消，绝不拿残缺的结果当完整的。
func Gather[T any](ctx context.Context, hosts [][]int, perHost int, ask func(context.Context, int) (T, error)) ([]T, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	total := 0
	for _, shards := range hosts {
		total += len(shards)
	}
	out := make([]T, total) // 按分片号存放，各写各的，不用锁
	var wg sync.WaitGroup
	for _, shards := range hosts {
		todo := make(chan int, len(shards))
		for _, s := range shards {
			todo <- s
		}
		close(todo)
		for range min(perHost, len(shards)) {
			wg.Go(func() {
				for s := range todo {
					if ctx.Err() != nil {
						return
					}
					got, err := ask(ctx, s)
					if err != nil {
						cancel(err)
						return
					}
					out[s] = got
				}
			})
		}
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return out, nil
}

// --8<-- [end:gather]

// --8<-- [start:merge]

// TopN 归并各片已经排好序的结果，堆里每片只放一行，取够 n 行就停。
func TopN(lists [][]Row, n int) []Row {
	h := &rowHeap{}
	for i, l := range lists {
		if len(l) > 0 {
			h.items = append(h.items, item{l[0], i, 0})
		}
	}
	heap.Init(h)
	var out []Row
	for len(h.items) > 0 && len(out) < n {
		top := h.items[0]
		out = append(out, top.row)
		if next := top.pos + 1; next < len(lists[top.list]) {
			h.items[0] = item{lists[top.list][next], top.list, next}
			heap.Fix(h, 0)
		} else {
			heap.Pop(h)
		}
	}
	return out
}

// --8<-- [end:merge]

type item struct {
	row       Row
	list, pos int
}

type rowHeap struct{ items []item }

func (h *rowHeap) Len() int           { return len(h.items) }
func (h *rowHeap) Less(i, j int) bool { return Newer(h.items[i].row, h.items[j].row) < 0 }
func (h *rowHeap) Swap(i, j int)      { h.items[i], h.items[j] = h.items[j], h.items[i] }
func (h *rowHeap) Push(x any)         { h.items = append(h.items, x.(item)) }
func (h *rowHeap) Pop() any {
	last := h.items[len(h.items)-1]
	h.items = h.items[:len(h.items)-1]
	return last
}
