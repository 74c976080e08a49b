package repair

import "testing"

var (
	equal = World{Src: Row{true, 1, 10}, Dst: Row{true, 1, 10}}
	stale = World{Src: Row{true, 2, 20}, Dst: Row{true, 1, 10}}
)

// --8<-- [start:races]
func TestEveryInterleaving(t *testing.T) {
	for _, c := range []struct {
		name       string
		start      World
		procs      func(Put) [][]Step
		put        Put
		total, bad int
	}{
		{"两个请求双写，直接覆盖", equal, twoWriters, Blind, 6, 2},
		{"两个请求双写，比较版本", equal, twoWriters, Versioned, 6, 0},
		{"本来一致，修复撞上一次双写，直接覆盖", equal, writerAndRepair, Blind, 6, 1},
		{"本来一致，修复撞上一次双写，比较版本", equal, writerAndRepair, Versioned, 6, 0},
		{"双写、全量修复、增量修复，直接覆盖", stale, writerAndTwoRepairs, Blind, 90, 20},
		{"双写、全量修复、增量修复，比较版本", stale, writerAndTwoRepairs, Versioned, 90, 0},
		{"修复撞上删除，比较版本但物理删除", equal, deleterAndRepair, NoTombstone, 6, 1},
		{"修复撞上删除，比较版本且留墓碑", equal, deleterAndRepair, Versioned, 6, 0},
	} {
		total, bad := Explore(c.start, c.procs(c.put)...)
		if total != c.total || bad != c.bad {
			t.Errorf("%s: %d 种交错里 %d 种不一致，期望 %d 和 %d", c.name, total, bad, c.total, c.bad)
		}
	}
}

// --8<-- [end:races]

func twoWriters(p Put) [][]Step       { return [][]Step{Write(0, 30, p), Write(1, 40, p)} }
func writerAndRepair(p Put) [][]Step  { return [][]Step{Write(0, 30, p), Repair(1, p)} }
func deleterAndRepair(p Put) [][]Step { return [][]Step{Delete(0, p), Repair(1, p)} }
func writerAndTwoRepairs(p Put) [][]Step {
	return [][]Step{Write(0, 30, p), Repair(1, p), Repair(2, p)}
}

// --8<-- [start:crash]

// 双写在两步之间崩溃：新库落后，之后一次修复补上；没有并发写的时候，一遍就够。
func TestCrashThenRepair(t *testing.T) {
	crashed := Write(0, 30, Versioned)[:1]
	if _, bad := Explore(equal, crashed); bad != 1 {
		t.Error("只写了旧库，应当不一致")
	}
	if _, bad := Explore(equal, append(crashed, Repair(1, Versioned)...)); bad != 0 {
		t.Error("修复之后应当一致")
	}
}

// --8<-- [end:crash]

// 版本对、内容错（转换的 bug、手工改过）：相等放行才修得好。
func TestRepairSameVersion(t *testing.T) {
	wrong := World{Src: Row{true, 2, 20}, Dst: Row{true, 2, 99}}
	if _, bad := Explore(wrong, Repair(0, Versioned)); bad != 0 {
		t.Error("没有修好")
	}
}

// --8<-- [start:clock]

// 用精确到秒的更新时间当版本：同一秒的两次写版本相同，相等放行挡不住乱序，相等不放行又丢掉后一次。
func TestSecondsAreNotAVersion(t *testing.T) {
	strict := func(dst *Row, in Row) {
		if in.Version > dst.Version {
			*dst = in
		}
	}
	for _, c := range []struct {
		name string
		put  Put
		bad  int
	}{{"相等放行", Versioned, 2}, {"相等不放行", strict, 4}} {
		sameSecond := func(reg, value int) []Step {
			return []Step{
				func(w *World) { w.Src = Row{true, 7, value}; w.Reg[reg] = w.Src },
				func(w *World) { c.put(&w.Dst, w.Reg[reg]) },
			}
		}
		if total, bad := Explore(equal, sameSecond(0, 30), sameSecond(1, 40)); total != 6 || bad != c.bad {
			t.Errorf("%s：%d 种交错里 %d 种不一致", c.name, total, bad)
		}
	}
}

// --8<-- [end:clock]
