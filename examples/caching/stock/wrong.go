package stock

import "sync/atomic"

// --8<-- [start:cas]

// Local 是一个进程里的库存：CAS 把“看够不够”和“减掉”合成一步，单机上是对的。
type Local struct{ left atomic.Int64 }

func (s *Local) Deduct(qty int64) bool {
	for {
		left := s.left.Load()
		if left < qty {
			return false
		}
		if s.left.CompareAndSwap(left, left-qty) {
			return true
		}
	}
}

// --8<-- [end:cas]
