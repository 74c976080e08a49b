// Package memory shows what allocates, what does not, and what a pool may and may not be used for.
package memory

import (
	"bytes"
	"strings"
	"sync"
	"unsafe"
)

// --8<-- [start:pool]

var buffers = sync.Pool{New: func() any { return &bytes.Buffer{} }}

const maxKept = 64 << 10 // 太大的不放回，免得一次大请求把内存长期占住

// renderAliased 是错的：返回的切片还指着缓冲，下一个借用者会改写它。
func renderAliased(write func(*bytes.Buffer)) []byte {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	write(b)
	return b.Bytes()
}

// render 把要带走的复制出来，再还。
func render(write func(*bytes.Buffer)) []byte {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	write(b)
	out := bytes.Clone(b.Bytes())
	if b.Cap() <= maxKept {
		buffers.Put(b)
	}
	return out
}

// --8<-- [end:pool]

// --8<-- [start:zerocopy]

// view 不复制：b 从此谁也不能再改，直到最后一个用到结果的人走开。
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// --8<-- [end:zerocopy]

func joinPlus(fields []string) string {
	list := ""
	for i, f := range fields {
		if i > 0 {
			list += ", "
		}
		list += f
	}
	return list
}

func joinBuilder(fields []string) string {
	size := 0
	for _, f := range fields {
		size += len(f) + len(", ")
	}
	var list strings.Builder
	list.Grow(size)
	for i, f := range fields {
		if i > 0 {
			list.WriteString(", ")
		}
		list.WriteString(f)
	}
	return list.String()
}
