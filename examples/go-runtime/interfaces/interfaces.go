// Package interfaces shows what an interface value holds, how tags are read by reflection, and where generics do better.
package interfaces

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// --8<-- [start:nil]

type notFound struct{ id int }

func (e *notFound) Error() string { return fmt.Sprintf("order %d not found", e.id) }

// findWrong 把一个空指针装进了 error：类型那一半不空，err != nil 恒为真。
func findWrong(id int) error {
	var missing *notFound
	if id < 0 {
		missing = &notFound{id}
	}
	return missing
}

// find 在没有错误时直接返回 nil。
func find(id int) error {
	if id < 0 {
		return &notFound{id}
	}
	return nil
}

// --8<-- [end:nil]

// --8<-- [start:consumer]

// receipts 由使用者声明，只写它用到的方法；memory 不知道有这个接口。
type receipts interface {
	Save(id int, text string) error
}

func settle(store receipts, id int) error { return store.Save(id, "paid") }

type Memory struct{ rows map[int]string }

// NewMemory 返回具体类型：调用者能用全部方法，以后加方法也不破坏谁。
func NewMemory() *Memory { return &Memory{rows: map[int]string{}} }

func (m *Memory) Save(id int, text string) error { m.rows[id] = text; return nil }
func (m *Memory) Count() int                     { return len(m.rows) }

var _ receipts = (*Memory)(nil) // 编译时核对：缺一个方法就编不过

// --8<-- [end:consumer]

// --8<-- [start:tag]

type rule struct {
	index int
	name  string
	min   int64
}

var rules sync.Map // reflect.Type → []rule：类型不变，标签只解析一次

func rulesOf(t reflect.Type) ([]rule, error) {
	if known, ok := rules.Load(t); ok {
		return known.([]rule), nil
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("check: %s is not a struct", t)
	}
	var found []rule
	for i := range t.NumField() {
		f := t.Field(i)
		text, ok := f.Tag.Lookup("min")
		if !ok || !f.IsExported() {
			continue
		}
		least, err := strconv.ParseInt(text, 10, 64)
		if err != nil || !reflect.Zero(f.Type).CanInt() {
			return nil, fmt.Errorf("check: %s.%s: bad min %q", t, f.Name, text)
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		found = append(found, rule{i, name, least})
	}
	rules.Store(t, found)
	return found, nil
}

// Check 按 min 标签核对结构体的整数字段。
func Check(subject any) error {
	v := reflect.Indirect(reflect.ValueOf(subject))
	if !v.IsValid() {
		return errors.New("check: nil")
	}
	list, err := rulesOf(v.Type())
	if err != nil {
		return err
	}
	for _, r := range list {
		if got := v.Field(r.index).Int(); got < r.min {
			return fmt.Errorf("%s: %d < %d", r.name, got, r.min)
		}
	}
	return nil
}

// --8<-- [end:tag]

// --8<-- [start:call]

// call 按名字调用方法；参数不对时给错误，不让 reflect panic。
func call(target any, method string, args ...any) ([]reflect.Value, error) {
	m := reflect.ValueOf(target).MethodByName(method)
	if !m.IsValid() {
		return nil, fmt.Errorf("no method %s on %T", method, target)
	}
	if m.Type().IsVariadic() || m.Type().NumIn() != len(args) {
		return nil, fmt.Errorf("%s wants %s", method, m.Type())
	}
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.ValueOf(a)
		if !in[i].IsValid() || !in[i].Type().AssignableTo(m.Type().In(i)) {
			return nil, fmt.Errorf("%s: argument %d is %T, want %s", method, i, a, m.Type().In(i))
		}
	}
	return m.Call(in), nil
}

// --8<-- [end:call]

// --8<-- [start:generic]

// once 用泛型写一次缓存：类型由编译器核对，没有断言，也不用反射。
type once[K comparable, V any] struct {
	mu   sync.Mutex
	kept map[K]V
}

func (c *once[K, V]) get(key K, load func(K) (V, error)) (V, error) {
	c.mu.Lock()
	defer c.mu.Unlock() // 示例从简：装载时也持锁
	if v, ok := c.kept[key]; ok {
		return v, nil
	}
	v, err := load(key)
	if err != nil {
		var zero V
		return zero, err
	}
	if c.kept == nil {
		c.kept = map[K]V{}
	}
	c.kept[key] = v
	return v, nil
}

// --8<-- [end:generic]
