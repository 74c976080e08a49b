package canary

import "context"

// --8<-- [start:shadow]

// Shadow 旧路径答复用户，新路径拿同样的请求跑一遍，只比不用。
// 只能用在没有副作用的读上；slots 满了就不比，绝不拖慢用户。
// Q 和 A 里若有指针、map、切片，返回之后谁都不能再改：比对还在后台读它们。
type Shadow[Q, A any] struct {
	Old, New func(context.Context, Q) (A, error)
	Same     func(A, A) bool
	Differ   func(q Q, old, fresh A, err error)
	slots    chan struct{}
}

// NewShadow 同时最多比 limit 个。
func NewShadow[Q, A any](limit int, s Shadow[Q, A]) *Shadow[Q, A] {
	s.slots = make(chan struct{}, limit)
	return &s
}

// Do 返回旧路径的结果。
func (s *Shadow[Q, A]) Do(ctx context.Context, q Q) (A, error) {
	old, err := s.Old(ctx, q)
	if err != nil {
		return old, err
	}
	select {
	case s.slots <- struct{}{}:
		go s.compare(context.WithoutCancel(ctx), q, old) // 用户走了也比完；New 自己要有超时
	default:
	}
	return old, nil
}

func (s *Shadow[Q, A]) compare(ctx context.Context, q Q, old A) {
	defer func() {
		if p := recover(); p != nil { // 新代码 panic 不能带走进程
			var zero A
			s.Differ(q, old, zero, panicked{p})
		}
		<-s.slots
	}()
	got, err := s.New(ctx, q)
	if err != nil || !s.Same(old, got) {
		s.Differ(q, old, got, err)
	}
}

// --8<-- [end:shadow]

type panicked struct{ value any }

func (panicked) Error() string { return "shadow: the new path panicked" }
