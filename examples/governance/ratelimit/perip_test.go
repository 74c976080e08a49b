package ratelimit

import (
	"fmt"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

func TestClientKey(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for name, c := range map[string]struct {
		peer string
		xff  []string
		want string
	}{
		"直连，伪造的头不算数":     {"203.0.113.9:1234", []string{"1.1.1.1"}, "203.0.113.9"},
		"经过代理，取代理写的最右一段": {"10.0.0.1:80", []string{"1.1.1.1, 203.0.113.9"}, "203.0.113.9"},
		"两层代理，分在两个头里":    {"10.0.0.1:80", []string{"1.1.1.1, 203.0.113.9", "10.0.0.2"}, "203.0.113.9"},
		"全是自己的代理：取最左一段":  {"10.0.0.1:80", []string{"10.0.0.3"}, "10.0.0.3"},
		"没有头":         {"10.0.0.1:80", nil, "10.0.0.1"},
		"IPv6 按 /64":  {"[2001:db8:1:2:aaaa::1]:9", nil, "2001:db8:1:2::/64"},
		"IPv4 映射地址还原": {"[::ffff:203.0.113.9]:9", nil, "203.0.113.9"},
		"代理写了坏值：退回到代理的地址": {"10.0.0.1:80", []string{"unknown"}, "10.0.0.1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header["X-Forwarded-For"] = c.xff
		if got, err := ClientKey(r, trusted); err != nil || got != c.want {
			t.Errorf("%s：%q，%v", name, got, err)
		}
	}
}

func TestPerKeyForgetsIdleKeys(t *testing.T) {
	clock := newFake()
	perKey := NewPerKey(clock.now, time.Second, 3)
	for i := range 1000 {
		perKey.Allow(fmt.Sprint(i))
	}
	clock.at(2900 * time.Millisecond)
	for range 3 {
		perKey.Allow("busy")
	}
	clock.at(3 * time.Second)
	if perKey.Allow("busy") {
		t.Error("清理不该让忙的 key 重新得到满桶")
	}
	if got := perKey.Len(); got != 1 {
		t.Errorf("内存里还有 %d 个 key", got)
	}
}
