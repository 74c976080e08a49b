package scatter

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// shardsOf spreads rows with many equal times over n shards; each shard keeps insertion order.
func shardsOf(rows, n int) [][]Row {
	out := make([][]Row, n)
	for i := range rows {
		r := Row{Created: int64(i / 3), ID: int64(i)}
		s := i * 7 % n
		out[s] = append(out[s], r)
	}
	return out
}

func sorted(rows []Row) []Row { return slices.SortedFunc(slices.Values(rows), Newer) }

func head(rows []Row, n int) []Row { return rows[:min(n, len(rows))] }

// after is WHERE (created, id) < (?, ?) ORDER BY created DESC, id DESC LIMIT n.
func after(rows []Row, last *Row, n int) []Row {
	rows = sorted(rows)
	if last != nil {
		i, found := slices.BinarySearchFunc(rows, *last, Newer)
		if found {
			i++
		}
		rows = rows[i:]
	}
	return head(rows, n)
}

// --8<-- [start:lose]

// 每片 LIMIT 10 却不排序，最新的行早就被扔掉了，在内存里排得再好也没用。
func TestLimitWithoutOrderLosesRows(t *testing.T) {
	shards := shardsOf(1000, 8)
	want := head(sorted(slices.Concat(shards...)), 10)
	var loose, strict [][]Row
	for _, s := range shards {
		loose = append(loose, sorted(head(s, 10)))   // LIMIT 10
		strict = append(strict, head(sorted(s), 10)) // ORDER BY ... LIMIT 10
	}
	if got := TopN(strict, 10); !slices.Equal(got, want) {
		t.Errorf("各片先排序再取：%v", got)
	}
	if slices.ContainsFunc(TopN(loose, 10), func(r Row) bool { return slices.Contains(want, r) }) {
		t.Error("各片随便取 10 行，本该一行也对不上")
	}
}

// --8<-- [end:lose]

// --8<-- [start:pages]

// 第 50 页，每页 20 行，8 片：OFFSET 要各片取 50 × 20 行再扔掉，游标各片只取 20 行。
func TestCursorReadsOnePagePerShard(t *testing.T) {
	shards := shardsOf(4000, 8)
	all := sorted(slices.Concat(shards...))
	var last *Row
	perPage := 0
	for page := range 50 {
		perPage = 0
		var lists [][]Row
		for _, s := range shards {
			lists = append(lists, after(s, last, 20))
			perPage += len(lists[len(lists)-1])
		}
		got := TopN(lists, 20)
		if want := all[page*20 : (page+1)*20]; !slices.Equal(got, want) {
			t.Fatalf("第 %d 页：%v", page+1, got)
		}
		last = &got[len(got)-1]
	}
	byOffset := 0
	for _, s := range shards {
		byOffset += len(head(s, 50*20))
	}
	if perPage != 160 || byOffset != 4000 {
		t.Errorf("游标读 %d 行，OFFSET 读 %d 行", perPage, byOffset)
	}
}

// --8<-- [end:pages]

// --8<-- [start:twice]

// “二次查询法”取全局的第 x 到 x+page 行：各片先从 x/N 取一页，最小的一行记作 least，再查第二次。
// 第二次若只查到各片第一次的末行（网上的写法），有的片会漏掉一段；要各片从 least 起取够 x-排名+page 行。
func twice(shards [][]Row, x, page int, enough bool) []Row {
	var least Row
	ends := make([]Row, len(shards))
	for i, s := range shards {
		first := s[x/len(shards):][:page]
		ends[i] = first[page-1]
		if i == 0 || Newer(first[0], least) < 0 {
			least = first[0]
		}
	}
	rank, starts := 0, make([]int, len(shards)) // least 在各片、在全局的排名
	for i, s := range shards {
		starts[i], _ = slices.BinarySearchFunc(s, least, Newer)
		rank += starts[i]
	}
	var lists [][]Row
	for i, s := range shards {
		if enough {
			lists = append(lists, head(s[starts[i]:], x-rank+page))
		} else {
			end, _ := slices.BinarySearchFunc(s, ends[i], Newer)
			lists = append(lists, s[starts[i]:end+1])
		}
	}
	return TopN(lists, x-rank+page)[x-rank:]
}

func TestTwoQueryPagingNeedsEnoughRows(t *testing.T) {
	even := shardsOf(2000, 2)
	var skewed [][]Row // 新的一半全在 0 号片
	for _, s := range [][2]int{{1000, 2000}, {0, 1000}} {
		var rows []Row
		for i := s[0]; i < s[1]; i++ {
			rows = append(rows, Row{Created: int64(i), ID: int64(i)})
		}
		skewed = append(skewed, rows)
	}
	for name, shards := range map[string][][]Row{"匀": even, "斜": skewed} {
		for i := range shards {
			shards[i] = sorted(shards[i])
		}
		want := sorted(slices.Concat(shards...))[100:110]
		if got := twice(shards, 100, 10, true); !slices.Equal(got, want) {
			t.Errorf("%s，取够：%v", name, got)
		}
		if got := twice(shards, 100, 10, false); slices.Equal(got, want) != (name == "匀") {
			t.Errorf("%s，只查到末行：%v", name, got)
		}
	}
}

// --8<-- [end:twice]

// --8<-- [start:bounded]
func TestGatherIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hosts := [][]int{{0, 1, 2, 3, 4, 5, 6, 7}, {8, 9, 10, 11, 12, 13, 14, 15}}
		var (
			mu            sync.Mutex
			running, most int
		)
		count := func(n int) { mu.Lock(); running += n; most = max(most, running); mu.Unlock() }
		start := time.Now()
		got, err := Gather(t.Context(), hosts, 2, func(_ context.Context, shard int) (int, error) {
			count(1)
			defer count(-1)
			time.Sleep(10 * time.Millisecond) // synctest 的假时间，不真的等
			return shard, nil
		})
		if err != nil || len(got) != 16 || got[13] != 13 {
			t.Errorf("%v %v", got, err)
		}
		// 每台 8 片，一次 2 片，正好 4 轮；两台同时走。
		if took := time.Since(start); took != 40*time.Millisecond || most != 4 {
			t.Errorf("用了 %v，最多同时 %d 条", took, most)
		}
	})
}

// --8<-- [end:bounded]

func TestGatherFailsWhole(t *testing.T) {
	broken := errors.New("shard 3 is down")
	got, err := Gather(t.Context(), [][]int{{0, 1, 2, 3}, {4, 5, 6, 7}}, 2, func(ctx context.Context, shard int) (int, error) {
		if shard == 3 {
			return 0, broken
		}
		return shard, ctx.Err()
	})
	if got != nil || !errors.Is(err, broken) {
		t.Errorf("%v %v", got, err)
	}
}

// --8<-- [start:aggregate]

// 平均数不能再平均；去重计数不能相加。
func TestAggregates(t *testing.T) {
	a, b := []int{100}, []int{10, 10, 10} // 两片的金额
	sum := func(v []int) (s int) {
		for _, n := range v {
			s += n
		}
		return s
	}
	wrong := (float64(sum(a))/float64(len(a)) + float64(sum(b))/float64(len(b))) / 2
	right := float64(sum(a)+sum(b)) / float64(len(a)+len(b))
	if wrong != 55 || right != 32.5 {
		t.Errorf("错 %v，对 %v", wrong, right)
	}
	x, y := map[string]bool{"苹果": true, "梨": true}, map[string]bool{"苹果": true}
	union := map[string]bool{}
	for _, m := range []map[string]bool{x, y} {
		for k := range m {
			union[k] = true
		}
	}
	if len(x)+len(y) != 3 || len(union) != 2 {
		t.Error("去重计数要合并集合，不能相加")
	}
}

// --8<-- [end:aggregate]
