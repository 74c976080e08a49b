package balance

import (
	"math/rand/v2"
	"sync/atomic"
)

// Load counts the requests in flight of each node, seen from this client.
type Load []atomic.Int64

// --8<-- [start:p2c]

// PowerOfTwo 随机看两个，选在途请求少的那个；l 不能为空。
func (l Load) PowerOfTwo(r *rand.Rand) int {
	if len(l) == 1 {
		return 0
	}
	a := r.IntN(len(l))
	b := r.IntN(len(l) - 1)
	if b >= a {
		b++ // 两个必须不同
	}
	if l[b].Load() < l[a].Load() {
		return b
	}
	return a
}

// --8<-- [end:p2c]

// Random chooses blindly.
func (l Load) Random(r *rand.Rand) int { return r.IntN(len(l)) }
