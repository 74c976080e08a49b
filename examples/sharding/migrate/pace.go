package migrate

import "time"

// --8<-- [start:pace]

// Pace 按上一批的耗时调下一批的大小，按数据库的状态决定要不要停。
type Pace struct {
	Size, Min, Max int
	Target         time.Duration // 每批希望用的时间
}

// Health 来自被搬的库和它的从库。
type Health struct {
	Running int           // Threads_running
	Lag     time.Duration // 最慢的从库
}

// Next 在一批之后调用；ok 为 false 就先不搬，过一会儿再看。
func (p *Pace) Next(took time.Duration, h Health, maxRunning int, maxLag time.Duration) (size int, ok bool) {
	if h.Running > maxRunning || h.Lag > maxLag {
		p.Size = max(p.Min, p.Size/2)
		return p.Size, false
	}
	if took > 0 {
		want := int(float64(p.Size) * float64(p.Target) / float64(took))
		p.Size = min(max((p.Size+want)/2, p.Min), p.Max) // 只走一半，免得来回摆
	}
	return p.Size, true
}

// --8<-- [end:pace]
