package kinds

var f func()

// --8<-- [start:kinds]

func usual(ok bool) {
	defer f() // open-coded
	if ok {
		defer f() // open-coded
	}
}

func loop(n int) {
	defer f() // stack-allocated
	for range n {
		defer f() // heap-allocated
	}
}

// --8<-- [end:kinds]

func eight() {
	defer f() // open-coded
	defer f() // open-coded
	defer f() // open-coded
	defer f() // open-coded
	defer f() // open-coded
	defer f() // open-coded
	defer f() // open-coded
	defer f() // open-coded
}

func nine() {
	defer f() // stack-allocated
	defer f() // stack-allocated
	defer f() // stack-allocated
	defer f() // stack-allocated
	defer f() // stack-allocated
	defer f() // stack-allocated
	defer f() // stack-allocated
	defer f() // stack-allocated
	defer f() // stack-allocated
}

// fifteenReturns: 3 defers × 5 return statements; the end of the function is not counted.
func fifteenReturns(n int) {
	defer f() // open-coded
	defer f() // open-coded
	defer f() // open-coded
	if n == 1 {
		f()
		return
	}
	if n == 2 {
		f()
		return
	}
	if n == 3 {
		f()
		return
	}
	if n == 4 {
		f()
		return
	}
	if n == 5 {
		f()
		return
	}
	f()
}

// eighteenReturns: one return statement more.
func eighteenReturns(n int) {
	defer f() // stack-allocated
	defer f() // stack-allocated
	defer f() // stack-allocated
	if n == 1 {
		f()
		return
	}
	if n == 2 {
		f()
		return
	}
	if n == 3 {
		f()
		return
	}
	if n == 4 {
		f()
		return
	}
	if n == 5 {
		f()
		return
	}
	if n == 6 {
		f()
		return
	}
	f()
}

// wraps changes its named result in a closure: the result stays on the stack.
func wraps() (err error) {
	defer func() { // open-coded
		if err != nil {
			f()
		}
	}()
	return nil
}

var kept *int

// escapes lets its result move to the heap.
func escapes() (n int) {
	defer f() // stack-allocated
	kept = &n
	return 1
}
