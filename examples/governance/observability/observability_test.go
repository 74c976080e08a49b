package observability

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

func logged(wrap func(slog.Handler) slog.Handler, write func(*slog.Logger, context.Context)) string {
	var out bytes.Buffer
	trace, _ := Parse(parent)
	write(slog.New(wrap(slog.NewJSONHandler(&out, nil))), NewContext(context.Background(), trace))
	return out.String()
}

func traced(h slog.Handler) slog.Handler { return Traced{h} }

func TestTraceIDFollowsTheContext(t *testing.T) {
	with := logged(traced, func(l *slog.Logger, ctx context.Context) {
		l.With("user", 7).InfoContext(ctx, "paid", "order", "A1")
	})
	if !strings.Contains(with, `"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"`) {
		t.Error(with)
	}
	without := logged(traced, func(l *slog.Logger, _ context.Context) { l.Info("paid") })
	if strings.Contains(without, "trace_id") { // Info 没有 ctx，补不上
		t.Error(without)
	}
}

func TestTraceIDSurvivesAGroup(t *testing.T) {
	got := logged(traced, func(l *slog.Logger, ctx context.Context) {
		l.WithGroup("order").InfoContext(ctx, "paid", "id", "A1")
	})
	if !strings.Contains(got, `"order":{"id":"A1","trace_id":`) { // 在，不过落进了组里
		t.Error(got)
	}
}

// --8<-- [start:embedded]

// embedded 只嵌入、没有重写 WithAttrs：With 返回的是里面那一层。
type embedded struct{ slog.Handler }

func (e embedded) Handle(ctx context.Context, r slog.Record) error {
	return Traced{e.Handler}.Handle(ctx, r)
}

func TestEmbeddedHandlerLosesTheTraceAfterWith(t *testing.T) {
	wrap := func(h slog.Handler) slog.Handler { return embedded{h} }
	plain := logged(wrap, func(l *slog.Logger, ctx context.Context) { l.InfoContext(ctx, "paid") })
	after := logged(wrap, func(l *slog.Logger, ctx context.Context) { l.With("user", 7).InfoContext(ctx, "paid") })
	if !strings.Contains(plain, "trace_id") || strings.Contains(after, "trace_id") {
		t.Error(plain, after)
	}
}

// --8<-- [end:embedded]

func TestPhoneIsMaskedExceptInsideJSON(t *testing.T) {
	phone := Phone("13800001234")
	got := logged(traced, func(l *slog.Logger, ctx context.Context) {
		l.InfoContext(ctx, "sent to "+phone.String(), "phone", phone)
	}) + fmt.Sprintf("%v %s", phone, phone)
	if strings.Contains(got, "1380000") || strings.Count(got, "****1234") != 4 {
		t.Error(got)
	}
	leak := logged(traced, func(l *slog.Logger, ctx context.Context) {
		l.InfoContext(ctx, "request", "body", struct{ Phone Phone }{phone})
	})
	if !strings.Contains(leak, "13800001234") { // 藏在结构体里，JSON 照原样写出：LogValue 只管顶层的值
		t.Error(leak)
	}
}

func TestParseRefusesWhatTheSpecForbids(t *testing.T) {
	if trace, ok := Parse(parent); !ok || !trace.Sampled {
		t.Error("the example of the specification was refused")
	}
	for _, bad := range []string{
		"", "00-abc-def-01", strings.ToUpper(parent), "ff" + parent[2:],
		"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
	} {
		if _, ok := Parse(bad); ok {
			t.Errorf("%q was accepted", bad)
		}
	}
}

// 入口 → A → B：同一个 trace id，采样决定跟着走；忘了带 ctx，链在那里断开。
func TestTraceCrossesProcesses(t *testing.T) {
	var seen []string
	record := func(r *http.Request) {
		trace, _ := FromContext(r.Context())
		seen = append(seen, fmt.Sprint(trace.ID(), trace.Sampled))
	}
	never := func() bool { return false }
	b := httptest.NewServer(Incoming(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { record(r) }), never))
	defer b.Close()
	a := httptest.NewServer(Incoming(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		record(r)
		for _, ctx := range []context.Context{r.Context(), context.Background()} {
			out, _ := http.NewRequestWithContext(ctx, http.MethodGet, b.URL, nil)
			Outgoing(out)
			resp, err := http.DefaultClient.Do(out)
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
		}
	}), never))
	defer a.Close()
	in, _ := http.NewRequest(http.MethodGet, a.URL, nil)
	in.Header.Set("traceparent", parent)
	resp, err := http.DefaultClient.Do(in)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if len(seen) != 3 || seen[0] != seen[1] || seen[0] == seen[2] || !strings.HasSuffix(seen[1], "true") {
		t.Error(seen)
	}
}

// 上游说不采就不采，入口的 sample 不再问；往下游报的是自己这一段的 id。
func TestSamplingFollowsTheCallerAndTheSpanIsOnesOwn(t *testing.T) {
	always := func() bool { return true }
	for _, flags := range []string{"00", "01"} {
		header := strings.TrimSuffix(parent, "01") + flags
		in := httptest.NewRequest(http.MethodGet, "/", nil)
		in.Header.Set("traceparent", header)
		var sent string
		Incoming(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			out, _ := http.NewRequestWithContext(r.Context(), http.MethodGet, "http://next", nil)
			Outgoing(out)
			sent = out.Header.Get("traceparent")
		}), always).ServeHTTP(httptest.NewRecorder(), in)
		got, want := strings.Split(sent, "-"), strings.Split(header, "-")
		if len(got) != 4 || got[1] != want[1] || got[2] == want[2] || got[3] != flags {
			t.Errorf("%s became %s", header, sent)
		}
	}
}

// --8<-- [start:cardinality]

// 一千个订单号：用路径作标签是一千条序列，用路由作标签是一条。
func TestPathAsLabelExplodes(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders/{id}", func(http.ResponseWriter, *http.Request) {})
	count := func(label func(*http.Request) string, wrap func(http.Handler) http.Handler) int {
		var s Series
		h := s.Middleware(wrap(mux), label)
		for id := range 1000 {
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", fmt.Sprintf("/orders/%d", id), nil))
		}
		return s.Len()
	}
	same := func(h http.Handler) http.Handler { return h }
	if n := count(func(r *http.Request) string { return r.URL.Path }, same); n != 1000 {
		t.Error(n)
	}
	if n := count(Route, same); n != 1 {
		t.Error(n)
	}
}

// --8<-- [end:cardinality]

// 中间有人用 WithContext 换了一份请求，外层手里的那份就没有 Pattern。
func TestWithContextHidesThePattern(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders/{id}", func(http.ResponseWriter, *http.Request) {})
	var s Series
	h := s.Middleware(Incoming(mux, func() bool { return false }), Route)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/orders/1", nil))
	if s.count["unmatched"] != 1 {
		t.Error(s.count)
	}
}

// --8<-- [start:average]

// 两台机器：一台 900 个请求都是 10 ms，一台 100 个请求都是 1 s。
func TestAveragingPercentilesIsWrong(t *testing.T) {
	fast := slices.Repeat([]time.Duration{10 * time.Millisecond}, 900)
	slow := slices.Repeat([]time.Duration{time.Second}, 100)
	mean := (Percentile(fast, 95) + Percentile(slow, 95)) / 2
	whole := Percentile(slices.Concat(fast, slow), 95)
	if mean != 505*time.Millisecond || whole != time.Second {
		t.Error(mean, whole) // 平均出来 505 ms，没有一个请求是这个时长
	}
}

// --8<-- [end:average]

func TestPageNeedsBothWindows(t *testing.T) {
	const slo, threshold = 0.999, 14.4
	for name, c := range map[string]struct {
		long, short float64
		want        bool
	}{
		"正在烧":      {0.02, 0.03, true},
		"已经停了":     {0.02, 0, false},
		"刚冒一下":     {0.001, 0.5, false},
		"慢慢漏，该开工单": {0.002, 0.002, false},
	} {
		if got := Page(c.long, c.short, slo, threshold); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
