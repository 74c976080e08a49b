package configcenter

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Config is one complete, checked, immutable set of settings.
type Config struct {
	Timeout  time.Duration
	Attempts int
}

// Release is what the centre publishes; a rollback is a new revision with old content.
type Release struct {
	Revision int64
	Values   map[string]string
}

// Snapshot pairs a config with the revision that it was parsed from.
type Snapshot struct {
	Revision int64
	Config   Config
}

// Parse turns text into a Config; it refuses what would hurt.
func Parse(values map[string]string) (Config, error) {
	timeout, err := time.ParseDuration(values["timeout"])
	if err != nil || timeout <= 0 {
		return Config{}, fmt.Errorf("timeout %q: want a positive duration such as 200ms", values["timeout"])
	}
	attempts, err := strconv.Atoi(values["attempts"])
	if err != nil || attempts < 1 || attempts > 5 {
		return Config{}, fmt.Errorf("attempts %q: want 1 to 5", values["attempts"])
	}
	return Config{timeout, attempts}, nil
}

// --8<-- [start:store]

// Store 让读的一方不加锁就拿到一份完整的配置。
type Store struct {
	mu      sync.Mutex // 只串行化写
	current atomic.Pointer[Snapshot]
}

// Load 一次请求只取一次，从头用到尾；取两次可能是两个版本。
func (s *Store) Load() *Snapshot { return s.current.Load() }

// Apply 先校验后替换：旧版本、重复的不动，坏的留在上一份好的。
func (s *Store) Apply(r Release) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.current.Load(); old != nil && r.Revision <= old.Revision {
		return nil
	}
	config, err := Parse(r.Values)
	if err != nil {
		return fmt.Errorf("release %d refused: %w", r.Revision, err)
	}
	s.current.Store(&Snapshot{r.Revision, config})
	return nil
}

// --8<-- [end:store]
