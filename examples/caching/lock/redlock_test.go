package lock

import (
	"testing"
	"time"
)

// 五个节点，A 联系得上前三个，B 联系得上后三个；只有中间的 2 号两边都看得见。
func TestRedlock(t *testing.T) {
	const ttl = 10 * time.Second
	for _, c := range []struct {
		name   string
		hop    time.Duration   // A 联系每个节点花的时间
		after  func(n []*node) // A 拿到之后、B 来之前发生的事
		pause  time.Duration   // 以及过去的时间
		a, b   bool            // 谁认为自己拿到了
		atOnce bool            // B 拿到时，A 还认为自己拿着
	}{
		{name: "正常：多数派只有一个", hop: time.Millisecond, a: true},
		{name: "A 投票花的时间超过有效期：第三步发现了，不算拿到", hop: 4 * time.Second, b: true},
		{name: "2 号的钟往前跳过了有效期", hop: time.Millisecond, after: func(n []*node) { n[2].skew = ttl }, a: true, b: true, atOnce: true},
		{name: "2 号没有持久化，崩溃后立刻重启", hop: time.Millisecond, after: func(n []*node) { *n[2] = node{} }, a: true, b: true, atOnce: true},
		{name: "A 拿到之后停顿超过有效期，醒来仍以为拿着", hop: time.Millisecond, pause: ttl, a: true, b: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			nodes := make([]*node, 5)
			for i := range nodes {
				nodes[i] = new(node)
			}
			var now time.Duration
			left := redlock(&now, nodes, []int{0, 1, 2}, "A", ttl, c.hop)
			until := now + left
			if c.after != nil {
				c.after(nodes)
			}
			now += c.pause
			b := redlock(&now, nodes, []int{2, 3, 4}, "B", ttl, time.Millisecond) > 0
			if a := left > 0; a != c.a || b != c.b {
				t.Fatalf("A %v，B %v", a, b)
			}
			if atOnce := b && now < until; atOnce != c.atOnce {
				t.Fatalf("同时持有 %v", atOnce)
			}
		})
	}
}
