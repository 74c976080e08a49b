package canary

// --8<-- [start:rollout]

// Rollout 一步一步放大；一旦回滚就停在 0，等人看过再开始，不会自己又爬上去。
type Rollout struct {
	Router *Router
	Steps  []int64 // 例如 10、100、1000、5000、10000 格
	step   int
	over   bool
}

// Start 放出第一步。
func (r *Rollout) Start() {
	r.step, r.over = 0, false
	r.Router.Set(r.Steps[0])
}

// Observe 在每个观察期结束时调用，两边的计数都只含这一步之内的请求。
func (r *Rollout) Observe(v Verdict) {
	switch {
	case v == Rollback: // 放在最前：全量之后、删旧代码之前也要退得回去
		r.over = true
		r.Router.Set(0)
	case r.over || v == Wait:
	case r.step+1 < len(r.Steps):
		r.step++
		r.Router.Set(r.Steps[r.step])
	default:
		r.over = true // 已经全量
	}
}

// --8<-- [end:rollout]
