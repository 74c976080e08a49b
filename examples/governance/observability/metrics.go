package observability

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// --8<-- [start:series]

// Series 数一数会产生多少条时间序列。
type Series struct {
	mu    sync.Mutex
	count map[string]int
}

// Middleware 包在 ServeMux 外面，路由完成之后再取标签。
func (s *Series) Middleware(mux http.Handler, label func(*http.Request) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.count == nil {
			s.count = make(map[string]int)
		}
		s.count[label(r)]++
	})
}

// Route 用路由的样子作标签；没匹配到的归成一类，否则扫描器能造出无穷多条。
func Route(r *http.Request) string {
	if r.Pattern == "" {
		return "unmatched"
	}
	return r.Pattern
}

// --8<-- [end:series]

// Len returns the number of series.
func (s *Series) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.count)
}

// Percentile returns the nearest-rank percentile, 0 < p <= 100.
func Percentile(durations []time.Duration, p int) time.Duration {
	sorted := slices.Sorted(slices.Values(durations))
	return sorted[(len(sorted)*p+99)/100-1]
}

// --8<-- [start:burn]

// Burn 是错误预算的燃烧速度：1 表示正好在周期末用完，14.4 表示三十天的预算两天多就没了。
func Burn(errorRate, slo float64) float64 { return errorRate / (1 - slo) }

// Page 长窗口说明真的烧掉了不少，短窗口说明现在还在烧；两个都超才叫醒人。
func Page(long, short, slo, threshold float64) bool {
	return Burn(long, slo) >= threshold && Burn(short, slo) >= threshold
}

// --8<-- [end:burn]
