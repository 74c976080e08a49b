// Package redistest 为测试启动真的 redis-server；没装就跳过。
package redistest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Start 在 unix socket 上起一个不落盘的 redis-server，返回连到它的函数。
func Start(t *testing.T, flags ...string) (dial func() *Conn) {
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
	cmd := exec.Command(bin, append([]string{"--port", "0", "--unixsocket", sock, "--save", "", "--dir", dir}, flags...)...)
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
	return func() *Conn {
		c, err := net.Dial("unix", sock)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return &Conn{c, bufio.NewReader(c)}
	}
}

// Conn 是够测试用的 RESP2 客户端，一次只给一个 goroutine 用。
type Conn struct {
	net.Conn
	r *bufio.Reader
}

// Do 发一条命令，等它的回复。
func (c *Conn) Do(_ context.Context, args ...any) (any, error) {
	if err := c.Send(args...); err != nil {
		return nil, err
	}
	return c.Reply()
}

// Send 只发不等，配合 Reply 就是 pipeline。
func (c *Conn) Send(args ...any) error {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(args))
	for _, a := range args {
		s := fmt.Sprint(a)
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(s), s)
	}
	_, err := io.WriteString(c, b.String())
	return err
}

// Reply 读下一条回复：int64、string、nil（没有）或 []any；错误回复变成 error。
func (c *Conn) Reply() (any, error) {
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
		if n < 0 {
			return nil, nil
		}
		list := make([]any, n)
		for i := range list {
			v, err := c.Reply()
			if err != nil {
				v = err // EXEC 的回复里，一条失败不影响别的
			}
			list[i] = v
		}
		return list, nil
	}
	return nil, fmt.Errorf("bad reply %q", line)
}

// Must 发一条命令，出错就让测试失败。
func (c *Conn) Must(t *testing.T, args ...any) any {
	t.Helper()
	v, err := c.Do(t.Context(), args...)
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return v
}
