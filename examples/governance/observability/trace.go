package observability

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
)

// Trace is what one process tells the next: W3C Trace Context, version 00.
type Trace struct {
	id      [16]byte
	parent  [8]byte
	Sampled bool
}

// ID returns the trace id in hex.
func (t Trace) ID() string { return hex.EncodeToString(t.id[:]) }

type traceKey struct{}

// NewContext puts t into ctx.
func NewContext(ctx context.Context, t Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// FromContext returns the trace of ctx.
func FromContext(ctx context.Context) (Trace, bool) {
	t, ok := ctx.Value(traceKey{}).(Trace)
	return t, ok
}

// --8<-- [start:parse]

// Parse 读 traceparent：版本-trace id-上一段的 id-标志，只认 00 版（规范要求更高的版本也照 00 的格式试着读，这里省去）。不合规就当没有，重新开始一条。
func Parse(header string) (Trace, bool) {
	parts := strings.Split(header, "-")
	if len(parts) != 4 || parts[0] != "00" || len(parts[1]) != 32 || len(parts[2]) != 16 || len(parts[3]) != 2 ||
		strings.ToLower(header) != header {
		return Trace{}, false
	}
	var t Trace
	var flags [1]byte
	_, err1 := hex.Decode(t.id[:], []byte(parts[1]))
	_, err2 := hex.Decode(t.parent[:], []byte(parts[2]))
	_, err3 := hex.Decode(flags[:], []byte(parts[3]))
	if err1 != nil || err2 != nil || err3 != nil || t.id == [16]byte{} || t.parent == [8]byte{} {
		return Trace{}, false
	}
	t.Sampled = flags[0]&1 == 1
	return t, true
}

// --8<-- [end:parse]

// --8<-- [start:middleware]

// Incoming 接上游的 trace；没有就新开一条，采样由这里（入口）决定，下游跟随。
func Incoming(next http.Handler, sample func() bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t, ok := Parse(r.Header.Get("traceparent"))
		if !ok {
			_, _ = rand.Read(t.id[:])
			t.Sampled = sample()
		}
		_, _ = rand.Read(t.parent[:]) // 自己这一段的新 id
		next.ServeHTTP(w, r.WithContext(NewContext(r.Context(), t)))
	})
}

// Outgoing 把 trace 写进发出去的请求；请求要带着 ctx 建，链才不断。
func Outgoing(r *http.Request) {
	t, ok := FromContext(r.Context())
	if !ok {
		return
	}
	flags := "00"
	if t.Sampled {
		flags = "01"
	}
	r.Header.Set("traceparent", "00-"+t.ID()+"-"+hex.EncodeToString(t.parent[:])+"-"+flags)
}

// --8<-- [end:middleware]
