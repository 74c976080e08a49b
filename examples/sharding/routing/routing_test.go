package routing

import (
	"slices"
	"sync"
	"testing"
)

func even(hosts int) *Map {
	m := &Map{Version: 1}
	for i := range m.Host {
		m.Host[i] = i % hosts
	}
	return m
}

// --8<-- [start:moved]

// 4 台加到 5 台，2 万个键里有多少要换实例。
func TestMovedKeys(t *testing.T) {
	const keys = 20_000
	m := even(4)
	next, _ := m.Grow(5)
	ring4, ring5 := NewRing(4, 200), NewRing(5, 200)
	for _, c := range []struct {
		name     string
		from, to func(int64) int
		atLeast  int
		atMost   int
	}{
		{"散列后对实例数取模",
			func(k int64) int { return int(hash(uint64(k), 0) % 4) },
			func(k int64) int { return int(hash(uint64(k), 0) % 5) }, 15_600, 16_400},
		{"一致性哈希，200 个虚拟节点", ring4.Host, ring5.Host, 3_600, 4_400},
		{"480 个逻辑分片查表",
			func(k int64) int { return m.Host[Shard(k)] },
			func(k int64) int { return next.Host[Shard(k)] }, 3_800, 4_200},
	} {
		moved := 0
		for k := int64(0); k < keys; k++ {
			if c.from(k) != c.to(k) {
				moved++
			}
		}
		t.Logf("%s：%d", c.name, moved)
		if moved < c.atLeast || moved > c.atMost {
			t.Errorf("%s：%d 个键换了实例", c.name, moved)
		}
	}
}

// --8<-- [end:moved]

func TestEvenness(t *testing.T) {
	spread := func(hosts int, host func(int64) int) (least, most int) {
		count := make([]int, hosts)
		for k := int64(0); k < 20_000; k++ {
			count[host(k)]++
		}
		least, most = count[0], count[0]
		for _, n := range count {
			least, most = min(least, n), max(most, n)
		}
		return least, most
	}
	one, two := spread(4, NewRing(4, 1).Host)
	l, h := spread(4, NewRing(4, 200).Host)
	t.Logf("1 个虚拟节点 %d..%d，200 个 %d..%d", one, two, l, h)
	if h-l >= two-one {
		t.Error("虚拟节点应当让分布更匀")
	}
	m := even(4)
	l, h = spread(4, func(k int64) int { return m.Host[Shard(k)] })
	t.Logf("逻辑分片 %d..%d", l, h)
	if l < 4_800 || h > 5_200 {
		t.Errorf("逻辑分片 %d..%d", l, h)
	}
}

// --8<-- [start:growtest]

// 从 4 台加到 5 到 20 台：只往新实例搬，老实例之间不倒腾，搬完每台最多差一片。
func TestGrowMovesWholeShardsOnly(t *testing.T) {
	m := even(4)
	for hosts := 5; hosts <= 20; hosts++ {
		next, moved := m.Grow(hosts)
		count := make([]int, hosts)
		for i, h := range next.Host {
			if count[h]++; h != m.Host[i] && h < 4 {
				t.Errorf("%d 台：%d 号片在老实例之间搬了", hosts, i)
			}
		}
		if slices.Max(count)-slices.Min(count) > 1 {
			t.Errorf("%d 台：%v", hosts, count)
		}
		if hosts == 5 && len(moved) != 96 {
			t.Errorf("480 片里应当搬 96 片，得到 %d", len(moved))
		}
	}
}

// --8<-- [end:growtest]

// --8<-- [start:double]

// 取模翻倍：每个键要么原地不动，要么去“原来的号 + N”，没有第三种。
func TestDoubling(t *testing.T) {
	const n = 4
	stay := 0
	for k := int64(0); k < 20_000; k++ {
		h := hash(uint64(k), 0)
		before, after := int(h%n), int(h%(2*n))
		if after == before {
			stay++
		} else if after != before+n {
			t.Fatalf("%d 从 %d 去了 %d", k, before, after)
		}
	}
	if stay < 9_700 || stay > 10_300 {
		t.Errorf("留下 %d", stay)
	}
}

// --8<-- [end:double]

// --8<-- [start:genetest]
func TestOrderIDRoutesLikeItsUser(t *testing.T) {
	seen := map[int64]bool{}
	for seq := int64(1); seq <= 10_000; seq++ {
		user := seq * 7919 % 1009
		id := OrderID(seq, user)
		if ShardOfOrder(id) != Shard(user) || seen[id] {
			t.Fatalf("订单 %d，用户 %d", id, user)
		}
		seen[id] = true
	}
}

// --8<-- [end:genetest]

func TestUpdateNeverGoesBack(t *testing.T) {
	var r Router
	r.Update(even(4))
	var wg sync.WaitGroup
	for v := int64(2); v <= 100; v++ {
		wg.Go(func() {
			r.Update(&Map{Version: v})
			r.Host(v)
		})
	}
	wg.Wait()
	if _, v := r.Host(1); v != 100 {
		t.Errorf("版本 %d", v)
	}
	if r.Update(&Map{Version: 50}) {
		t.Error("旧版本不该生效")
	}
}
