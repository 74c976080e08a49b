package publicid

import (
	"errors"
	"testing"
)

func TestTokens(t *testing.T) {
	c, err := New([]byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for id := int64(1_000_000); id < 1_000_100; id++ {
		token := c.Encode(id)
		if len(token) != 22 || seen[token] || seen[token[:8]] {
			t.Errorf("%d gives %q", id, token)
		}
		seen[token], seen[token[:8]] = true, true // neighbours share no prefix
		if got, err := c.Decode(token); err != nil || got != id {
			t.Errorf("%q gives %d: %v", token, got, err)
		}
		changed := []byte(token)
		changed[3] ^= 1
		if _, err := c.Decode(string(changed)); !errors.Is(err, ErrToken) {
			t.Errorf("accepted %q: %v", changed, err)
		}
	}
	other, _ := New([]byte("fedcba9876543210"))
	if _, err := other.Decode(c.Encode(1)); !errors.Is(err, ErrToken) {
		t.Error("accepted a token of another key")
	}
	if _, err := c.Decode("1000001"); !errors.Is(err, ErrToken) {
		t.Error("accepted a bare id")
	}
}
