package interfaces

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"unsafe"
)

func TestNilPointerInAnInterfaceIsNotNil(t *testing.T) {
	if findWrong(1) == nil || find(1) != nil {
		t.Error(findWrong(1), find(1))
	}
	var missing *notFound
	if err := find(-1); !errors.As(err, &missing) || missing.id != -1 {
		t.Error(err)
	}
}

func TestAnInterfaceIsTwoWords(t *testing.T) {
	var e any
	var r receipts
	word := unsafe.Sizeof(uintptr(0))
	if unsafe.Sizeof(e) != 2*word || unsafe.Sizeof(r) != 2*word {
		t.Error(unsafe.Sizeof(e), unsafe.Sizeof(r))
	}
}

func TestConsumerSideInterface(t *testing.T) {
	m := NewMemory()
	if err := settle(m, 7); err != nil || m.Count() != 1 {
		t.Error(err, m.Count())
	}
}

func kind(v any) string {
	switch x := v.(type) {
	case nil:
		return "nil"
	case error:
		return "error " + x.Error()
	case int, int64:
		return "integer"
	default:
		return "other"
	}
}

func TestAssertions(t *testing.T) {
	for want, v := range map[string]any{"nil": nil, "error x": errors.New("x"), "integer": 3, "other": "s"} {
		if got := kind(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
	type userID int
	if kind(userID(3)) != "other" { // 断言认的是类型本身，不是底层类型
		t.Error(kind(userID(3)))
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(r.(error).Error(), "interface conversion") {
			t.Error(r)
		}
	}()
	var v any = 3
	_ = v.(string)
}

// --8<-- [start:incomparable]

// == 两边的动态类型相同而又不能比较时，到运行时才 panic。
func TestComparingIncomparableInterfaces(t *testing.T) {
	panics := func(a, b any) (caught bool) {
		defer func() { caught = recover() != nil }()
		_ = a == b
		return false
	}
	if !panics([]int{1}, []int{1}) || panics([]int{1}, "x") {
		t.Error("only values of the same incomparable type panic")
	}
}

// --8<-- [end:incomparable]

type order struct {
	Amount int64 `json:"amount,omitempty" min:"1"`
	Count  int   `json:"count" min:"2"`
	hidden int   `min:"9"`
}

func TestCheckReadsTags(t *testing.T) {
	for want, subject := range map[string]any{
		"":                           order{Amount: 1, Count: 2},
		"amount: 0 < 1":              &order{Count: 2},
		"count: 1 < 2":               order{Amount: 1, Count: 1},
		"check: nil":                 (*order)(nil),
		"check: int is not a struct": 3,
		"check: struct { N int \"min:\\\"x\\\"\" }.N: bad min \"x\"": struct {
			N int `min:"x"`
		}{},
		"check: struct { F float64 \"min:\\\"1\\\"\" }.F: bad min \"1\"": struct { // Int 遇到浮点会 panic，先拒绝
			F float64 `min:"1"`
		}{},
	} {
		got := ""
		if err := Check(subject); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%T: %q, want %q", subject, got, want)
		}
	}
	if _, cached := rules.Load(reflect.TypeFor[order]()); !cached {
		t.Error("the rules of a type are kept")
	}
	_ = order{}.hidden
}

// --8<-- [start:settable]

// 三条规矩：从值进来的不可改，经指针的可改，未导出的永远不可改。
func TestWhatReflectionMaySet(t *testing.T) {
	o := order{Amount: 1}
	byValue, byPointer := reflect.ValueOf(o), reflect.ValueOf(&o).Elem()
	if byValue.FieldByName("Amount").CanSet() || !byPointer.FieldByName("Amount").CanSet() || byPointer.FieldByName("hidden").CanSet() {
		t.Fatal("settability")
	}
	byPointer.FieldByName("Amount").SetInt(5)
	if o.Amount != 5 {
		t.Error(o)
	}
}

// --8<-- [end:settable]

func TestCallByName(t *testing.T) {
	m := NewMemory()
	out, err := call(m, "Save", 1, "x")
	if err != nil || !out[0].IsNil() || m.Count() != 1 {
		t.Error(out, err)
	}
	for _, tc := range []struct {
		target any
		method string
		args   []any
		want   string
	}{
		{m, "Drop", nil, "no method Drop"},
		{m, "Save", []any{1}, "Save wants"},
		{m, "Save", []any{"1", "x"}, "argument 0 is string, want int"},
		{*m, "Save", []any{1, "x"}, "no method Save"}, // 值的方法集里没有指针接收者的方法
		{"text", "Len", nil, "no method Len"},         // string 没有方法
	} {
		if _, err := call(tc.target, tc.method, tc.args...); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %s", tc.method, err, tc.want)
		}
	}
}

func TestGenericOnce(t *testing.T) {
	loads := 0
	load := func(id int) (string, error) {
		loads++
		if id < 0 {
			return "partial", errors.New("bad id")
		}
		return "user", nil
	}
	var c once[int, string]
	for range 2 {
		if got, err := c.get(1, load); got != "user" || err != nil {
			t.Error(got, err)
		}
	}
	if got, err := c.get(-1, load); got != "" || err == nil || loads != 2 {
		t.Error(got, err, loads)
	}
}

func total[T int | int64](list []T) (sum T) {
	for _, v := range list {
		sum += v
	}
	return sum
}

func totalReflect(list any) (sum int64) {
	v := reflect.ValueOf(list)
	for i := range v.Len() {
		sum += v.Index(i).Int()
	}
	return sum
}

func TestTotals(t *testing.T) {
	list := []int64{1, 2, 3}
	if total(list) != 6 || totalReflect(list) != 6 {
		t.Error(total(list), totalReflect(list))
	}
}

// --8<-- [start:bench]

type adder struct{ sum int }

//go:noinline
func (a *adder) Add(n int) { a.sum += n }

// go test -run '^$' -bench Call -benchmem ./go-runtime/interfaces
func BenchmarkCall(b *testing.B) {
	b.Run("direct", func(b *testing.B) {
		a := &adder{}
		for b.Loop() {
			a.Add(1)
		}
	})
	b.Run("interface", func(b *testing.B) {
		var a interface{ Add(int) } = &adder{}
		if b.N < 0 {
			a = nil // 别让编译器看出具体类型
		}
		for b.Loop() {
			a.Add(1)
		}
	})
	b.Run("reflect", func(b *testing.B) {
		m := reflect.ValueOf(&adder{}).MethodByName("Add")
		in := []reflect.Value{reflect.ValueOf(1)}
		for b.Loop() {
			m.Call(in)
		}
	})
	b.Run("reflect by name", func(b *testing.B) {
		v := reflect.ValueOf(&adder{})
		for b.Loop() {
			v.MethodByName("Add").Call([]reflect.Value{reflect.ValueOf(1)})
		}
	})
}

// --8<-- [end:bench]

func BenchmarkTotal(b *testing.B) {
	list := make([]int64, 1000)
	b.Run("generic", func(b *testing.B) {
		for b.Loop() {
			total(list)
		}
	})
	b.Run("reflect", func(b *testing.B) {
		for b.Loop() {
			totalReflect(list)
		}
	})
}
