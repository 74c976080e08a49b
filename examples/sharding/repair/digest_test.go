package repair

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func table(n int64) []Record {
	rows := make([]Record, n)
	for i := range rows {
		id, s := strconv.Itoa(i), strings.Repeat("x", i%17)
		rows[i] = Record{int64(i), RowHash(&id, &s)}
	}
	return rows
}

func side(tables ...[]Record) Side {
	return func(from, to int64) (d Digest) {
		for _, rows := range tables {
			i, _ := slices.BinarySearchFunc(rows, from, byID)
			j, _ := slices.BinarySearchFunc(rows, to, byID)
			d = d.Plus(Sum(rows[i:j]))
		}
		return d
	}
}

func byID(r Record, id int64) int { return int(r.ID - id) }

func split(rows []Record, n int) [][]Record {
	out := make([][]Record, n)
	for _, r := range rows {
		s := Shard(r.ID, n)
		out[s] = append(out[s], r)
	}
	return out
}

// --8<-- [start:find]
func TestFindOneBadRowAcrossShards(t *testing.T) {
	old := table(1 << 16)
	shards := split(old, 8)
	s := Shard(12345, 8)
	i, _ := slices.BinarySearchFunc(shards[s], int64(12345), byID)
	shards[s][i].Hash++ // 新库里一行不同

	ranges, queries := Suspects(side(old), side(shards...), 0, 1<<16, 64)
	if len(ranges) != 1 || ranges[0] != [2]int64{12288, 12352} || queries != 21 {
		t.Errorf("%v，%d 次比较", ranges, queries) // 65,536 行，21 次比较定位到 64 行
	}
}

// --8<-- [end:find]

func TestSumSeesACopyInTwoShards(t *testing.T) {
	old := table(100)
	shards := split(old, 4)
	extra := old[42]
	other := (Shard(42, 4) + 1) % 4
	shards[other] = append(shards[other], extra)
	slices.SortFunc(shards[other], func(a, b Record) int { return int(a.ID - b.ID) })
	if side(old)(0, 100) == side(shards...)(0, 100) {
		t.Error("多出来的一份应当被看见")
	}
}

// 两行的内容对调：主键不算进散列，和就看不出来。
func TestHashNeedsThePrimaryKey(t *testing.T) {
	one, two, a, b := "1", "2", "a", "b"
	if RowHash(&a)+RowHash(&b) != RowHash(&b)+RowHash(&a) {
		t.Error("不带主键，对调前后的和本该一样")
	}
	if RowHash(&one, &a)+RowHash(&two, &b) == RowHash(&one, &b)+RowHash(&two, &a) {
		t.Error("带上主键，对调应当看得出来")
	}
}

// --8<-- [start:misplaced]

// 一行放错了分片：摘要之和照样相等，所以还要逐片检查“这一行该不该在这里”。
func TestSumMissesAMisplacedRow(t *testing.T) {
	old := table(100)
	shards := split(old, 4)
	home := Shard(42, 4)
	i, _ := slices.BinarySearchFunc(shards[home], int64(42), byID)
	other := (home + 1) % 4
	moved := shards[home][i]
	shards[home] = slices.Delete(shards[home], i, i+1)
	shards[other] = append(shards[other], moved)
	slices.SortFunc(shards[other], func(a, b Record) int { return int(a.ID - b.ID) })

	if side(old)(0, 100) != side(shards...)(0, 100) {
		t.Error("摘要看不出来放错了分片")
	}
	wrong := 0
	for n, rows := range shards {
		for _, r := range rows {
			if Shard(r.ID, 4) != n {
				wrong++
			}
		}
	}
	if wrong != 1 {
		t.Errorf("逐片检查应当看见 1 行，得到 %d", wrong)
	}
}

// --8<-- [end:misplaced]

func TestRowHashKeepsFieldsApart(t *testing.T) {
	ab, c, a, bc, empty := "ab", "c", "a", "bc", ""
	if RowHash(&ab, &c) == RowHash(&a, &bc) {
		t.Error("字段串在一起了")
	}
	if one := "a\x01b"; RowHash(&one) == RowHash(&a, new("b")) {
		t.Error("字段里的字节不该冒充分隔")
	}
	if RowHash(nil) == RowHash(&empty) {
		t.Error("NULL 与空串应当不同")
	}
	if RowHash(nil, &a) == RowHash(&a, nil) {
		t.Error("NULL 的位置应当算进去")
	}
}
