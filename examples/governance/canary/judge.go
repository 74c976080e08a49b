package canary

import "math"

// Stats counts the requests of one side over the same stretch of time.
type Stats struct{ Requests, Errors int }

func (s Stats) rate() float64 { return float64(s.Errors) / float64(s.Requests) }

// Verdict is what to do with the canary now.
type Verdict int

// Wait for more data, go to the next step, or turn back.
const (
	Wait Verdict = iota
	Advance
	Rollback
)

// Rule holds the limits of one judgement.
type Rule struct {
	MinRequests int     // 两边都到了才谈放大
	MaxWorse    float64 // 允许新的比旧的差多少，例如 0.002
	Z           float64 // 多确定才算真的差，例如 3
	MinErrors   int     // 错到这么多，样本没到齐也可以判回滚
	Healthy     float64 // 旧的错误率超过它，说明正在出别的事，不放大
}

// --8<-- [start:judge]

// Judge 把新的和同一时段的旧的比，不和昨天比，也不和固定阈值比。
// 回滚只要证据够，不必等样本到齐；放大却必须等。
func (r Rule) Judge(canary, control Stats) Verdict {
	if canary.Requests == 0 || control.Requests == 0 {
		return Wait
	}
	worse := canary.rate() - control.rate() - r.MaxWorse
	if canary.Errors >= r.MinErrors && worse > r.Z*stderr(canary, control) {
		return Rollback
	}
	if min(canary.Requests, control.Requests) < r.MinRequests {
		return Wait
	}
	if worse > 0 || control.rate() > r.Healthy { // 看着差但不能确定，或旧的也在出事：停在这一步
		return Wait
	}
	return Advance
}

// stderr 是两个比例之差的标准误。
func stderr(a, b Stats) float64 {
	pa, pb := a.rate(), b.rate()
	return math.Sqrt(pa*(1-pa)/float64(a.Requests) + pb*(1-pb)/float64(b.Requests))
}

// --8<-- [end:judge]

// --8<-- [start:upper]

// Upper 是一个错都没见到时，错误率的上界（置信度 confidence）。
// n 次全对的概率是 (1-p)^n，让它等于 1-confidence，解出 p。
func Upper(n int, confidence float64) float64 {
	return 1 - math.Pow(1-confidence, 1/float64(n))
}

// --8<-- [end:upper]
