package balance

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestRoundRobinCountsEvenlyUnderConcurrency(t *testing.T) {
	rr := NewRoundRobin()
	var mu sync.Mutex
	got := map[int]int{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 300 {
				i := rr.Pick(3)
				mu.Lock()
				got[i]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if got[0] != 800 || got[1] != 800 || got[2] != 800 {
		t.Fatal(got)
	}
}

func TestRoundRobinsDoNotAllStartAtOneNode(t *testing.T) {
	first := map[int]bool{}
	for range 20 {
		first[NewRoundRobin().Pick(1000)] = true
	}
	if len(first) < 2 {
		t.Fatal("都从同一个节点开始")
	}
}

func picks(s *Smooth, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(s.Pick())
	}
	return b.String()
}

// --8<-- [start:sequence]
func TestSmoothSpreadsTheHeavyNode(t *testing.T) {
	var s Smooth
	s.Add("a", 5)
	s.Add("b", 1)
	s.Add("c", 1)
	if got := picks(&s, 7); got != "aabacaa" { // 不是 aaaaabc
		t.Fatal(got)
	}
	if got := picks(&s, 7); got != "aabacaa" { // 一轮 7 次之后，从头再来
		t.Fatal(got)
	}
}

// --8<-- [end:sequence]

// 任意权重：一轮（总权重次）里每个节点恰好被选“权重”次，分数回到 0。
func TestSmoothIsExactInEveryCycle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var s Smooth
		total := 0
		for i := range 2 + r.IntN(5) {
			w := 1 + r.IntN(9)
			total += w
			s.Add(string(rune('a'+i)), w)
		}
		got := picks(&s, total)
		for _, n := range s.nodes {
			if c := strings.Count(got, n.name); c != n.weight || n.current != 0 {
				t.Fatalf("%s：选了 %d 次，权重 %d，剩余分 %d", n.name, c, n.weight, n.current)
			}
		}
	}
}

// 权重变动有上下限；恢复之后比例也恢复。
func TestWeightRecoversOnlyIfItNeverReachesZero(t *testing.T) {
	var s Smooth
	s.Add("a", 8)
	s.Add("b", 8)
	for range 20 {
		s.Report("a", false)
	}
	if got := strings.Count(picks(&s, 90), "a"); got != 10 { // 1 比 8
		t.Fatalf("出错的节点分到 %d/90", got)
	}
	for range 20 {
		s.Report("a", true)
	}
	picks(&s, 160)
	if got := strings.Count(picks(&s, 160), "a"); got != 80 {
		t.Fatalf("恢复之后分到 %d/160", got)
	}
}

// --8<-- [start:choices]
// 1000 个请求落到 100 个节点，都还没有结束：最忙的节点有几个？
func TestTwoChoicesBeatOne(t *testing.T) {
	busiest := func(pick func(Load, *rand.Rand) int) (worst int64) {
		r := rand.New(rand.NewPCG(1, 1))
		load := make(Load, 100)
		for range 1000 {
			load[pick(load, r)].Add(1)
		}
		for i := range load {
			worst = max(worst, load[i].Load())
		}
		return worst
	}
	one, two := busiest(Load.Random), busiest(Load.PowerOfTwo)
	t.Logf("平均 10；随机最忙 %d，二选一最忙 %d", one, two)
	if one < 15 || two > 13 {
		t.Fatalf("随机 %d，二选一 %d", one, two)
	}
}

// --8<-- [end:choices]

// 看的两个必须不同：只有两个节点时，忙的那个不会被选中。
func TestPowerOfTwoLooksAtTwoDifferentNodes(t *testing.T) {
	load := make(Load, 2)
	load[0].Store(5)
	r := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		if load.PowerOfTwo(r) == 0 {
			t.Fatal("选了忙的那个")
		}
	}
}

func TestPowerOfTwoWithOneNode(t *testing.T) {
	if n := make(Load, 1).PowerOfTwo(rand.New(rand.NewPCG(1, 1))); n != 0 {
		t.Fatal(n)
	}
}

// 出错最快的节点在途数最少，于是吸走的流量远超它的一份。
func TestFastErrorsAttractTraffic(t *testing.T) {
	share := func(countErrors bool) int {
		r := rand.New(rand.NewPCG(3, 4))
		load := make(Load, 10)
		type done struct{ at, node int }
		var running []done
		bad := 0
		for now := range 4000 { // 每一刻来一个请求；正常要 20 刻，坏节点 1 刻就报错
			running = slices.DeleteFunc(running, func(d done) bool {
				if d.at <= now {
					load[d.node].Add(-1)
				}
				return d.at <= now
			})
			n := load.PowerOfTwo(r)
			load[n].Add(1)
			took := 20
			if n == 0 {
				bad++
				if took = 1; countErrors {
					took = 200 // 报错后，名额过一会儿再还
				}
			}
			running = append(running, done{now + took, n})
		}
		return bad * 100 / 4000
	}
	plain, punished := share(false), share(true)
	t.Logf("10 个节点里坏的 1 个分到：只看在途数 %d%%，出错算作占用 %d%%", plain, punished)
	if plain < 18 || punished > 2 {
		t.Fatalf("%d%%、%d%%", plain, punished)
	}
}

func nodes(n int) []string {
	s := make([]string, n)
	for i := range s {
		s[i] = fmt.Sprintf("node-%d", i)
	}
	return s
}

// --8<-- [start:moved]
// 10 个节点加 1 个，有多少 key 换了地方？
func TestAddingANodeMovesFewKeys(t *testing.T) {
	const keys = 20000
	before, after := NewRing(160, nodes(10)...), NewRing(160, nodes(11)...)
	ring, modulo := 0, 0
	for i := range keys {
		k := fmt.Sprint("user-", i)
		if b := after.Pick(k); b != before.Pick(k) {
			ring++
			if b != "node-10" {
				t.Fatal("搬动的 key 只应去新节点")
			}
		}
		if hash(k)%10 != hash(k)%11 {
			modulo++
		}
	}
	t.Logf("换了地方的：一致性哈希 %.1f%%，取模 %.1f%%", 100*float64(ring)/keys, 100*float64(modulo)/keys)
	if ring > keys*13/100 || modulo < keys*88/100 {
		t.Fatalf("环 %d，取模 %d", ring, modulo)
	}
}

// --8<-- [end:moved]

func TestVirtualNodesEvenOut(t *testing.T) {
	// 一个环的结果全凭运气，所以换 20 组节点名，取平均。
	const rings, keys = 20, 2000
	peak := func(replicas int) float64 {
		sum := 0
		for ring := range rings {
			names := make([]string, 10)
			for i := range names {
				names[i] = fmt.Sprintf("rack-%d-node-%d", ring, i)
			}
			r := NewRing(replicas, names...)
			count := map[string]int{}
			top := 0
			for i := range keys {
				n := r.Pick(fmt.Sprint("user-", i))
				count[n]++
				top = max(top, count[n])
			}
			sum += top
		}
		return float64(sum) / rings / (keys / 10)
	}
	one, many := peak(1), peak(160)
	t.Logf("最忙的节点是平均的几倍：1 个点 %.2f，160 个点 %.2f", one, many)
	if one < 2.3 || many > 1.3 {
		t.Fatalf("%.2f、%.2f", one, many)
	}
}

// 一个热点 key 占一半请求：普通的环全压在一个节点上，有界的环最多 1.25 倍平均。
func TestBoundedLoadCapsAHotKey(t *testing.T) {
	b := &Bounded{Ring: NewRing(160, nodes(10)...), Load: map[string]int{}, Nodes: 10, Slack: 1.25}
	for i := range 1000 {
		key := "hot"
		if i%2 == 0 {
			key = fmt.Sprint("user-", i)
		}
		b.Pick(key)
	}
	for n, l := range b.Load {
		if l > 125 {
			t.Fatalf("%s 有 %d 个，上限 125", n, l)
		}
	}
	b.Done(b.Pick("hot"))
	if b.total != 1000 {
		t.Fatal(b.total)
	}
}

func TestRandomSubsetIsUneven(t *testing.T) {
	// 100 个客户端各自随机挑 10 个后端（共 50 个）：后端收到的连接数并不相等。
	r := rand.New(rand.NewPCG(5, 6))
	conns := make([]int, 50)
	for range 100 {
		for _, b := range r.Perm(50)[:10] {
			conns[b]++
		}
	}
	t.Logf("平均 20 条连接，最少 %d，最多 %d", slices.Min(conns), slices.Max(conns))
	if slices.Max(conns) < 25 {
		t.Fatal("应当不均")
	}
}
