// Package values shows what is copied and what is shared: arrays, slices, maps, structs and unsigned integers.
package values

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// --8<-- [start:change]

func setArray(a [3]int)    { a[0] = 9 } // 改的是副本
func setArrayAt(a *[3]int) { a[0] = 9 } // 改到原数组
func setSlice(s []int)     { s[0] = 9 } // 同一个底层数组，改得到
func add(s []int) []int    { return append(s, 9) }
func addThrough(s *[]int)  { *s = append(*s, 9) }
func doubleCopies(s []item) {
	for _, v := range s {
		v.price *= 2 // v 是副本
	}
}
func double(s []item) {
	for i := range s {
		s[i].price *= 2
	}
}

// --8<-- [end:change]

type item struct {
	name  string
	price int
}

// --8<-- [start:shared]

// appendShared：两次 append 都有余量，写进了同一个格子，后写的覆盖先写的。
func appendShared(base []int) (first, second []int) {
	return append(base, 1), append(base, 2)
}

// appendApart 用三下标切片把容量收到长度，append 只好另开一个数组。
func appendApart(base []int) (first, second []int) {
	base = base[:len(base):len(base)]
	return append(base, 1), append(base, 2)
}

// --8<-- [end:shared]

// --8<-- [start:sorted]

func byKey(m map[string]int) []string { return slices.Sorted(maps.Keys(m)) }

// byValue 按值从大到小，值相同按键，结果才是确定的。
func byValue(m map[string]int) []string {
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b))
	})
}

// ordered 按键的次序逐对给出。
func ordered[K cmp.Ordered, V any](m map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}

// --8<-- [end:sorted]

// --8<-- [start:uint]

var errShort = errors.New("balance too low")

// spend 先比较再减：减完再看 < 0 永远看不到。
func spend(balance, price uint) (uint, error) {
	if balance < price {
		return balance, fmt.Errorf("%w: %d < %d", errShort, balance, price)
	}
	return balance - price, nil
}

// apart 是两个无符号数的距离。
func apart(a, b uint) uint { return max(a, b) - min(a, b) }

// after 用在会回绕的序号上：差转成有符号再看正负，相距小于半圈时就对。
func after(a, b uint32) bool { return int32(a-b) > 0 }

// --8<-- [end:uint]

// --8<-- [start:cache]

// table 的每个值是指针，才能写 t["x"].price = 1；值是结构体时要取出、改、放回。
type table map[string]*item

func (t table) raise(name string, by int) {
	if it, ok := t[name]; ok {
		it.price += by
	}
}

func raiseCopy(m map[string]item, name string, by int) {
	if it, ok := m[name]; ok {
		it.price += by
		m[name] = it
	}
}

// --8<-- [end:cache]
