package consistency

const (
	none  = 0 // the cache holds nothing
	stale = 1 // the version before the write
	fresh = 2 // the version after the write
)

// --8<-- [start:model]

// world 是全部状态；值就是版本号。
type world struct {
	primary, replica int // 主库、从库
	cached           int // 缓存里的版本，none 表示没有
	lease            int // 每次删除加一，此前发出的租约全部作废
	floor            int // 墓碑：低于它的版本不许回填
}

// reader 是旁路缓存的读：查缓存，没有就查库，再回填。
type reader struct {
	load func(*world) int
	fill func(w *world, version, lease int)
}

func (r reader) steps(w *world) []step {
	var miss bool
	var version, lease int
	return []step{
		{"get", func() { miss, lease = w.cached == none, w.lease }},
		{"load", func() {
			if miss {
				version = r.load(w)
			}
		}},
		{"fill", func() {
			if miss {
				r.fill(w, version, lease)
			}
		}},
	}
}

// --8<-- [end:model]

func fromPrimary(w *world) int { return w.primary }
func fromReplica(w *world) int { return w.replica }

// --8<-- [start:fill]

// 三种回填：直接写；租约还有效才写；不低于墓碑上的版本才写。
func plain(w *world, version, _ int) { w.cached = version }

func leased(w *world, version, lease int) {
	if lease == w.lease {
		w.cached = version
	}
}

func versioned(w *world, version, _ int) {
	if version >= w.floor {
		w.cached, w.floor = version, version
	}
}

// --8<-- [end:fill]

// The steps of a writer: commit, replicate, delete the key, or replace it by a tombstone that carries the new version.
func update(w *world) step    { return step{"update", func() { w.primary = fresh }} }
func replicate(w *world) step { return step{"replicate", func() { w.replica = w.primary }} }
func del(w *world) step       { return step{"delete", func() { w.cached = none; w.lease++ }} }
func bury(w *world) step      { return step{"bury", func() { w.cached, w.floor = none, fresh }} }

// setter commits one version and then writes the same version into the cache.
func setter(w *world, version int) []step {
	return []step{
		{"update", func() { w.primary = version }},
		{"set", func() { w.cached = version }},
	}
}
