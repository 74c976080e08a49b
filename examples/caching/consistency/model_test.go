package consistency

import (
	"slices"
	"strings"
	"testing"
)

var (
	cold = world{primary: stale, replica: stale}                // 缓存里没有这个键
	warm = world{primary: stale, replica: stale, cached: stale} // 缓存里是旧值
)

type writer []func(*world) step

// race is one reader against one writer.
func race(r reader, wr writer) func(*world) [][]step {
	return func(w *world) [][]step {
		var steps []step
		for _, s := range wr {
			steps = append(steps, s(w))
		}
		return [][]step{r.steps(w), steps}
	}
}

func TestEveryInterleaving(t *testing.T) {
	// --8<-- [start:table]
	for _, c := range []struct {
		name              string
		reader            reader
		writer            writer
		total, cold, warm int // 交错总数；冷键、热键各有几种最后留着旧值
	}{
		{"先删后更新", reader{fromPrimary, plain}, writer{del, update}, 10, 6, 2},
		{"先更新后删", reader{fromPrimary, plain}, writer{update, del}, 10, 1, 0},
		{"延迟双删", reader{fromPrimary, plain}, writer{del, update, del}, 20, 3, 1},
		{"先更新，删两次", reader{fromPrimary, plain}, writer{update, del, del}, 20, 1, 0},
		{"先更新后删，租约", reader{fromPrimary, leased}, writer{update, del}, 10, 0, 0},
		{"先删后更新，租约", reader{fromPrimary, leased}, writer{del, update}, 10, 2, 2},
		{"读从库，复制前删", reader{fromReplica, plain}, writer{update, del, replicate}, 20, 12, 2},
		{"读从库，复制后删", reader{fromReplica, plain}, writer{update, replicate, del}, 20, 3, 0},
		{"读从库，复制前删，租约", reader{fromReplica, leased}, writer{update, del, replicate}, 20, 2, 2},
		{"读从库，复制后删，租约", reader{fromReplica, leased}, writer{update, replicate, del}, 20, 0, 0},
		{"带版本，但删掉版本", reader{fromPrimary, versioned}, writer{update, del}, 10, 1, 0},
		{"读从库，复制前留墓碑", reader{fromReplica, versioned}, writer{update, bury, replicate}, 20, 0, 0},
	} {
		// --8<-- [end:table]
		t.Run(c.name, func(t *testing.T) {
			for start, want := range map[world]int{cold: c.cold, warm: c.warm} {
				total, bad := explore(start, race(c.reader, c.writer))
				if total != c.total || len(bad) != want {
					t.Errorf("from %+v: %d of %d interleavings leave stale data, want %d of %d:\n%s",
						start, len(bad), total, want, c.total, strings.Join(bad, "\n"))
				}
			}
		})
	}
}

// TestOnlyOneOrderBreaksUpdateThenDelete names the race that delete-after-update cannot exclude.
func TestOnlyOneOrderBreaksUpdateThenDelete(t *testing.T) {
	_, bad := explore(cold, race(reader{fromPrimary, plain}, writer{update, del}))
	if want := []string{"get load update delete fill"}; !slices.Equal(bad, want) {
		t.Errorf("stale orders %q, want %q", bad, want)
	}
}

// TestDoubleDeleteFailsOnlyAfterItsDelay proves that no stale value outlives a second delete that comes after the last fill.
func TestDoubleDeleteFailsOnlyAfterItsDelay(t *testing.T) {
	for _, start := range []world{cold, warm} {
		_, bad := explore(start, race(reader{fromPrimary, plain}, writer{del, update, del}))
		if len(bad) == 0 {
			t.Errorf("from %+v: no order leaves stale data, want some", start)
		}
		for _, order := range bad {
			if !strings.HasSuffix(order, "delete fill") {
				t.Errorf("%q leaves stale data although the last delete comes after the fill", order)
			}
		}
	}
}

// TestTwoWritersSetTheCache shows why the cache is deleted: two commits and two sets can end in opposite orders, two deletes cannot.
func TestTwoWritersSetTheCache(t *testing.T) {
	total, bad := explore(world{}, func(w *world) [][]step {
		return [][]step{setter(w, stale), setter(w, fresh)}
	})
	if total != 6 || len(bad) != 2 {
		t.Errorf("set after update: %d stale of %d orders, want 2 of 6: %q", len(bad), total, bad)
	}
	_, bad = explore(warm, func(w *world) [][]step {
		return [][]step{{update(w), del(w)}, {update(w), del(w)}}
	})
	if len(bad) != 0 {
		t.Errorf("delete after update: stale orders %q, want none", bad)
	}
}

// TestLeaseHoldsWithTwoReaders adds a second reader: 560 interleavings, 70 of them stale without a lease.
func TestLeaseHoldsWithTwoReaders(t *testing.T) {
	for _, c := range []struct {
		fill func(*world, int, int)
		want int
	}{{plain, 70}, {leased, 0}} {
		total, bad := explore(cold, func(w *world) [][]step {
			r := reader{fromPrimary, c.fill}
			return [][]step{r.steps(w), r.steps(w), {update(w), del(w)}}
		})
		if total != 560 || len(bad) != c.want {
			t.Errorf("%d of %d stale, want %d of 560", len(bad), total, c.want)
		}
	}
}
