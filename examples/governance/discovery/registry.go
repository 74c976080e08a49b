// Package discovery holds a small registry with leases, the two sides that use it, and the order of going off line.
package discovery

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// ErrNoLease: the registry does not know the instance (any more); register again.
var ErrNoLease = errors.New("discovery: no such lease")

// ErrUnreachable: the registry could not be asked; this says nothing about the instances.
var ErrUnreachable = errors.New("discovery: registry unreachable")

// Instance is what is registered: where it is, who it is, how to choose it.
type Instance struct {
	ID     string // 每次启动都不同：IP 会被别的服务复用
	Addr   string
	Weight int
	Meta   map[string]string // 版本、机房、分组
}

type lease struct {
	instance Instance
	expires  time.Time
}

// Registry keeps the instances of one service; it is safe for concurrent use.
type Registry struct {
	ttl   time.Duration
	guard float64 // 同时到期的占比超过它就不摘，1 表示不保护

	mu      sync.Mutex
	down    bool
	leases  map[string]*lease
	version uint64        // 每次名单变化加一
	changed chan struct{} // 名单变化时关闭，再换一个新的
}

// NewRegistry returns an empty registry whose leases last ttl; it evicts nothing while more than the share guard of them has expired.
func NewRegistry(ttl time.Duration, guard float64) *Registry {
	return &Registry{ttl: ttl, guard: guard, leases: map[string]*lease{}, changed: make(chan struct{})}
}

// --8<-- [start:lease]

// Register adds the instance, or replaces it, with a fresh lease.
func (r *Registry) Register(in Instance) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return ErrUnreachable
	}
	r.leases[in.ID] = &lease{in, time.Now().Add(r.ttl)}
	r.bump()
	return nil
}

// Renew 是一次心跳：只推迟到期时间，名单不变，不惊动订阅者。
func (r *Registry) Renew(id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return ErrUnreachable
	}
	l, ok := r.leases[id]
	if !ok {
		return ErrNoLease // 已被摘除，对方应重新注册
	}
	l.expires = time.Now().Add(r.ttl)
	return nil
}

// Sweep 摘除到期的实例。到期的占比超过 guard，就一个也不摘：更像是自己的网络坏了。
func (r *Registry) Sweep() (evicted int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var expired []string
	for id, l := range r.leases {
		if time.Now().After(l.expires) {
			expired = append(expired, id)
		}
	}
	if len(expired) == 0 || float64(len(expired)) > r.guard*float64(len(r.leases)) {
		return 0
	}
	for _, id := range expired {
		delete(r.leases, id)
	}
	r.bump()
	return len(expired)
}

// --8<-- [end:lease]

// Deregister removes the instance at once; doing it twice is no error.
func (r *Registry) Deregister(id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return ErrUnreachable
	}
	if _, ok := r.leases[id]; ok {
		delete(r.leases, id)
		r.bump()
	}
	return nil
}

// bump 需要持锁。
func (r *Registry) bump() {
	r.version++
	close(r.changed)
	r.changed = make(chan struct{})
}

// --8<-- [start:watch]

// Watch 是长轮询：名单比 since 新就立刻返回，否则等到变化。
// 返回的是全量名单，漏看几次变化也没有关系。
func (r *Registry) Watch(ctx context.Context, since uint64) ([]Instance, uint64, error) {
	for {
		list, version, changed, err := r.snapshot()
		if err != nil || version > since {
			return list, version, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, since, ctx.Err()
		}
	}
}

// --8<-- [end:watch]

func (r *Registry) snapshot() ([]Instance, uint64, <-chan struct{}, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return nil, 0, nil, ErrUnreachable
	}
	list := make([]Instance, 0, len(r.leases))
	for _, id := range slices.Sorted(maps.Keys(r.leases)) {
		list = append(list, r.leases[id].instance)
	}
	return list, r.version, r.changed, nil
}

// Crash makes the registry unreachable; open watches fail.
func (r *Registry) Crash() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = true
	r.bump()
}

// Restart brings it back. With empty it has lost its memory; otherwise all leases start anew.
func (r *Registry) Restart(empty bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = false
	if empty {
		clear(r.leases)
		r.version = 0 // 版本也从头数：客户端手里的旧版本不能再比
	}
	for _, l := range r.leases {
		l.expires = time.Now().Add(r.ttl)
	}
	r.bump()
}
