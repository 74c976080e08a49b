package ratelimit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// startRedis 在 unix socket 上起一个真的 redis-server；没装就跳过。
func startRedis(t *testing.T) (dial func() *conn) {
	t.Helper()
	bin, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("没有 redis-server，跳过真机测试")
	}
	dir, err := os.MkdirTemp("", "zk") // t.TempDir 的路径可能超过 unix socket 的长度上限
	if err != nil {
		t.Fatal(err)
	}
	sock := filepath.Join(dir, "s")
	cmd := exec.Command(bin, "--port", "0", "--unixsocket", sock, "--save", "", "--dir", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	})
	lines := bufio.NewScanner(out)
	for ready := false; !ready; {
		if !lines.Scan() {
			t.Fatal("redis-server 没有启动")
		}
		ready = strings.Contains(lines.Text(), "eady to accept connections")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return func() *conn {
		c, err := net.Dial("unix", sock)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return &conn{c, bufio.NewReader(c)}
	}
}

// conn 是够测试用的 RESP2 客户端。
type conn struct {
	net.Conn
	r *bufio.Reader
}

func (c *conn) do(args ...any) (any, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(args))
	for _, a := range args {
		s := fmt.Sprint(a)
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(s), s)
	}
	if _, err := io.WriteString(c, b.String()); err != nil {
		return nil, err
	}
	return c.reply()
}

func (c *conn) reply() (any, error) {
	line, err := c.r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	line = strings.TrimRight(line, "\r\n")
	switch body := line[1:]; line[0] {
	case '+':
		return body, nil
	case '-':
		return nil, errors.New(body)
	case ':':
		return strconv.ParseInt(body, 10, 64)
	case '$':
		n, _ := strconv.Atoi(body)
		if n < 0 {
			return nil, nil
		}
		buf := make([]byte, n+2)
		_, err := io.ReadFull(c.r, buf)
		return string(buf[:n]), err
	case '*':
		n, _ := strconv.Atoi(body)
		list := make([]any, n)
		for i := range list {
			if list[i], err = c.reply(); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	return nil, fmt.Errorf("bad reply %q", line)
}

func (c *conn) must(t *testing.T, args ...any) any {
	t.Helper()
	v, err := c.do(args...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const hour = 3_600_000_000 // 微秒

// 8 个连接同时抢 5 个令牌（一小时才补一个）：不多不少，正好 5 次放行。
func TestRedisTokenBucket(t *testing.T) {
	dial := startRedis(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	passed := int64(0)
	for range 8 {
		c := dial()
		wg.Go(func() {
			for range 10 {
				v, err := c.do("EVAL", TokenBucketLua, 1, "rl:{u1}", hour, 5)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				passed += v.([]any)[0].(int64)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if passed != 5 {
		t.Fatalf("放行 %d 次", passed)
	}

	c := dial()
	last := c.must(t, "HGET", "rl:{u1}", "at").(string)
	at, _ := strconv.ParseInt(last, 10, 64)
	c.must(t, "HSET", "rl:{u1}", "at", at-2*hour-hour/2) // 不等两个半小时，把时间戳拨回去
	for i, want := range []int64{1, 1, 0} {
		if got := c.must(t, "EVAL", TokenBucketLua, 1, "rl:{u1}", hour, 5).([]any); got[0] != want {
			t.Fatalf("补充之后第 %d 次：%v", i+1, got)
		}
	}
	if ttl := c.must(t, "PTTL", "rl:{u1}").(int64); ttl <= 0 || ttl > 5*hour/1000 {
		t.Fatalf("TTL %d ms", ttl)
	}
}

// 小数令牌在一次次读写之间不丢。
func TestRedisTokenBucketKeepsFraction(t *testing.T) {
	c := startRedis(t)()
	c.must(t, "EVAL", TokenBucketLua, 1, "k", hour, 1)
	for i, want := range []int64{0, 1} {
		at, _ := strconv.ParseInt(c.must(t, "HGET", "k", "at").(string), 10, 64)
		c.must(t, "HSET", "k", "at", at-hour*6/10) // 两次各过去 0.6 个令牌的时间
		got := c.must(t, "EVAL", TokenBucketLua, 1, "k", hour, 1).([]any)
		if got[0] != want {
			t.Fatalf("第 %d 次：%v", i+1, got)
		}
		if wait := got[1].(int64); (want == 0) != (wait > 0 && wait <= hour*4/10) {
			t.Fatalf("要等 %d 微秒", wait)
		}
	}
}

// 先 INCR、等于 1 时再 EXPIRE：在两条命令之间崩一次，这个用户就永远被限。
func TestIncrThenExpireLeaks(t *testing.T) {
	c := startRedis(t)()
	naive := func(key string, crash bool) int64 {
		n := c.must(t, "INCR", key).(int64)
		if n == 1 && !crash {
			c.must(t, "EXPIRE", key, 1)
		}
		return n
	}
	naive("naive", true)
	c.must(t, "INCR", "script") // 同样留下一个没有过期时间的计数
	for range 10 {
		naive("naive", false)
		c.must(t, "EVAL", WindowLua, 1, "script", 1000)
	}
	if ttl := c.must(t, "PTTL", "naive"); ttl != int64(-1) {
		t.Fatalf("naive 的 TTL 是 %v", ttl)
	}
	if ttl := c.must(t, "PTTL", "script").(int64); ttl < 0 {
		t.Fatal("脚本应当补上过期时间")
	}
}
