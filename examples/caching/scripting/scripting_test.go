package scripting

import (
	"strings"
	"testing"

	"zhiku.example/internal/redistest"
)

func wrongType(err any) bool {
	e, ok := err.(error)
	return ok && strings.HasPrefix(e.Error(), "WRONGTYPE")
}

// pipeline 只是攒着发：两条命令之间，别人的命令照样能插进来。
func TestPipelineIsNotAtomic(t *testing.T) {
	dial := redistest.Start(t)
	a, b := dial(), dial()
	_ = a.Send("SET", "k", 1) // 一批发到一半，
	if _, err := a.Reply(); err != nil {
		t.Fatal(err)
	}
	b.Must(t, "SET", "k", 9) // 服务器先处理了别人的，
	_ = a.Send("INCR", "k")  // 才轮到后一半。
	if v, _ := a.Reply(); v != int64(10) {
		t.Fatal(v)
	}
}

// 一条失败不影响其他条，pipeline、事务都一样；事务只保证中间不插队。
func TestNoRollback(t *testing.T) {
	dial := redistest.Start(t)
	c, other := dial(), dial()
	c.Must(t, "SET", "s", "abc")
	c.Must(t, "MULTI")
	c.Must(t, "SET", "before", 1)
	c.Must(t, "LPUSH", "s", 1) // 运行时才会错
	c.Must(t, "SET", "after", 1)
	if other.Must(t, "EXISTS", "before") != int64(0) {
		t.Fatal("EXEC 之前只是排队")
	}
	got := c.Must(t, "EXEC").([]any)
	if got[0] != "OK" || !wrongType(got[1]) || got[2] != "OK" {
		t.Fatalf("%v", got)
	}
}

// 入队时就错（命令名、参数个数），整个事务不执行。
func TestQueueErrorAborts(t *testing.T) {
	c := redistest.Start(t)()
	c.Must(t, "MULTI")
	c.Must(t, "SET", "k", 1)
	if _, err := c.Do(t.Context(), "SET", "k"); err == nil {
		t.Fatal("参数个数不对")
	}
	if _, err := c.Do(t.Context(), "EXEC"); err == nil || !strings.HasPrefix(err.Error(), "EXECABORT") {
		t.Fatal(err)
	}
	if c.Must(t, "EXISTS", "k") != int64(0) {
		t.Fatal("不该执行")
	}
}

// 脚本出错也不回滚：前面写的留下了。
func TestScriptDoesNotRollBack(t *testing.T) {
	c := redistest.Start(t)()
	c.Must(t, "SET", "from", 100)
	c.Must(t, "LPUSH", "to", "x")
	const careless = `redis.call('DECRBY', KEYS[1], 30); redis.call('INCRBY', KEYS[2], 30); return 1`
	if _, err := c.Do(t.Context(), "EVAL", careless, 2, "from", "to"); !wrongType(err) {
		t.Fatal(err)
	}
	if left := c.Must(t, "GET", "from"); left != "70" {
		t.Fatalf("扣掉的 30 应当丢了：%v", left)
	}
	c.Must(t, "SET", "from", 100)
	if _, err := c.Do(t.Context(), "EVAL", TransferLua, 2, "from", "to", 30); !wrongType(err) {
		t.Fatal(err)
	}
	if left := c.Must(t, "GET", "from"); left != "100" {
		t.Fatalf("先查后写，不该动：%v", left)
	}
}

func TestTransfer(t *testing.T) {
	c := redistest.Start(t)()
	c.Must(t, "SET", "{p}a", 50)
	do := func(from, to string, n any) any { return c.Must(t, "EVAL", TransferLua, 2, from, to, n) }
	for i, got := range []any{do("{p}a", "{p}b", 30), do("{p}a", "{p}b", 30), do("{p}none", "{p}b", 1)} {
		if want := []int64{1, 0, 0}[i]; got != want {
			t.Fatalf("第 %d 次：%v", i+1, got)
		}
	}
	if a, b := c.Must(t, "GET", "{p}a"), c.Must(t, "GET", "{p}b"); a != "20" || b != "30" {
		t.Fatal(a, b)
	}
	for _, to := range []string{"1.5", "007", "-0", ""} { // INCRBY 会失败，要在扣之前发现
		c.Must(t, "SET", "{p}odd", to)
		if _, err := c.Do(t.Context(), "EVAL", TransferLua, 2, "{p}b", "{p}odd", 1); err == nil || c.Must(t, "GET", "{p}b") != "30" {
			t.Fatalf("转入方是 %q，应当一分不扣", to)
		}
	}
	for _, bad := range []any{-5, "x", 1.5, 0, "1e3", "1000000000000000"} {
		if _, err := c.Do(t.Context(), "EVAL", TransferLua, 2, "{p}b", "{p}a", bad); err == nil {
			t.Fatalf("%v 应当被拒绝", bad)
		}
	}
}

// 脚本缓存会丢：SCRIPT FLUSH、重启、切换之后，EVALSHA 报 NOSCRIPT，要退回 EVAL。
func TestNoScript(t *testing.T) {
	c := redistest.Start(t)()
	sha := c.Must(t, "SCRIPT", "LOAD", "return 1")
	if c.Must(t, "EVALSHA", sha, 0) != int64(1) {
		t.Fatal("装过就能用")
	}
	c.Must(t, "SCRIPT", "FLUSH")
	if _, err := c.Do(t.Context(), "EVALSHA", sha, 0); err == nil || !strings.HasPrefix(err.Error(), "NOSCRIPT") {
		t.Fatal(err)
	}
}

// 脚本返回的小数被截断，表在第一个 nil 处断掉。
func TestReplyConversion(t *testing.T) {
	c := redistest.Start(t)()
	if v := c.Must(t, "EVAL", "return 3.9", 0); v != int64(3) {
		t.Fatal(v)
	}
	if v := c.Must(t, "EVAL", "return {1, nil, 3}", 0).([]any); len(v) != 1 {
		t.Fatal(v)
	}
}
