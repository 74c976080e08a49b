package gc

import "fmt"

// --8<-- [start:trace]

// Cycle 是 GODEBUG=gctrace=1 的一行。时间是毫秒，大小是 MB。
type Cycle struct {
	N        int     // 第几轮
	At       float64 // 程序启动后多少秒
	Percent  int     // 启动以来 GC 占用的 CPU
	SweepSTW float64 // 墙钟：清扫终止（STW）
	Mark     float64 // 墙钟：并发标记
	MarkSTW  float64 // 墙钟：标记终止（STW）

	CPUSweepSTW, CPUAssist, CPUBackground, CPUIdle, CPUMarkSTW float64

	Start, End, Live      int // 标记开始时的堆、结束时的堆、存活的堆
	Goal, Stacks, Globals int
	Procs                 int
}

const layout = "gc %d @%fs %d%%: %f+%f+%f ms clock, %f+%f/%f/%f+%f ms cpu, " +
	"%d->%d->%d MB, %d MB goal, %d MB stacks, %d MB globals, %d P"

// ParseCycle 解析一行 gctrace；格式以所用版本的 runtime 包文档为准。
func ParseCycle(line string) (c Cycle, err error) {
	_, err = fmt.Sscanf(line, layout, &c.N, &c.At, &c.Percent,
		&c.SweepSTW, &c.Mark, &c.MarkSTW,
		&c.CPUSweepSTW, &c.CPUAssist, &c.CPUBackground, &c.CPUIdle, &c.CPUMarkSTW,
		&c.Start, &c.End, &c.Live, &c.Goal, &c.Stacks, &c.Globals, &c.Procs)
	return c, err
}

// --8<-- [end:trace]
