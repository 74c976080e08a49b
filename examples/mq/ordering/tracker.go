package ordering

import "sync"

// --8<-- [start:tracker]

// Tracker 按拉取次序记住在途的 offset；队头完成，提交位置才前移。
type Tracker struct {
	mu       sync.Mutex
	inflight []int64 // 不能假设相邻两个差 1：事务标记和压缩会留下空洞
	done     map[int64]bool
	next     int64 // 可以提交的位置，即重启后读的第一条
}

// NewTracker 从已提交的位置开始。
func NewTracker(committed int64) *Tracker {
	return &Tracker{done: map[int64]bool{}, next: committed}
}

// Fetched 在分发之前、按 offset 次序调用。
func (t *Tracker) Fetched(offset int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inflight = append(t.inflight, offset)
}

// Done 由 worker 以任意次序调用。
func (t *Tracker) Done(offset int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done[offset] = true
	for len(t.inflight) > 0 && t.done[t.inflight[0]] {
		head := t.inflight[0]
		delete(t.done, head)
		t.inflight = t.inflight[1:]
		t.next = head + 1
	}
}

// --8<-- [end:tracker]

// Committable returns the position to commit: the next offset to read after a restart.
func (t *Tracker) Committable() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.next
}

// Inflight returns how many fetched messages wait behind the first unfinished one; pause fetching above a limit.
func (t *Tracker) Inflight() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.inflight)
}

// MaxTracker commits the highest finished offset, whatever is still running below it.
type MaxTracker struct{ next int64 }

// Done moves the position past the offset, even over unfinished ones.
func (t *MaxTracker) Done(offset int64) { t.next = max(t.next, offset+1) }
