// Package layered 把本地缓存、Redis、数据库叠起来，Redis 不在时仍然能服务。
package layered

import (
	"container/list"
	"hash/maphash"
	"sync"
	"time"
)

// --8<-- [start:local]

// local 是有上限的进程内缓存。soft 之前直接用，hard 之前只在刷新失败时用。
type local[V any] struct {
	max        int
	soft, hard time.Duration
	mu         sync.Mutex
	items      map[string]*list.Element
	order      list.List   // 最近用过的在前面，满了从后面赶走
	gens       [256]uint64 // 每次失效加一；按散列分组，只会错杀，不会漏
}

type item[V any] struct {
	key        string
	val        V
	soft, hard time.Time
}

// put 只在 gen 之后没有失效过时写入：加载开始得比失效早，拿到的就可能是旧值。
func (l *local[V]) put(key string, v V, gen uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gens[slot(key)] != gen {
		return false
	}
	l.remove(key)
	now := time.Now()
	l.items[key] = l.order.PushFront(&item[V]{key, v, now.Add(l.soft), now.Add(l.hard)})
	if len(l.items) > l.max {
		l.remove(l.order.Back().Value.(*item[V]).key)
	}
	return true
}

func (l *local[V]) drop(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gens[slot(key)]++
	l.remove(key)
}

// --8<-- [end:local]

func newLocal[V any](limit int, soft, hard time.Duration) *local[V] {
	return &local[V]{max: limit, soft: soft, hard: hard, items: make(map[string]*list.Element)}
}

var seed = maphash.MakeSeed()

func slot(key string) uint64 { return maphash.String(seed, key) % 256 }

func (l *local[V]) gen(key string) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.gens[slot(key)]
}

func (l *local[V]) remove(key string) {
	if e, ok := l.items[key]; ok {
		l.order.Remove(e)
		delete(l.items, key)
	}
}

// get 返回值、还新不新、能不能用。
func (l *local[V]) get(key string) (v V, fresh, usable bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, ok := l.items[key]
	if !ok {
		return v, false, false
	}
	l.order.MoveToFront(e)
	it, now := e.Value.(*item[V]), time.Now()
	return it.val, now.Before(it.soft), now.Before(it.hard)
}

// clear 在失效通知断过线之后用：断线期间错过了谁，没有人知道。
func (l *local[V]) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.gens {
		l.gens[i]++
	}
	clear(l.items)
	l.order.Init()
}
