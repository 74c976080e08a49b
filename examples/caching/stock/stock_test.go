package stock

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"zhiku.example/internal/redistest"
)

// 16 个连接抢 100 件，每次 3 件：恰好卖出 33 次，剩 1 件。
func TestNoOversell(t *testing.T) {
	dial := redistest.Start(t)
	dial().Must(t, "SET", "stock:{1}", 100)
	var sold atomic.Int64
	var wg sync.WaitGroup
	for w := range 16 {
		c := dial()
		wg.Go(func() {
			for i := range 20 {
				got, err := Deduct(t.Context(), c, 1, fmt.Sprint(w, "-", i), 3)
				if err != nil {
					t.Error(err)
				}
				if got == 1 {
					sold.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if left := dial().Must(t, "GET", "stock:{1}"); sold.Load() != 33 || left != "1" {
		t.Fatalf("卖出 %d 次，剩 %v", sold.Load(), left)
	}
}

// 重试、取消、先取消后扣、键不在、数量不对，各自的结果。
func TestDeductAndGiveBack(t *testing.T) {
	c := redistest.Start(t)()
	c.Must(t, "SET", "stock:{1}", 5)
	for i, s := range []struct {
		order string
		qty   int // 0 是归还
		want  int64
		left  string
	}{
		{"a", 3, 1, "2"},
		{"a", 3, 2, "2"},  // 重试
		{"b", 3, 0, "2"},  // 不够
		{"a", 0, 3, "5"},  // 取消
		{"a", 0, 0, "5"},  // 再取消一次
		{"a", 3, -2, "5"}, // 取消之后才到的扣减
		{"c", 0, 0, "5"},  // 取消先到
		{"c", 2, -2, "5"},
	} {
		var got int64
		var err error
		if s.qty > 0 {
			got, err = Deduct(t.Context(), c, 1, s.order, s.qty)
		} else {
			got, err = GiveBack(t.Context(), c, 1, s.order)
		}
		if left := c.Must(t, "GET", "stock:{1}"); err != nil || got != s.want || left != s.left {
			t.Fatalf("第 %d 步：%d，剩 %v，%v", i+1, got, left, err)
		}
	}
	_, _ = Deduct(t.Context(), c, 1, "late", 1)
	c.Must(t, "DEL", "stock:{1}") // 活动结束
	if got, _ := GiveBack(t.Context(), c, 1, "late"); got != 1 || c.Must(t, "EXISTS", "stock:{1}") != int64(0) {
		t.Fatal("归还不该造出一个没有过期时间的库存")
	}
	if got, _ := Deduct(t.Context(), c, 2, "a", 1); got != -1 {
		t.Fatalf("没有的库存：%d", got)
	}
	if _, err := Deduct(t.Context(), c, 1, "d", -5); err == nil {
		t.Fatal("负数会变成加库存，必须拒绝")
	}
}

// 流里的每一条都落库，重复投递不多扣；两边最后相等。
func TestLogReachesTheDatabase(t *testing.T) {
	c := redistest.Start(t)()
	c.Must(t, "SET", "stock:{1}", 10)
	for i := range 4 {
		_, _ = Deduct(t.Context(), c, 1, fmt.Sprint(i), 3) // 第四单不够
	}
	_, _ = GiveBack(t.Context(), c, 1, "0")
	db := Ledger{Left: 10}
	for range 2 { // 消费者崩溃，整段重放
		for _, e := range c.Must(t, "XRANGE", "stock:{1}:log", "-", "+").([]any) {
			fields := e.([]any)[1].([]any) // order、订单号、delta、数量
			delta, _ := strconv.ParseInt(fields[3].(string), 10, 64)
			if !db.Apply(fields[1].(string), delta) {
				t.Fatalf("%v 落不了库", fields)
			}
		}
	}
	if left := c.Must(t, "GET", "stock:{1}"); left != fmt.Sprint(db.Left) || db.Left != 4 {
		t.Fatalf("Redis %v，数据库 %d", left, db.Left)
	}
}

// 故障切换丢了一次扣减，Redis 多放进来一单：数据库的条件挡住它。
func TestDatabaseGuard(t *testing.T) {
	db := Ledger{Left: 1}
	if !db.Apply("1", -1) || db.Apply("2", -1) || db.Left != 0 {
		t.Fatalf("剩 %d", db.Left)
	}
}

// 集群里，一段脚本的键必须在同一个槽。
func TestKeysShareASlot(t *testing.T) {
	c := redistest.Start(t, "--cluster-enabled", "yes")()
	c.Must(t, "CLUSTER", "ADDSLOTSRANGE", 0, 16383)
	slots := map[any]bool{}
	for _, k := range keys(1) {
		slots[c.Must(t, "CLUSTER", "KEYSLOT", k)] = true
	}
	if len(slots) != 1 {
		t.Fatalf("分在 %d 个槽", len(slots))
	}
	_, err := c.Do(t.Context(), "EVAL", "return 1", 2, "stock:1", "stock:1:orders") // 没有花括号
	if err == nil || !strings.HasPrefix(err.Error(), "CROSSSLOT") {
		t.Fatal(err)
	}
}
