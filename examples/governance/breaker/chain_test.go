package breaker

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// inProcess 假装网络：服务端拿到的是全新的 ctx，只有头能带东西过去，就像在另一个进程里。
func inProcess(h http.Handler) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		done := make(chan *http.Response, 1)
		go func() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r.Clone(context.Background()))
			done <- w.Result()
		}()
		select {
		case resp := <-done:
			return resp, nil
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	})
}

// work 干 d 这么久，或者到截止时间为止。
func work(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// seen 是 C 看到的：收到时还剩多久，从入口算起多久才停下。
type seen struct{ left, stopped time.Duration }

// chain 走一遍 入口 → B（500 ms）→ C（800 ms），入口只等 1 s；每个服务自己的上限都是 5 s。
func chain(send func(http.RoundTripper) http.RoundTripper) seen {
	start, report := time.Now(), make(chan seen, 1)
	c := ReceiveDeadline(5*time.Second, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		deadline, _ := r.Context().Deadline()
		left := time.Until(deadline)
		_ = work(r.Context(), 800*time.Millisecond)
		report <- seen{left, time.Since(start)}
	}))
	b := ReceiveDeadline(5*time.Second, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = work(r.Context(), 500*time.Millisecond)
		_ = get(r.Context(), send(inProcess(c)))
	}))
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = get(ctx, send(inProcess(b)))
	return <-report
}

func get(ctx context.Context, rt http.RoundTripper) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://x/", nil)
	if err != nil {
		return err
	}
	resp, err := rt.RoundTrip(r)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// --8<-- [start:chain]

// 入口只等 1 s，B 用掉 500 ms，C 要 800 ms。截止时间传过去，C 在第 1 s 收手；
// 没传，C 以为自己还有 5 s，干到 1.3 s，最后 300 ms 没有人在等。
func TestDeadlineCrossesProcesses(t *testing.T) {
	plain := func(rt http.RoundTripper) http.RoundTripper { return rt }
	for _, c := range []struct {
		send func(http.RoundTripper) http.RoundTripper
		want seen
	}{
		{SendDeadline, seen{left: 500 * time.Millisecond, stopped: time.Second}},
		{plain, seen{left: 5 * time.Second, stopped: 1300 * time.Millisecond}},
	} {
		synctest.Test(t, func(t *testing.T) {
			if got := chain(c.send); got != c.want {
				t.Errorf("%+v", got)
			}
		})
	}
}

// --8<-- [end:chain]

// 在一个进程里：子 ctx 写得再长，也活不过父 ctx。
func TestChildCannotOutliveParent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		parent, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		child, cancelChild := context.WithTimeout(parent, 5*time.Second)
		defer cancelChild()
		<-child.Done()
		if got := time.Since(start); got != time.Second {
			t.Errorf("子 ctx 活了 %v", got)
		}
	})
}

type closeRecorder struct {
	io.Reader
	closed bool
}

func (c *closeRecorder) Close() error {
	c.closed = true
	return nil
}

func TestExpiredDeadlineIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Microsecond)
		defer cancel()
		sent := roundTripper(func(*http.Request) (*http.Response, error) {
			t.Error("不该发出")
			return nil, errors.New("sent")
		})
		body := &closeRecorder{Reader: strings.NewReader("x")}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://x/", body)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := SendDeadline(sent).RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) || !body.closed {
			t.Fatal(err, body.closed)
		}
	})
}
