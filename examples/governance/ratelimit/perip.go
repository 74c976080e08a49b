package ratelimit

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// --8<-- [start:clientkey]

// ClientKey 返回限流用的客户端标识；trusted 是自己的代理所在的网段。
func ClientKey(r *http.Request, trusted []netip.Prefix) (string, error) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "", err
	}
	addr := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && contains(trusted, addr); i-- { // 只有自己的代理说的话才算
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
	}
	if addr.Is6() { // 一台主机就能用遍整个 /64，按单个地址计数没有意义
		return netip.PrefixFrom(addr.WithZone(""), 64).Masked().String(), nil
	}
	return addr.String(), nil
}

// --8<-- [end:clientkey]

func contains(prefixes []netip.Prefix, addr netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// PerKey gives each key its own token bucket and forgets the idle ones.
type PerKey struct {
	mu       sync.Mutex
	now      Clock
	interval time.Duration
	burst    int
	buckets  map[string]*TokenBucket
	swept    time.Time
}

// NewPerKey returns a limiter with one bucket of the given shape a key.
func NewPerKey(now Clock, interval time.Duration, burst int) *PerKey {
	return &PerKey{now: now, interval: interval, burst: burst, buckets: map[string]*TokenBucket{}, swept: now()}
}

// Allow 为每个 key 建一个桶；满桶等于没有历史，定期删掉，否则换 IP 就能撑爆内存。
func (p *PerKey) Allow(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if fill := time.Duration(p.burst) * p.interval; p.now().Sub(p.swept) >= fill {
		for k, b := range p.buckets {
			if b.Full() {
				delete(p.buckets, k)
			}
		}
		p.swept = p.now()
	}
	b := p.buckets[key]
	if b == nil {
		b = NewTokenBucket(p.now, p.interval, p.burst)
		p.buckets[key] = b
	}
	return b.Allow()
}

// Len returns the number of keys in memory.
func (p *PerKey) Len() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.buckets)
}
