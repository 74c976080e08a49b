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

// back loops with goto.
func back(n int) {
	defer f() // stack-allocated
again:
	if n--; n > 0 {
		defer f() // heap-allocated
		goto again
	}
}

// iterate loops over a function.
func iterate(all func(func(int) bool)) {
	defer f() // stack-allocated
	for range all {
		defer f() // heap-allocated
	}
}

// constants: 3 defers × 6 returns, but five of them become a table.
func constants(n int) int {
	defer f() // open-coded
	defer f() // open-coded
	defer f() // open-coded
	switch n {
	case 0:
		return 10
	case 1:
		return 20
	case 2:
		return 30
	case 3:
		return 40
	case 4:
		return 50
	}
	return -1
}

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
