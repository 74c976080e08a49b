package lock

import "sync"

// --8<-- [start:fence]

// Store 是被锁保护的资源：它记得见过的最大栅栏号，更小的一律拒绝。
type Store struct {
	mu    sync.Mutex
	fence int64
	Value string
}

// Write 相当于 UPDATE … SET value = ?, fence = ? WHERE id = ? AND fence <= ?，看影响的行数。
func (s *Store) Write(fence int64, value string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if fence < s.fence {
		return false
	}
	s.fence, s.Value = fence, value
	return true
}

// --8<-- [end:fence]
