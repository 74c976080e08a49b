package stampede

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestJitterNeverLengthens(t *testing.T) {
	const ttl = 10 * time.Minute
	if got := shorten(ttl, 0.2, 0); got != ttl {
		t.Errorf("u=0: %v, want %v", got, ttl)
	}
	for range 1000 {
		if got := Jitter(ttl, 0.2); got > ttl || got < ttl*8/10 {
			t.Fatalf("Jitter = %v, want 8m to 10m", got)
		}
	}
}

// TestJitterSpreadsExpiry loads 1000 keys at one moment and counts how many expire in the worst second.
func TestJitterSpreadsExpiry(t *testing.T) {
	worst := func(spread float64) int {
		r := rand.New(rand.NewPCG(1, 2))
		perSecond := make(map[int]int)
		top := 0
		for range 1000 {
			s := int(shorten(10*time.Minute, spread, r.Float64()).Seconds())
			perSecond[s]++
			top = max(top, perSecond[s])
		}
		return top
	}
	if got := worst(0); got != 1000 {
		t.Errorf("without jitter %d keys expire in one second, want all 1000", got)
	}
	if got := worst(0.2); got >= 20 {
		t.Errorf("with jitter %d keys expire in the worst second, want less than 20", got)
	}
}
