// Package escape is only compiled, never run: the test asks the compiler what it sends to the heap.
package escape

type user struct{ id, age int }

type reader interface{ read([]byte) int }

var sink any

//go:noinline
func scan(dest ...any) { sink = dest[0] } // 像 rows.Scan：收 any，编译器看不出它留不留

//go:noinline
func sum(s []int) (total int) {
	for _, v := range s {
		total += v
	}
	return total
}

// --8<-- [start:lifetime]

func value() user {
	u := user{1, 30} // 栈：返回时复制出去
	return u
}

func pointer() *user {
	u := user{1, 30} // 堆：函数返回后还有人用
	return &u
}

func down() int {
	s := make([]int, 16) // 栈：只往下传，sum 不留它
	return sum(s)
}

func up() []int {
	s := make([]int, 16) // 堆：长度再小、再固定，返回了就要上堆
	return s
}

func counter() func() int {
	n := 0                              // 堆：闭包比函数活得久
	return func() int { n++; return n } // 堆：闭包自己也是
}

// --8<-- [end:lifetime]

// --8<-- [start:unknown]

func row() user {
	var u user // 堆：地址装进 any 交给了看不透的函数，值返回也没用
	scan(&u.id, &u.age)
	return u
}

func fill(r reader) byte {
	var buf [64]byte // 堆：不知道哪个实现，只好当它会留
	r.read(buf[:])
	return buf[0]
}

func big() byte {
	var b [128<<10 + 1]byte // 堆：显式变量超过 128 KiB
	return b[len(b)-1]
}

// --8<-- [end:unknown]
