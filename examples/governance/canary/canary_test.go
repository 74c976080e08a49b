package canary

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

const people = 20_000

func chosen(r *Router) map[int]bool {
	out := make(map[int]bool)
	for id := range people {
		if r.New(fmt.Sprint(id)) {
			out[id] = true
		}
	}
	return out
}

func TestShareIsWhatWasAsked(t *testing.T) {
	r := &Router{Name: "new-checkout"}
	for _, slots := range []int64{0, 100, 1000, 5000, Slots} {
		r.Set(slots)
		want := float64(slots) / Slots
		got := float64(len(chosen(r))) / people
		if got < want-0.01 || got > want+0.01 {
			t.Errorf("%d slots: %.4f", slots, got)
		}
	}
}

// 1 % 里的人，放大到 10 % 之后都还在。
func TestGrowingOnlyAdds(t *testing.T) {
	r := &Router{Name: "new-checkout"}
	r.Set(100)
	first := chosen(r)
	r.Set(1000)
	second := chosen(r)
	for id := range first {
		if !second[id] {
			t.Fatalf("%d 被换掉了", id)
		}
	}
}

// 名字不同的实验，选中的人互不相干；漏了名字，倒霉的总是同一批。
func TestExperimentsAreIndependent(t *testing.T) {
	a, b := &Router{Name: "a"}, &Router{Name: "b"}
	a.Set(1000)
	b.Set(1000)
	both, inB := 0, chosen(b)
	for id := range chosen(a) {
		if inB[id] {
			both++
		}
	}
	if share := float64(both) / people; share < 0.007 || share > 0.013 { // 10 % × 10 %
		t.Errorf("两个都中的占 %.4f", share)
	}
}

// --8<-- [start:random]

// 按请求掷骰子：5 % 的比例，一个人发 20 个请求，大约 64 % 的人至少碰上一次新路径，而且来回切换。
func TestRandomPerRequestTouchesMostPeople(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	touched := 0
	for range people {
		hit := false
		for range 20 {
			hit = dice.IntN(Slots) < 500 || hit
		}
		if hit {
			touched++
		}
	}
	if share := float64(touched) / people; share < 0.62 || share > 0.66 {
		t.Errorf("%.3f", share)
	}
}

// --8<-- [end:random]

func TestJudge(t *testing.T) {
	rule := Rule{MinRequests: 5000, MaxWorse: 0.002, Z: 3, MinErrors: 10, Healthy: 0.01}
	for name, c := range map[string]struct {
		canary, control Stats
		want            Verdict
	}{
		"没有流量":         {Stats{0, 0}, Stats{90_000, 90}, Wait},
		"样本不够，没出错也不放大": {Stats{300, 0}, Stats{90_000, 90}, Wait},
		"一样好":          {Stats{5000, 5}, Stats{90_000, 90}, Advance},
		"明显坏，不等样本到齐":   {Stats{200, 40}, Stats{90_000, 90}, Rollback},
		"就错了一次":        {Stats{20, 1}, Stats{90_000, 90}, Wait},
		"只有一个请求，还错了":   {Stats{1, 1}, Stats{90_000, 90}, Wait}, // 标准误算出来几乎是 0，靠 MinErrors 挡住
		"略差，不能确定":      {Stats{5000, 20}, Stats{90_000, 90}, Wait},
		"下游坏了，两边一起错":   {Stats{5000, 1500}, Stats{90_000, 27_000}, Wait},
	} {
		if got := rule.Judge(c.canary, c.control); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// 300 个请求一个没错，只说明错误率大概率不到 1 %。
func TestZeroErrorsProveLittle(t *testing.T) {
	if got := Upper(300, 0.95); got < 0.0099 || got > 0.0100 {
		t.Errorf("%.5f", got)
	}
	if got := Upper(3000, 0.95); got < 0.00099 || got > 0.0010 {
		t.Errorf("%.6f", got)
	}
}

func TestRolloutClimbsAndStaysDown(t *testing.T) {
	router := &Router{Name: "x"}
	r := &Rollout{Router: router, Steps: []int64{100, 1000, Slots}}
	r.Start()
	for _, step := range []struct {
		verdict Verdict
		want    int64
	}{{Wait, 100}, {Advance, 1000}, {Rollback, 0}, {Advance, 0}, {Advance, 0}} {
		r.Observe(step.verdict)
		if got := router.threshold.Load(); got != step.want {
			t.Errorf("after %d: %d, want %d", step.verdict, got, step.want)
		}
	}
	r.Start()
	r.Observe(Advance)
	r.Observe(Advance)
	r.Observe(Advance)
	if got := router.threshold.Load(); got != Slots {
		t.Errorf("%d", got)
	}
	r.Observe(Rollback) // 全量之后才发现
	r.Observe(Advance)
	if got := router.threshold.Load(); got != 0 {
		t.Errorf("full, then found bad: %d", got)
	}
}

func TestShadowNeverHurtsTheUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var differences atomic.Int64
		hang := make(chan struct{})
		s := NewShadow(2, Shadow[int, int]{
			Old: func(_ context.Context, q int) (int, error) { return q * 2, nil },
			New: func(_ context.Context, q int) (int, error) {
				switch q {
				case 1:
					return 2, nil // 一样
				case 2:
					return 5, nil // 不一样
				case 3:
					return 0, errors.New("down")
				case 4:
					panic("nil map")
				}
				<-hang
				return q * 2, nil
			},
			Same:   func(a, b int) bool { return a == b },
			Differ: func(int, int, int, error) { differences.Add(1) },
		})
		for q := 1; q <= 4; q++ {
			if got, err := s.Do(t.Context(), q); err != nil || got != q*2 {
				t.Errorf("%d: %d, %v", q, got, err)
			}
			synctest.Wait()
		}
		if differences.Load() != 3 {
			t.Errorf("%d differences", differences.Load())
		}
		for range 5 { // 新路径卡住：占满两个名额，其余不比，用户照样立刻有答复
			if got, _ := s.Do(t.Context(), 7); got != 14 {
				t.Error(got)
			}
		}
		synctest.Wait()
		if len(s.slots) != 2 {
			t.Errorf("%d comparisons in flight", len(s.slots))
		}
		close(hang)
		synctest.Wait()
	})
}
