package values

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

func TestChange(t *testing.T) {
	a := [3]int{1, 2, 3}
	b := a // 数组赋值就是整个复制
	if setArray(a); a != b {
		t.Error(a)
	}
	if setArrayAt(&a); a[0] != 9 || b[0] != 1 {
		t.Error(a, b)
	}
	s := []int{1, 2, 3}
	if setSlice(s); s[0] != 9 {
		t.Error(s)
	}
	if add(s); len(s) != 3 {
		t.Error(s)
	}
	if addThrough(&s); len(s) != 4 {
		t.Error(s)
	}
	list := []item{{"tea", 1}}
	if doubleCopies(list); list[0].price != 1 {
		t.Error(list)
	}
	if double(list); list[0].price != 2 {
		t.Error(list)
	}
}

func TestAppendShared(t *testing.T) {
	base := make([]int, 1, 4)
	if a, b := appendShared(base); a[1] != 2 || b[1] != 2 {
		t.Error(a, b)
	}
	if a, b := appendApart(base); a[1] != 1 || b[1] != 2 {
		t.Error(a, b)
	}
}

// --8<-- [start:grow]

func TestGrowth(t *testing.T) {
	after := func(old, extra int) int {
		return cap(append(make([]int, old), make([]int, extra)...))
	}
	for _, tc := range []struct{ old, extra, want int }{
		{4, 1, 8},     // 256 以下翻倍
		{5, 1, 10},    // 10 个 int 是 80 字节，正好有这一级
		{255, 1, 512}, // 510 个要 4080 字节，取整到 4096
		{256, 1, 512}, // 256 + (256+768)/4
		{512, 1, 848}, // 512 + (512+768)/4 = 832，再取整到大小级
		{4, 6, 10},    // 翻倍也不够，就按要的来
	} {
		if got := after(tc.old, tc.extra); got != tc.want {
			t.Errorf("%d+%d: %d, want %d", tc.old, tc.extra, got, tc.want)
		}
	}
}

// --8<-- [end:grow]

func TestNilAndEmptySlices(t *testing.T) {
	var none []int
	empty := []int{}
	if none != nil || empty == nil || len(none) != 0 || len(append(none, 1)) != 1 {
		t.Error(none, empty)
	}
	if reflect.DeepEqual(none, empty) || !slices.Equal(none, empty) {
		t.Error("DeepEqual tells them apart, slices.Equal does not")
	}
}

// --8<-- [start:makenew]

func TestMakeAndNew(t *testing.T) {
	p := new(int)                // *int，指向零值
	q := new(40 + 2)             // Go 1.26 起可以给初值
	s := new([]int)              // *[]int，指着一个 nil 切片：少有用处
	m := make(map[string]int, 8) // 可用的 map，8 只是预估
	if *p != 0 || *q != 42 || *s != nil || m == nil {
		t.Error(*p, *q, *s, m)
	}
	defer func() {
		if recover() == nil {
			t.Error("writing to a nil map panics")
		}
	}()
	broken := new(map[string]int)
	(*broken)["x"] = 1 // panic: assignment to entry in nil map
}

// --8<-- [end:makenew]

func TestNilMapReads(t *testing.T) {
	var m map[string]int
	delete(m, "x")
	if v, ok := m["x"]; v != 0 || ok || len(m) != 0 {
		t.Error(v, ok)
	}
}

func TestSortedMap(t *testing.T) {
	m := map[string]int{"b": 2, "a": 2, "c": 3}
	if got := byKey(m); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Error(got)
	}
	if got := byValue(m); !slices.Equal(got, []string{"c", "a", "b"}) {
		t.Error(got)
	}
	for k, v := range ordered(m) {
		if k != "a" || v != 2 {
			t.Error(k, v)
		}
		break
	}
}

func TestUnsigned(t *testing.T) {
	var a, b uint = 1, 2
	if a-b != math.MaxUint || apart(a, b) != 1 {
		t.Error(a-b, apart(a, b))
	}
	if left, err := spend(a, b); left != 1 || !errors.Is(err, errShort) {
		t.Error(left, err)
	}
	if left, err := spend(b, a); left != 1 || err != nil {
		t.Error(left, err)
	}
	if !after(3, math.MaxUint32-2) || after(math.MaxUint32-2, 3) || after(3, 3) {
		t.Error("serial numbers wrap")
	}
	if int(a)-int(b) != -1 {
		t.Error("convert before subtracting")
	}
}

// --8<-- [start:compare]

type point struct{ x, y int }
type labelled struct {
	point
	tags []string // 有它，== 编译不过
}

func TestCompareStructs(t *testing.T) {
	if (point{1, 2}) != (point{1, 2}) {
		t.Error("field by field")
	}
	if &(point{1, 2}) == &(point{1, 2}) {
		t.Error("pointers compare addresses")
	}
	a, b := labelled{tags: []string{"x"}}, labelled{tags: []string{"x"}}
	if !reflect.DeepEqual(a, b) || a.point != b.point || !slices.Equal(a.tags, b.tags) {
		t.Error("compare what can be compared, and the rest by hand")
	}
	nan := math.NaN()
	if (struct{ v float64 }{nan}) == (struct{ v float64 }{nan}) {
		t.Error("NaN is not equal to itself")
	}
}

// --8<-- [end:compare]

// --8<-- [start:size]

func TestFieldOrderChangesTheSize(t *testing.T) {
	type loose struct {
		a bool
		n int64
		b bool
	}
	type tight struct {
		n    int64
		a, b bool
	}
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("the sizes are those of 64-bit systems")
	}
	if unsafe.Sizeof(loose{}) != 24 || unsafe.Sizeof(tight{}) != 16 {
		t.Error(unsafe.Sizeof(loose{}), unsafe.Sizeof(tight{}))
	}
}

// --8<-- [end:size]

func TestMapValues(t *testing.T) {
	shared := table{"tea": {"tea", 1}}
	shared.raise("tea", 2)
	copied := map[string]item{"tea": {"tea", 1}}
	raiseCopy(copied, "tea", 2)
	if shared["tea"].price != 3 || copied["tea"].price != 3 {
		t.Error(shared["tea"], copied)
	}
}

// --8<-- [start:deleteinrange]

// 遍历时删是允许的：删掉的、还没轮到的，不会再出现。
func TestDeleteWhileRanging(t *testing.T) {
	m := map[int]bool{}
	for i := range 1000 {
		m[i] = true
	}
	seen := 0
	for k := range m {
		seen++
		delete(m, k)
		delete(m, k^1)
	}
	if seen != 500 || len(m) != 0 {
		t.Error(seen, len(m))
	}
}

// --8<-- [end:deleteinrange]

// The child writes a map from two goroutines until the runtime notices; this is meant to crash.
func TestConcurrentMapWritesAreFatal(t *testing.T) {
	if os.Getenv("MAP_CHILD") != "" {
		m := map[int]int{}
		for range 2 {
			go func() {
				defer func() { recover() }() // 接不住
				for {
					m[1] = 1
				}
			}()
		}
		select {}
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestConcurrentMapWritesAreFatal$", "-test.timeout=20s")
	cmd.Env = append(os.Environ(), "MAP_CHILD=1", "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "fatal error: concurrent map writes") {
		t.Errorf("%v\n%.500s", err, out)
	}
}

type big struct{ data [1024]int64 }

//go:noinline
func (b big) byValue() int64 { return b.data[0] }

//go:noinline
func (b *big) byPointer() int64 { return b.data[0] }

//go:noinline
func pointByValue(p point) int { return p.x + p.y }

//go:noinline
func pointByPointer(p *point) int { return p.x + p.y }

// go test -run '^$' -bench Pass -benchmem ./go-runtime/values
func BenchmarkPass(b *testing.B) {
	p, large := point{1, 2}, &big{}
	b.Run("16 bytes by value", func(b *testing.B) {
		for b.Loop() {
			pointByValue(p)
		}
	})
	b.Run("16 bytes by pointer", func(b *testing.B) {
		for b.Loop() {
			pointByPointer(&p)
		}
	})
	b.Run("8 KiB by value", func(b *testing.B) {
		for b.Loop() {
			large.byValue()
		}
	})
	b.Run("8 KiB by pointer", func(b *testing.B) {
		for b.Loop() {
			large.byPointer()
		}
	})
}
