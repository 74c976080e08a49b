// Package capacity computes InnoDB page fan-out and shard counts from stated assumptions.
package capacity

// --8<-- [start:tree]

// 16 KiB 页的固定开销：FIL 头 38、页头 56、infimum 与 supremum 26、FIL 尾 8。
const usable = 16384 - 38 - 56 - 26 - 8

const (
	recHeader = 5     // COMPACT、DYNAMIC 的记录头
	childPage = 4     // 非叶子记录里的子页号
	hidden    = 6 + 7 // 叶子记录里的 trx_id 与 roll_ptr
)

// Tree 是一棵聚簇索引，列都按定长、非空算。
type Tree struct {
	KeyBytes   int64 // 主键
	RowBytes   int64 // 一行的所有列，含主键
	Sixteenths int64 // 页的填充率，十六分之几：顺序写 15，随机写最差 8
}

// perPage 给每条记录摊半个字节：页目录里每个 2 字节的槽至少管 4 条记录。
func (t Tree) perPage(rec int64) int64 { return usable * t.Sixteenths / 16 * 2 / (2*rec + 1) }

func (t Tree) FanOut() int64      { return t.perPage(recHeader + t.KeyBytes + childPage) }
func (t Tree) RowsPerLeaf() int64 { return t.perPage(recHeader + hidden + t.RowBytes) }

// MaxRows 是高度为 height 的树能放的行数；只有一个根页时高度是 1。
func (t Tree) MaxRows(height int) int64 {
	rows := t.RowsPerLeaf()
	for range height - 1 {
		rows *= t.FanOut()
	}
	return rows
}

// --8<-- [end:tree]

// Levels 返回每一层的页数，从叶子到根。
func (t Tree) Levels(rows int64) []int64 {
	pages := []int64{ceilDiv(rows, t.RowsPerLeaf())}
	for n := pages[0]; n > 1; {
		n = ceilDiv(n, t.FanOut())
		pages = append(pages, n)
	}
	return pages
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }
