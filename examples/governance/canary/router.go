// Package canary shifts traffic to a new path step by step, judges it against the old one, and turns back.
package canary

import (
	"hash/fnv"
	"sync/atomic"
)

// Slots is the finest step: one in ten thousand.
const Slots = 10_000

// --8<-- [start:router]

// Router 决定一个 id 走不走新路径。每个实验一个 Name：不同实验选中的人才互不相干。
type Router struct {
	Name      string
	threshold atomic.Int64 // 0 到 Slots；由配置中心推下来
}

// Set 改比例；关掉就是 Set(0)，不用发布、不用重启。
func (r *Router) Set(slots int64) { r.threshold.Store(max(0, min(slots, Slots))) }

// New 同一个 id 每次落在同一格：比例不变，答案就不变；比例变大，只加人，不换人。
func (r *Router) New(id string) bool {
	return Slot(r.Name, id) < r.threshold.Load()
}

// Slot 把名字和 id 一起散列。名字后面的 0 隔开两段，否则 ("a","bc") 和 ("ab","c") 一样。
func Slot(name, id string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name + "\x00" + id))
	return int64(mix(h.Sum64()) % Slots)
}

// --8<-- [end:router]

// mix 让每一位输入影响每一位输出（MurmurHash3 的 fmix64）：FNV 的最后一个字节只乘过一次，只差末位的 id 散得不够开。
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
