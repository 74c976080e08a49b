package migrate

import (
	"errors"
	"sync"
)

// --8<-- [start:fence]

// ErrMoved 表示这个桶已经不归旧库写，调用方重读路由后再试。
var ErrMoved = errors.New("migrate: bucket has moved")

// Fence 模拟旧库里的归属表：写事务对桶的那一行加共享锁，切换时加排他锁再改。
type Fence struct {
	mu    sync.RWMutex
	moved bool
}

// WriteOld 是旧库的写事务：检查和写在同一个事务里，检查过后归属就改不了。
func (f *Fence) WriteOld(write func()) error {
	f.mu.RLock() // SELECT owner FROM bucket_owner WHERE bucket = ? FOR SHARE
	defer f.mu.RUnlock()
	if f.moved {
		return ErrMoved
	}
	write()
	return nil
}

// Move 等正在进行的写提交，然后关门。返回之后，旧库里再没有这个桶的新写。
func (f *Fence) Move() {
	f.mu.Lock() // UPDATE bucket_owner SET owner = 'new' WHERE bucket = ?
	defer f.mu.Unlock()
	f.moved = true
}

// --8<-- [end:fence]
