package webhook

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// Delivery is one frozen request: the id and the bytes stay the same over all attempts.
type Delivery struct {
	ID      string
	URL     string
	Body    []byte
	Attempt int // 已经失败过几次
}

// Verdict is what to do after an attempt.
type Verdict int

// Verdicts.
const (
	Delivered Verdict = iota
	Retry
	Disable // 对方说不要了
	GiveUp  // 时间表用完：标记失败，等人重放
)

// Schedule are the delays before the next attempts, as in the example of Standard Webhooks 1.0.0.
var Schedule = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// --8<-- [start:deliver]

// Deliver 发一次，并说下一步：成功、何时再试、停用，还是放弃。
func Deliver(ctx context.Context, c *http.Client, d Delivery, secret []byte, now time.Time) (Verdict, time.Duration) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(d.Body))
	if err != nil {
		return GiveUp, 0
	}
	req.Header.Set("content-type", "application/json")
	req.Header.Set("webhook-id", d.ID)                                     // 重试不变：对方靠它去重
	req.Header.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10)) // 每次尝试都是新的
	req.Header.Set("webhook-signature", Sign(secret, d.ID, now, d.Body))
	resp, err := c.Do(req)
	if err != nil {
		return next(d.Attempt, 0) // 超时也算失败：对方可能已经处理，所以会重复
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10) // 只为复用连接；不信任对方的长度
	switch {
	case resp.StatusCode/100 == 2:
		return Delivered, 0
	case resp.StatusCode == http.StatusGone:
		return Disable, 0
	}
	after, _ := strconv.Atoi(resp.Header.Get("retry-after")) // 只认秒数；写成日期的当作没有
	return next(d.Attempt, time.Duration(after)*time.Second)
}

func next(attempt int, atLeast time.Duration) (Verdict, time.Duration) {
	if attempt >= len(Schedule) {
		return GiveUp, 0
	}
	wait := Schedule[attempt]
	wait += rand.N(wait/4 + 1)                          // 抖动，别让一次故障之后的重试撞在一起
	return Retry, max(wait, min(atLeast, 24*time.Hour)) // 上限：别让对方把重试推到无限远
}

// --8<-- [end:deliver]

// --8<-- [start:guard]

// NewClient 的检查放在拨号处：域名已经解析成地址，换解析结果（DNS rebinding）也绕不过去。
func NewClient(timeout time.Duration, allowed func(netip.Addr) bool) *http.Client {
	dialer := &net.Dialer{
		Timeout: 5 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			ap, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			if !allowed(ap.Addr()) {
				return fmt.Errorf("webhook: %s is not a public address", ap.Addr())
			}
			return nil
		},
	}
	return &http.Client{
		Timeout:   timeout, // 含读响应体
		Transport: &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse // 不跟随跳转：3xx 就是失败
		},
	}
}

// Public 只放行公网单播地址。
func Public(a netip.Addr) bool {
	// 带区域的地址不属于任何 Prefix，不去掉就能混过下面的名单。
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() { // 前者排除了回环、链路本地（含云的元数据地址）、组播
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// 还能通到内部的其余网段：“本网络”、运营商级 NAT、协议保留、测试、保留，旧的站点本地，
// 以及能包住 IPv4 的几种：IPv4 兼容、NAT64、Teredo、6to4。
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

// --8<-- [end:guard]
