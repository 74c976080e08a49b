package stampede

import (
	"math/rand/v2"
	"time"
)

// --8<-- [start:jitter]

// Jitter 把 TTL 随机缩短至多 spread（0～1）：只提前、不推后，ttl 仍是旧值寿命的上限。
func Jitter(ttl time.Duration, spread float64) time.Duration {
	return shorten(ttl, spread, rand.Float64())
}

func shorten(ttl time.Duration, spread, u float64) time.Duration {
	return ttl - time.Duration(u*spread*float64(ttl))
}

// --8<-- [end:jitter]
