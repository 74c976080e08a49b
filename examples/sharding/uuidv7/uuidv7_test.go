//go:build go1.27

package uuidv7

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"slices"
	"testing"
	"testing/synctest"
	"time"
	"uuid"
)

// --8<-- [start:order]
func TestNewV7Order(t *testing.T) {
	before := uuid.NewV7()
	synctest.Test(t, func(t *testing.T) { // 这里的时钟停在 2000 年：等于一次大回拨
		last := uuid.NewV7()
		if last.Compare(before) >= 0 {
			t.Error("大回拨之后应当比先前的小")
		}
		for range 10_000 { // 时钟不动也严格递增：低 12 位被当作更细的时间
			next := uuid.NewV7()
			if next.Compare(last) <= 0 {
				t.Fatalf("%v 之后是 %v", last, next)
			}
			last = next
		}
		if ahead := CreatedAt(last).Sub(time.Now()); ahead != 2*time.Millisecond { // 10000 / 4096
			t.Errorf("比时钟快 %v", ahead)
		}
	})
}

// --8<-- [end:order]

func TestCreatedAtLeaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Second) // past what other tests made in this second
		if got := CreatedAt(uuid.NewV7()); !got.Equal(time.Now()) {
			t.Errorf("%v, clock %v", got, time.Now())
		}
	})
}

// The 16 bytes sort as the text does, so BINARY(16) keeps the order.
func TestBytesSortAsText(t *testing.T) {
	a := uuid.MustParse("019f0000-0000-7000-8000-000000000000")
	b := uuid.MustParse("019f0000-0001-7000-8000-000000000000")
	if a.String() >= b.String() || bytes.Compare(a[:], b[:]) >= 0 {
		t.Error("order differs")
	}
}

// UUID_TO_BIN(x, 1) swaps the first and the third group: right for version 1, wrong for version 7.
func TestTimeSwapBreaksOrder(t *testing.T) {
	swap := func(u uuid.UUID) uuid.UUID {
		return uuid.UUID(slices.Concat(u[6:8], u[4:6], u[0:4], u[8:]))
	}
	a := uuid.MustParse("019f0000-0000-7fff-8000-000000000000")
	b := uuid.MustParse("019f0000-0001-7000-8000-000000000000")
	if a.Compare(b) >= 0 || swap(a).Compare(swap(b)) <= 0 {
		t.Errorf("%v, %v become %v, %v", a, b, swap(a), swap(b))
	}
}

func TestScanTakesBytesAndText(t *testing.T) {
	u := uuid.NewV7()
	for _, src := range []any{u[:], []byte(u.String()), u.String()} {
		var got sql.Null[uuid.UUID] // Scan converts as Rows.Scan does
		if err := got.Scan(src); err != nil || got.V != u {
			t.Errorf("%T: %v, %v", src, got.V, err)
		}
	}
}

// database/sql hands a UUID to the driver as text: a BINARY(16) column needs u[:].
func TestDefaultParameterIsText(t *testing.T) {
	u := uuid.NewV7()
	v, err := driver.DefaultParameterConverter.ConvertValue(u)
	if err != nil || v != u.String() {
		t.Errorf("%T %v: %v", v, v, err)
	}
}
