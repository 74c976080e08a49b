package configcenter

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func values(timeout, attempts string) map[string]string {
	return map[string]string{"timeout": timeout, "attempts": attempts}
}

func TestResolveKnowsWhereAValueCameFrom(t *testing.T) {
	got := Resolve(
		Layer{"default", map[string]string{"timeout": "1s", "attempts": "3", "proxy": "http://p"}},
		Layer{"file", map[string]string{"timeout": "500ms"}},
		Layer{"centre", map[string]string{"timeout": "200ms", "attempts": "2"}},
		Layer{"env", map[string]string{"attempts": "1", "proxy": ""}},
	)
	for key, want := range map[string]Value{
		"timeout":  {"200ms", "centre"},
		"attempts": {"1", "env"}, // 环境变量盖住了配置中心：在中心里改它不会生效
		"proxy":    {"", "env"},  // 空字符串也是值
	} {
		if got[key] != want {
			t.Errorf("%s = %+v, want %+v", key, got[key], want)
		}
	}
}

func TestApplyKeepsTheLastGood(t *testing.T) {
	var s Store
	if err := s.Apply(Release{2, values("200ms", "2")}); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]Release{
		"bad":  {3, values("200", "2")}, // 忘了写单位
		"huge": {3, values("200ms", "100")},
	} {
		if s.Apply(r) == nil || s.Load().Revision != 2 {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := s.Apply(Release{1, values("9s", "1")}); err != nil || s.Load().Config.Timeout != 200*time.Millisecond {
		t.Error("迟到的旧版本盖住了新的")
	}
	// 回滚是带着旧内容的新版本，所以不会被“版本太旧”挡住。
	if err := s.Apply(Release{4, values("1s", "3")}); err != nil || s.Load().Config != (Config{time.Second, 3}) {
		t.Error("回滚没有生效")
	}
}

// 读的一方看到的总是完整的一份：两个字段来自同一个版本。
func TestReadersNeverSeeAMixture(t *testing.T) {
	var s Store
	apply := func(rev int64) {
		v := values("1s", "1")
		if rev%2 == 0 {
			v = values("2s", "2")
		}
		if err := s.Apply(Release{rev, v}); err != nil {
			t.Error(err)
		}
	}
	apply(1)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 2000 {
				c := s.Load().Config
				if c.Timeout != time.Duration(c.Attempts)*time.Second {
					t.Errorf("混了两个版本：%+v", c)
				}
			}
		})
	}
	for rev := int64(2); rev < 500; rev++ {
		apply(rev)
	}
	wg.Wait()
}

// 两次轮询之间发布的版本不会漏：第二次一来就拿到，不用等。
func TestPublishBetweenPollsIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewCentre(values("1s", "1"))
		r, _ := c.Wait(t.Context(), 0)
		c.Publish(values("2s", "2"))
		c.Publish(values("3s", "3"))
		begin := time.Now()
		r, ok := c.Wait(t.Context(), r.Revision)
		if !ok || r.Revision != 3 || time.Since(begin) != 0 {
			t.Errorf("%+v %v after %v", r, ok, time.Since(begin)) // 版本 2 被合并掉：拿到的是最新状态，不是每次变化
		}
	})
}

func TestWaitHoldsUntilPublishOrTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewCentre(values("1s", "1"))
		go func() {
			time.Sleep(10 * time.Second)
			c.Publish(values("2s", "2"))
		}()
		begin := time.Now()
		if r, ok := c.Wait(t.Context(), 1); !ok || r.Revision != 2 || time.Since(begin) != 10*time.Second {
			t.Errorf("%+v %v after %v", r, ok, time.Since(begin))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, ok := c.Wait(ctx, 2); ok {
			t.Error("没有变化，却返回了")
		}
	})
}

func TestRunSkipsABadReleaseAndTakesTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		centre := NewCentre(values("1s", "1"))
		var refused []error
		c := &Client{
			Store: &Store{}, Source: centre, File: filepath.Join(t.TempDir(), "app.json"), Poll: time.Minute,
			Refuse: func(err error) { refused = append(refused, err) },
		}
		if err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go c.Run(ctx)
		centre.Publish(values("1s", "100"))
		synctest.Wait()
		if len(refused) != 1 || c.Store.Load().Revision != 1 {
			t.Errorf("refused %v, at %d", refused, c.Store.Load().Revision)
		}
		centre.Publish(values("3s", "3"))
		synctest.Wait()
		if c.Store.Load().Revision != 3 {
			t.Errorf("at %d", c.Store.Load().Revision)
		}
		cancel()
		synctest.Wait()
	})
}

// gone 是连不上的配置中心。
type gone struct{}

func (gone) Wait(ctx context.Context, _ int64) (Release, bool) {
	<-ctx.Done()
	return Release{}, false
}

func TestStartsFromTheLocalCopyWhenTheCentreIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "app.json")
		first := &Client{Store: &Store{}, Source: gone{}, File: file, Poll: time.Second}
		if first.Start(t.Context()) == nil {
			t.Error("没有中心也没有副本，却启动了")
		}
		healthy := &Client{Store: &Store{}, Source: NewCentre(values("1s", "1")), File: file, Poll: time.Second}
		if err := healthy.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		var refused error
		spoiled := &Client{
			Store: &Store{}, Source: NewCentre(values("0s", "1")), File: file, Poll: time.Second,
			Refuse: func(err error) { refused = err },
		}
		if err := spoiled.Start(t.Context()); err != nil || refused == nil || spoiled.Store.Load().Config.Timeout != time.Second {
			t.Errorf("中心里是坏的，副本是好的：%v, %v", err, refused)
		}
		again := &Client{Store: &Store{}, Source: gone{}, File: file, Poll: time.Second}
		if err := again.Start(t.Context()); err != nil || again.Store.Load().Config.Attempts != 1 {
			t.Errorf("%v", err)
		}
	})
}
