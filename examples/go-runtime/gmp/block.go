//go:build unix

package gmp

import (
	"os"
	"syscall"
)

// --8<-- [start:block]

// readSyscall 读阻塞模式的 fd：线程睡在 read(2) 里，P 要等 sysmon 来拿。
func readSyscall(fd int) error {
	var b [1]byte
	_, err := syscall.Read(fd, b[:])
	return err
}

// readPoller 读 os.Pipe：fd 是非阻塞的，读不到就把 G 停在 netpoller 上，线程去跑别的 G。
func readPoller(f *os.File) error {
	var b [1]byte
	_, err := f.Read(b[:])
	return err
}

// --8<-- [end:block]
