package breaker

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// TimeoutHeader carries the remaining milliseconds; a duration, so that clocks need not agree.
const TimeoutHeader = "X-Timeout-Ms"

// --8<-- [start:deadline]

// SendDeadline 在发出请求前，把 ctx 剩下的时间写进头里。
func SendDeadline(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		deadline, ok := r.Context().Deadline()
		if !ok {
			return next.RoundTrip(r)
		}
		left := time.Until(deadline)
		if left < time.Millisecond {
			if r.Body != nil {
				_ = r.Body.Close() // RoundTripper 出错时也要关请求体
			}
			return nil, context.DeadlineExceeded // 不发注定没人等的请求
		}
		r = r.Clone(r.Context()) // RoundTripper 不得改动传入的请求
		r.Header.Set(TimeoutHeader, strconv.FormatInt(left.Milliseconds(), 10))
		return next.RoundTrip(r)
	})
}

// ReceiveDeadline 在服务端还原截止时间；limit 是本服务自己的上限，头里写得再大也不超过它。
func ReceiveDeadline(limit time.Duration, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		timeout := limit
		if ms, err := strconv.ParseInt(r.Header.Get(TimeoutHeader), 10, 64); err == nil && ms > 0 && ms < limit.Milliseconds() {
			timeout = time.Duration(ms) * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(r.Context(), timeout)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// --8<-- [end:deadline]

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
