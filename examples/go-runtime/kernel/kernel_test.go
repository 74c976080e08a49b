package kernel

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type fake struct {
	name     string
	contract int
	handle   func(context.Context, []byte) ([]byte, error)
}

func (f fake) Name() string  { return f.name }
func (f fake) Contract() int { return f.contract }
func (f fake) Handle(ctx context.Context, request []byte) ([]byte, error) {
	return f.handle(ctx, request)
}

func upper(_ context.Context, request []byte) ([]byte, error) {
	return []byte(strings.ToUpper(string(request))), nil
}

func TestStartRefusesWhatDoesNotFit(t *testing.T) {
	for want, plugins := range map[string][]Plugin{
		"contract 3, want 1 to 2": {fake{"a", 3, upper}},
		"contract 0, want 1 to 2": {fake{"a", 0, upper}},
		"registered twice":        {fake{"a", 1, upper}, fake{"a", 2, upper}},
	} {
		if _, err := New(1, plugins...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestABadPluginHurtsOnlyItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		h, err := New(1,
			fake{"good", 1, upper},
			fake{"crash", 2, func(context.Context, []byte) ([]byte, error) { panic("boom") }},
			fake{"leave", 2, func(context.Context, []byte) ([]byte, error) { runtime.Goexit(); return nil, nil }},
			fake{"stuck", 2, func(context.Context, []byte) ([]byte, error) { <-release; return nil, nil }},
		)
		if err != nil {
			t.Fatal(err)
		}
		call := func(name string) (string, error) {
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			reply, err := h.Call(ctx, name, []byte("x"))
			return string(reply), err
		}
		for _, step := range []struct {
			name string
			want error
		}{
			{"absent", ErrUnknown},
			{"crash", ErrPanicked},
			{"crash", ErrPanicked}, // the token came back
			{"leave", ErrPanicked},
			{"stuck", context.DeadlineExceeded},
			{"stuck", ErrBusy}, // it ignores ctx and still holds its token
		} {
			if _, err := call(step.name); !errors.Is(err, step.want) {
				t.Errorf("%s: %v, want %v", step.name, err, step.want)
			}
		}
		if got, err := call("good"); got != "X" || err != nil {
			t.Error(got, err)
		}
		close(release)
		synctest.Wait()
		if _, err := call("stuck"); err != nil {
			t.Error(err)
		}
	})
}
