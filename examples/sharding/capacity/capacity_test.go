package capacity

import (
	"slices"
	"testing"
)

// The folklore divides a whole page by 8+6 bytes and puts 16 rows of 1 KB into a leaf.
func TestFolkloreOfTwentyMillion(t *testing.T) {
	fanOut := int64(16384 / (8 + 6))
	if rows := fanOut * fanOut * 16; fanOut != 1170 || rows != 21_902_400 {
		t.Errorf("fan-out %d, rows %d", fanOut, rows)
	}
}

// --8<-- [start:three-levels]
func TestThreeLevels(t *testing.T) {
	for _, c := range []struct {
		name                  string
		tree                  Tree
		fanOut, perLeaf, rows int64
	}{
		{"1 KB 的行，顺序写", Tree{8, 1024, 15}, 870, 14, 10_596_600},
		{"1 KB 的行，随机写最差", Tree{8, 1024, 8}, 464, 7, 1_507_072},
		{"200 B 的行，顺序写", Tree{8, 200, 15}, 870, 69, 52_226_100},
		{"100 B 的行，顺序写", Tree{8, 100, 15}, 870, 128, 96_883_200},
		{"200 B 的行，16 字节主键", Tree{16, 200, 15}, 597, 69, 24_592_221},
		{"200 B 的行，36 字节主键", Tree{36, 200, 15}, 334, 69, 7_697_364},
	} {
		if f, p, r := c.tree.FanOut(), c.tree.RowsPerLeaf(), c.tree.MaxRows(3); f != c.fanOut || p != c.perLeaf || r != c.rows {
			t.Errorf("%s：扇出 %d，每叶 %d 行，三层 %d 行", c.name, f, p, r)
		}
	}
}

// --8<-- [end:three-levels]

// The fourth level of a table of 20 million rows of 1 KB is one root page with two pointers.
func TestUpperLevelsFitInMemory(t *testing.T) {
	levels := Tree{8, 1024, 15}.Levels(20_000_000)
	if want := []int64{1_428_572, 1643, 2, 1}; !slices.Equal(levels, want) {
		t.Fatalf("levels %v, want %v", levels, want)
	}
	const pageKiB = 16
	upper := (levels[1] + levels[2] + levels[3]) * pageKiB // 25.7 MiB
	leaves := levels[0] * pageKiB                          // 21.8 GiB
	if upper != 26_336 || leaves != 22_857_152 {
		t.Errorf("upper %d KiB, leaves %d KiB", upper, leaves)
	}
}

func TestHeightMatchesMaxRows(t *testing.T) {
	tree := Tree{8, 200, 15}
	for height := 1; height <= 4; height++ {
		full := tree.MaxRows(height)
		if got := len(tree.Levels(full)); got != height {
			t.Errorf("height %d: a full tree has %d levels", height, got)
		}
		if got := len(tree.Levels(full + 1)); got != height+1 {
			t.Errorf("height %d: one row more gives %d levels", height, got)
		}
	}
}

// --8<-- [start:worked]
func TestWorkedExample(t *testing.T) {
	rows := RowsAfter(0, 20_000_000, 3*365, 180) // 每天 2000 万行，在线只留 180 天
	need := Need{PeakWrites: 7_000, Rows: rows, RowBytes: 500}
	node := Node{Writes: 3_000, Spare: 50, Bytes: 250e9}

	byWrites, byBytes, nodes := need.Nodes(node)
	if rows != 3_600_000_000 || byWrites != 5 || byBytes != 8 || nodes != 8 {
		t.Errorf("%d 行，按写 %d 个，按数据 %d 个，取 %d 个", rows, byWrites, byBytes, nodes)
	}
	if perShard := rows / 480; perShard != 7_500_000 { // 480 个逻辑分片，每实例 60 个
		t.Errorf("每片 %d 行", perShard)
	}
}

// --8<-- [end:worked]

func TestEvenHosts(t *testing.T) {
	between := func(shards int) (hosts []int) {
		for _, h := range EvenHosts(shards) {
			if h >= 32 && h <= 96 {
				hosts = append(hosts, h)
			}
		}
		return hosts
	}
	if got := between(480); !slices.Equal(got, []int{32, 40, 48, 60, 80, 96}) {
		t.Errorf("480: %v", got)
	}
	if got := between(512); !slices.Equal(got, []int{32, 64}) {
		t.Errorf("512: %v", got)
	}
}

func TestRowsAfter(t *testing.T) {
	if got := RowsAfter(30_000_000, 100_000, 365, 0); got != 66_500_000 {
		t.Errorf("without archive: %d", got)
	}
	if got := RowsAfter(30_000_000, 100_000, 365, 90); got != 9_000_000 {
		t.Errorf("with archive: %d", got)
	}
}
