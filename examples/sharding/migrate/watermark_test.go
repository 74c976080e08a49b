package migrate

import (
	"maps"
	"testing"
)

// --8<-- [start:watermark]

// 低水位、读、高水位落在日志的任何位置，最后都和旧库一样；直接把读到的写过去就不行。
func TestWindowAtEveryPosition(t *testing.T) {
	log := []Event{{1, "b"}, {2, ""}, {3, "c"}, {1, ""}, {2, "d"}}
	at := func(n int) Rows { // 旧库在第 n 条变更之后的样子
		r := Rows{1: "a", 2: "a"}
		for _, e := range log[:n] {
			r.Apply(e)
		}
		return r
	}
	total, naive := 0, 0
	for low := 0; low <= len(log); low++ {
		for read := low; read <= len(log); read++ {
			for high := read; high <= len(log); high++ {
				total++
				dst := Rows{}
				Window(dst, at(read), log[low:high])
				if !maps.Equal(dst, at(high)) {
					t.Errorf("低 %d 读 %d 高 %d：%v", low, read, high, dst)
				}
				stale := Rows{}
				for _, e := range log[low:high] {
					stale.Apply(e)
				}
				maps.Copy(stale, at(read)) // 先放日志，再把早读的一段盖上去
				if !maps.Equal(stale, at(high)) {
					naive++
				}
			}
		}
	}
	if total != 56 || naive != 27 {
		t.Errorf("%d 种位置里直接覆盖错 %d 种", total, naive)
	}
}

// --8<-- [end:watermark]
