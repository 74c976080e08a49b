package webhook

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var secret = []byte("0123456789abcdef0123456789abcdef")

// The vector is of the Go library of Standard Webhooks 1.0.0.
func TestSignatureOfTheSpecification(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := Sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("signed %s, want %s", got, want)
	}
}

func TestVerifyRefusesWhatWasChanged(t *testing.T) {
	now, body := time.Unix(1_800_000_000, 0), []byte(`{"n":1}`)
	old := []byte("another secret, being phased out")
	for _, c := range []struct {
		name   string
		change func(h http.Header) []byte
		now    time.Time
		ok     bool
	}{
		{"as sent", func(http.Header) []byte { return body }, now, true},
		{"serialised anew", func(http.Header) []byte { return []byte(`{"n": 1}`) }, now, false},
		{"another id", func(h http.Header) []byte { h.Set("webhook-id", "msg_2"); return body }, now, false},
		{"newer timestamp", func(h http.Header) []byte {
			h.Set("webhook-timestamp", strconv.FormatInt(now.Unix()+60, 10))
			return body
		}, now, false},
		{"replayed later", func(http.Header) []byte { return body }, now.Add(10 * time.Minute), false},
		{"rotated", func(h http.Header) []byte {
			h.Set("webhook-signature", Sign([]byte("brand new"), "msg_1", now, body)+" "+h.Get("webhook-signature"))
			return body
		}, now, true},
		{"no signature", func(h http.Header) []byte { h.Del("webhook-signature"); return body }, now, false},
		{"no timestamp", func(h http.Header) []byte { h.Del("webhook-timestamp"); return body }, now, false},
	} {
		h := http.Header{}
		h.Set("webhook-id", "msg_1")
		h.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
		h.Set("webhook-signature", Sign(secret, "msg_1", now, body))
		got := c.change(h)
		if err := Verify(h, got, c.now, 5*time.Minute, old, secret); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

type call struct {
	at time.Duration
	n  int
}

// merged adds an event of one client at each of the times and returns the requests; each takes a second.
func merged(t *testing.T, m *Merger, at ...time.Duration) (calls []call) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		m.Send = func(_ string, batch []Event) {
			calls = append(calls, call{time.Since(start), len(batch)})
			time.Sleep(time.Second) // 对方的接口要一秒
		}
		for i, when := range at {
			time.Sleep(when - time.Since(start))
			if !m.Add(Event{ID: fmt.Sprint("e", i), Client: "acme"}) {
				t.Error("refused")
			}
		}
		m.Wait()
	})
	return calls
}

// --8<-- [start:natural]
func TestBusyMergesIdleSendsAtOnce(t *testing.T) {
	var burst []time.Duration
	for i := range 50 { // 每 20 毫秒一条，共 1 秒；对方每次要 1 秒
		burst = append(burst, time.Duration(i)*20*time.Millisecond)
	}
	got := merged(t, &Merger{Max: 100, Limit: 1000}, burst...)
	if !slices.Equal(got, []call{{0, 1}, {time.Second, 49}}) {
		t.Errorf("no linger: %v", got) // 第一条零延迟，其余 49 条一次
	}
	quiet := merged(t, &Merger{Max: 100, Limit: 1000}, 0, 10*time.Second, 20*time.Second)
	if !slices.Equal(quiet, []call{{0, 1}, {10 * time.Second, 1}, {20 * time.Second, 1}}) {
		t.Errorf("quiet: %v", quiet) // 稀疏时一条也不等
	}
}

// --8<-- [end:natural]

// --8<-- [start:linger]
func TestLingerTradesDelayForFewerCalls(t *testing.T) {
	sparse := []time.Duration{0, 2 * time.Second, 4 * time.Second} // 间隔比对方的耗时长：自然合并无效
	if got := merged(t, &Merger{Max: 100, Limit: 1000}, sparse...); len(got) != 3 {
		t.Errorf("no linger: %v", got)
	}
	got := merged(t, &Merger{Max: 100, Limit: 1000, Linger: 5 * time.Second}, sparse...)
	if !slices.Equal(got, []call{{5 * time.Second, 3}}) { // 一次，但第一条晚了 5 秒
		t.Errorf("linger: %v", got)
	}
	full := merged(t, &Merger{Max: 3, Limit: 1000, Linger: time.Hour}, 0, 0, time.Second)
	if !slices.Equal(full, []call{{time.Second, 3}}) { // 凑满就走，不等一小时
		t.Errorf("full: %v", full)
	}
}

// --8<-- [end:linger]

func TestASlowClientDelaysNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var mu sync.Mutex
		at := map[string]time.Duration{}
		m := &Merger{Max: 10, Limit: 2}
		m.Send = func(client string, _ []Event) {
			mu.Lock()
			at[client] = time.Since(start)
			mu.Unlock()
			if client == "stuck" {
				time.Sleep(30 * time.Second)
			}
		}
		m.Add(Event{Client: "stuck"})
		synctest.Wait() // 它的请求在途
		for i := range 3 {
			if ok := m.Add(Event{Client: "stuck"}); ok != (i < 2) {
				t.Errorf("event %d accepted: %v; the limit is 2", i, ok)
			}
		}
		m.Add(Event{Client: "fine"})
		m.Wait()
		if at["fine"] != 0 {
			t.Errorf("the healthy client waited %v", at["fine"])
		}
	})
}

func TestOrderAndNothingLostUnderConcurrentAdds(t *testing.T) {
	var mu sync.Mutex
	got := map[string][]int64{}
	m := &Merger{Max: 7, Limit: 10_000}
	m.Send = func(client string, batch []Event) {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range batch {
			got[client] = append(got[client], e.Version)
		}
	}
	var wg sync.WaitGroup
	for c := range 8 {
		wg.Go(func() {
			for v := range int64(500) {
				m.Add(Event{Client: fmt.Sprint("c", c), Version: v})
			}
		})
	}
	wg.Wait()
	m.Wait()
	for client, versions := range got {
		if len(versions) != 500 || !slices.IsSorted(versions) {
			t.Errorf("%s: %d events, sorted %v", client, len(versions), slices.IsSorted(versions))
		}
	}
}

// anywhere lets tests dial the loopback address of httptest.
func anywhere(netip.Addr) bool { return true }

func TestVerdictByAnswer(t *testing.T) {
	status, header := 200, http.Header{}
	hits := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits++
		body, _ := io.ReadAll(r.Body)
		if err := Verify(r.Header, body, time.Unix(1_800_000_000, 0), time.Minute, secret); err != nil {
			t.Error(err)
		}
		for k, v := range header {
			w.Header()[k] = v
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	client := NewClient(5*time.Second, anywhere)
	send := func(attempt int) (Verdict, time.Duration) {
		d := Delivery{ID: "msg_1", URL: server.URL, Body: []byte(`{"events":[]}`), Attempt: attempt}
		return Deliver(t.Context(), client, d, secret, time.Unix(1_800_000_000, 0))
	}
	for _, c := range []struct {
		status, attempt int
		retryAfter      string
		want            Verdict
		low, high       time.Duration
	}{
		{204, 0, "", Delivered, 0, 0},
		{410, 0, "", Disable, 0, 0},
		{500, 0, "", Retry, 5 * time.Second, 7 * time.Second},
		{404, 1, "", Retry, 5 * time.Minute, 7 * time.Minute},
		{429, 0, "120", Retry, 2 * time.Minute, 2 * time.Minute},
		{503, 0, "99999999", Retry, 24 * time.Hour, 24 * time.Hour}, // 不让对方把重试推到无限远
		{500, len(Schedule), "", GiveUp, 0, 0},
	} {
		status, header = c.status, http.Header{"Retry-After": {c.retryAfter}}
		got, wait := send(c.attempt)
		if got != c.want || wait < c.low || wait > c.high {
			t.Errorf("%d on attempt %d: %v after %v", c.status, c.attempt, got, wait)
		}
	}
	hits, status, header = 0, 302, http.Header{"Location": {server.URL}}
	if got, _ := send(0); got != Retry || hits != 1 {
		t.Errorf("redirect: %v with %d requests, want a failure that follows nothing", got, hits)
	}
}

func TestInternalAddressesAreRefused(t *testing.T) {
	for addr, want := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f:cb07::1": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.100.100.200": false, "0.0.0.0": false, "224.0.0.1": false,
		"::1": false, "fe80::1": false, "fd00::1": false, "64:ff9b::a00:1": false,
		"64:ff9b::a00:1%eth0": false, "fec0::1%eth0": false, "::ffff:10.0.0.1": false, "::7f00:1": false,
		"2002:a00:1::": false, "2001:0:4136:e378::1": false,
	} {
		if got := Public(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s public: %v", addr, got)
		}
	}
	reached := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer server.Close()
	d := Delivery{ID: "msg_1", URL: server.URL}
	if got, _ := Deliver(t.Context(), NewClient(time.Second, Public), d, secret, time.Now()); got != Retry || reached {
		t.Errorf("verdict %v, internal service reached: %v", got, reached)
	}
}
