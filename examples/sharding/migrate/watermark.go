package migrate

import "maps"

// Event is one change in the log; an empty Value means that the row was deleted.
type Event struct {
	ID    int64
	Value string
}

// Rows is a table: id to value.
type Rows map[int64]string

// Apply replays one event.
func (r Rows) Apply(e Event) {
	if e.Value == "" {
		delete(r, e.ID)
		return
	}
	r[e.ID] = e.Value
}

// --8<-- [start:window]

// Window 处理一段存量：chunk 是在低、高水位之间某一刻读到的，window 是这期间日志里的变更。
// 变过的主键以日志为准，从 chunk 里去掉；剩下的行在窗口里没有变过，什么时候读都一样。
func Window(dst, chunk Rows, window []Event) {
	fresh := maps.Clone(chunk)
	for _, e := range window {
		dst.Apply(e)
		delete(fresh, e.ID)
	}
	maps.Copy(dst, fresh)
}

// --8<-- [end:window]
