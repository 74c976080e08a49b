//go:build race

package mutex

import (
	"os"
	"strings"
	"sync"
	"testing"
)

// TestRacyChild 故意竞争：n++ 是读、加、写三步。
func TestRacyChild(t *testing.T) {
	if os.Getenv("MUTEX_CHILD") == "" {
		t.Skip("started by TestRaceDetectorFindsIt")
	}
	n := 0
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 1000 {
				n++
			}
		})
	}
	wg.Wait()
}

func TestRaceDetectorFindsIt(t *testing.T) {
	if out := child(t, "TestRacyChild"); !strings.Contains(out, "WARNING: DATA RACE") {
		t.Error(out)
	}
}
