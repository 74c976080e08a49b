// Package kernel is the smallest microkernel: a contract, a registry, and a host that a bad plug-in cannot take down.
package kernel

import (
	"context"
	"errors"
	"fmt"
)

// --8<-- [start:contract]

// Plugin 是全部约定：小、只进不出宿主的类型，以后加能力另立接口。
type Plugin interface {
	Name() string
	Contract() int // 按哪一版约定写的
	Handle(ctx context.Context, request []byte) ([]byte, error)
}

const (
	oldest = 1 // 宿主还支持的最旧一版
	newest = 2
)

// --8<-- [end:contract]

// --8<-- [start:host]

var (
	ErrUnknown  = errors.New("no such plugin")
	ErrBusy     = errors.New("plugin is busy")
	ErrPanicked = errors.New("plugin panicked")
)

type slot struct {
	plugin Plugin
	tokens chan struct{} // 并发上限：堵住的插件只占自己的额度
}

// Host 在启动时装配完，之后只读。
type Host struct{ slots map[string]slot }

// New 版本不合、重名都在启动时拒绝，不留到线上。
func New(limit int, plugins ...Plugin) (*Host, error) {
	h := &Host{slots: map[string]slot{}}
	for _, p := range plugins {
		if v := p.Contract(); v < oldest || v > newest {
			return nil, fmt.Errorf("%s: contract %d, want %d to %d", p.Name(), v, oldest, newest)
		}
		if _, twice := h.slots[p.Name()]; twice {
			return nil, fmt.Errorf("%s: registered twice", p.Name())
		}
		h.slots[p.Name()] = slot{p, make(chan struct{}, limit)}
	}
	return h, nil
}

// Call 到期就走；插件的 panic 变成错误。额度由插件自己的 goroutine 归还。
func (h *Host) Call(ctx context.Context, name string, request []byte) ([]byte, error) {
	s, ok := h.slots[name]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrUnknown, name)
	}
	select {
	case s.tokens <- struct{}{}:
	default:
		return nil, fmt.Errorf("%w: %s", ErrBusy, name)
	}
	type outcome struct {
		reply []byte
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		o := outcome{err: fmt.Errorf("%w: %s: goexit", ErrPanicked, name)} // 没有正常返回就是它
		defer func() {
			if r := recover(); r != nil {
				o = outcome{nil, fmt.Errorf("%w: %s: %v", ErrPanicked, name, r)}
			}
			<-s.tokens
			done <- o
		}()
		o.reply, o.err = s.plugin.Handle(ctx, request)
	}()
	select {
	case o := <-done:
		return o.reply, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// --8<-- [end:host]
