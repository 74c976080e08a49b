package channel

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// outcome says what an operation on ch would do right now.
func outcome(op string, ch chan int) (what string) {
	defer func() {
		if v := recover(); v != nil {
			what = "panic: " + v.(error).Error()
		}
	}()
	switch op {
	case "send":
		select {
		case ch <- 7:
			return "sent"
		default:
			return "waits"
		}
	case "receive":
		select {
		case v, open := <-ch:
			if !open {
				return "zero value, false"
			}
			return map[bool]string{true: "value, true", false: "wrong"}[v == 7]
		default:
			return "waits"
		}
	default:
		close(ch)
		return "closed"
	}
}

// filled returns a channel with room for two that holds n values.
func filled(n int) chan int {
	ch := make(chan int, 2)
	for range n {
		ch <- 7
	}
	return ch
}

func shut(ch chan int) chan int {
	close(ch)
	return ch
}

// The table of the article.
func TestEveryStateAndOperation(t *testing.T) {
	for _, tc := range []struct {
		state                string
		make                 func() chan int
		send, receive, close string
	}{
		{"nil", func() chan int { return nil }, "waits", "waits", "panic: close of nil channel"},
		{"unbuffered, nobody there", func() chan int { return make(chan int) }, "waits", "waits", "closed"},
		{"buffered, empty", func() chan int { return filled(0) }, "sent", "waits", "closed"},
		{"buffered, some", func() chan int { return filled(1) }, "sent", "value, true", "closed"},
		{"buffered, full", func() chan int { return filled(2) }, "waits", "value, true", "closed"},
		{"closed, some left", func() chan int { return shut(filled(1)) }, "panic: send on closed channel", "value, true", "panic: close of closed channel"},
		{"closed, drained", func() chan int { return shut(filled(0)) }, "panic: send on closed channel", "zero value, false", "panic: close of closed channel"},
	} {
		for op, want := range map[string]string{"send": tc.send, "receive": tc.receive, "close": tc.close} {
			if got := outcome(op, tc.make()); got != want {
				t.Errorf("%s: %s = %q, want %q", tc.state, op, got, want)
			}
		}
	}
}

// 故意泄漏：在 nil channel 上等，谁也叫不醒。
func TestNilChannelWaitsForEver(t *testing.T) {
	var ch chan int
	go func() { <-ch }()
	buf := make([]byte, 1<<20)
	for !strings.Contains(string(buf[:runtime.Stack(buf, true)]), "chan receive (nil chan)") {
		runtime.Gosched()
	}
}

// --8<-- [start:fifo]

// 缓冲满了、后面还有人排队时，收一个值，排头的发送者立刻补进队尾：次序不乱，长度不变。
func TestWaitingSenderRefillsTheBuffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch := make(chan int, 2)
		ch <- 1
		ch <- 2
		for _, v := range []int{3, 4} {
			go func() { ch <- v }()
			synctest.Wait() // 等它停在 ch 上，再放下一个
		}
		var got []int
		var lengths []int
		for range 4 {
			got = append(got, <-ch)
			lengths = append(lengths, len(ch))
		}
		if !slices.Equal(got, []int{1, 2, 3, 4}) || !slices.Equal(lengths, []int{2, 2, 1, 0}) {
			t.Errorf("values %v, lengths %v", got, lengths)
		}
	})
}

// --8<-- [end:fifo]

func TestCloseWakesWaitingSendersWithPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch := make(chan int)
		panicked := make(chan any, 1)
		go func() {
			defer func() { panicked <- recover() }()
			ch <- 1
		}()
		synctest.Wait()
		close(ch)
		if v := <-panicked; v == nil || v.(error).Error() != "send on closed channel" {
			t.Errorf("recovered %v", v)
		}
	})
}

func TestCloseIsHeardByAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stop := make(chan struct{})
		stopped := make(chan bool, 3)
		for range cap(stopped) {
			go func() {
				<-stop
				stopped <- true
			}()
		}
		synctest.Wait()
		stop <- struct{}{} // 发一个值只叫醒一个
		synctest.Wait()
		if len(stopped) != 1 {
			t.Errorf("after one send %d stopped", len(stopped))
		}
		close(stop)
		synctest.Wait()
		if len(stopped) != 3 {
			t.Errorf("after close %d stopped", len(stopped))
		}
	})
}

func source(values ...int) <-chan int {
	ch := make(chan int, len(values))
	for _, v := range values {
		ch <- v
	}
	close(ch)
	return ch
}

func TestMergeClosesAfterLastSender(t *testing.T) {
	var got []int
	for v := range merge(t.Context(), source(1, 2), source(3), source()) {
		got = append(got, v)
	}
	slices.Sort(got)
	if !slices.Equal(got, []int{1, 2, 3}) {
		t.Error(got)
	}
}

// 气泡结束时还有停着的 goroutine，synctest 会报死锁：没报，就是都退出了。
func TestMergeStopsWhenNobodyReceives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		never := make(chan int)
		merged := merge(ctx, source(1, 2, 3), never)
		<-merged
		synctest.Wait()
		cancel()
	})
}

func TestBothUsesNilToSwitchOff(t *testing.T) {
	sum := 0
	both(source(1, 2), source(10), func(v int) { sum += v })
	if sum != 13 {
		t.Error(sum)
	}
}

func TestSelectHasNoOrder(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	jobs := make(chan int, 2000)
	for range cap(jobs) {
		jobs <- 1
	}
	worked := 0
	for range 1000 { // 两个分支都就绪
		select {
		case <-stop:
		case <-jobs:
			worked++
		}
	}
	if worked == 0 || worked == 1000 {
		t.Errorf("select took jobs %d times of 1000", worked)
	}
	for range 1000 {
		if _, ok := next(stop, jobs); ok {
			t.Fatal("a job was started after stop")
		}
	}
}
