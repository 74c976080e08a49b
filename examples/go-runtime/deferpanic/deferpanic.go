// Package deferpanic shows when deferred calls run, what recover catches and where a panic ends.
package deferpanic

import (
	"fmt"
	"io"
	"runtime/debug"
	"sync"
)

// --8<-- [start:order]

// order：后登记的先跑；参数在登记时就算好，闭包里的变量到跑的时候才读。
func order(print func(...any)) {
	x := 1
	defer print("argument", x)
	defer func() { print("closure", x) }()
	x = 2
}

// increment：return 先把 1 放进结果 n，defer 再改 n，调用者得到 2。
func increment() (n int) {
	defer func() { n++ }()
	return 1
}

// unchanged：结果没有名字，return 时已经拷走，改 n 没有用。
func unchanged() int {
	n := 1
	defer func() { n++ }()
	return n
}

// --8<-- [end:order]

// --8<-- [start:guard]

// guard 把 f 里的 panic 变成错误。它只管 f 这个 goroutine。
func guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil { // recover 写在被 defer 的函数里，直接调用
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return f()
}

// all 并发做几件事：guard 在每个 goroutine 里面，一个人的 panic 只是他的错误。
func all(tasks ...func() error) []error {
	failures := make([]error, len(tasks))
	var wg sync.WaitGroup
	for i, task := range tasks {
		wg.Go(func() { failures[i] = guard(task) })
	}
	wg.Wait()
	return failures
}

// --8<-- [end:guard]

// --8<-- [start:loop]

// pileUp：defer 等的是函数返回，不是这一轮结束，文件会越开越多。
func pileUp(names []string, open func(string) (io.Closer, error)) error {
	for _, name := range names {
		file, err := open(name)
		if err != nil {
			return err
		}
		defer file.Close()
	}
	return nil
}

// oneByOne：一轮一个函数，用完就关。
func oneByOne(names []string, open func(string) (io.Closer, error)) error {
	for _, name := range names {
		if err := use(name, open); err != nil {
			return err
		}
	}
	return nil
}

func use(name string, open func(string) (io.Closer, error)) (err error) {
	file, err := open(name)
	if err != nil {
		return err
	}
	defer func() {
		if closing := file.Close(); err == nil { // 写文件时，Close 的错误不能丢
			err = closing
		}
	}()
	return nil
}

// --8<-- [end:loop]
