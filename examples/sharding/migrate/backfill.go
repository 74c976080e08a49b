package migrate

import "slices"

// Table is a set of ids in primary key order.
type Table struct{ ids []int64 }

// NewTable returns a table with the ids 1..n.
func NewTable(n int64) *Table {
	t := &Table{}
	for id := int64(1); id <= n; id++ {
		t.ids = append(t.ids, id)
	}
	return t
}

// Delete removes a row.
func (t *Table) Delete(id int64) {
	if i, ok := slices.BinarySearch(t.ids, id); ok {
		t.ids = slices.Delete(t.ids, i, i+1)
	}
}

// Offset is SELECT ... ORDER BY id LIMIT n OFFSET off.
func (t *Table) Offset(off, n int) []int64 {
	off = min(off, len(t.ids))
	return slices.Clone(t.ids[off:min(off+n, len(t.ids))])
}

// --8<-- [start:after]

// After 是 SELECT ... WHERE id > last ORDER BY id LIMIT n：从上次的主键接着走。
func (t *Table) After(last int64, n int) []int64 {
	i, found := slices.BinarySearch(t.ids, last)
	if found {
		i++
	}
	return slices.Clone(t.ids[i:min(i+n, len(t.ids))])
}

// --8<-- [end:after]
