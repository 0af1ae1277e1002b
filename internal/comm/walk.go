package comm

// A walker remembers the values that a walk has been to, by the number of the
// walk. Values share their parts.
type walker struct {
	round uint32
	seen  []uint32 // by value, the last walk that came there
	objs  []uint32 // by object, for visits that ask
}

// walk visits the objects that v leads to; visit says whether to go on behind
// an object. It must not walk itself.
func (st *state) walk(v val, visit func(int32) bool) {
	w := &st.x.m.walker
	w.round++
	if n := len(st.x.vals.nodes); n > len(w.seen) {
		w.seen = append(w.seen, make([]uint32, n-len(w.seen)+1024)...)
	}
	if n := len(st.objs); n > len(w.objs) {
		w.objs = append(w.objs, make([]uint32, n-len(w.objs)+64)...)
	}
	st.walkValue(w, v, visit)
}

// first reports whether this walk is at an object for the first time.
func (w *walker) first(id int32) bool {
	if w.objs[id] == w.round {
		return false
	}
	w.objs[id] = w.round
	return true
}

func (st *state) walkValue(w *walker, v val, visit func(int32) bool) {
	if st.x.budget--; v == 0 || st.x.budget < 0 || w.seen[v] == w.round {
		return
	}
	w.seen[v] = w.round
	n := st.x.vals.of(v)
	switch n.kind {
	case kPtr, kChan, kMap, kSlice, kCtx, kCancel, kRLocker:
		st.walkObject(w, n.obj, visit)
		if n.kind == kSlice {
			return
		}
	case kSym, kExpr:
		for _, m := range st.mats {
			if m.sym == v {
				st.walkObject(w, m.obj, visit)
			}
		}
	}
	for _, a := range n.args {
		st.walkValue(w, a, visit)
	}
}

func (st *state) walkObject(w *walker, id int32, visit func(int32) bool) {
	if id < 0 || !visit(id) {
		return
	}
	o := st.objs[id]
	for _, c := range o.cells {
		st.walkValue(w, c, visit)
	}
	if o.kind == oCtx && o.parent >= 0 {
		st.walkObject(w, o.parent, visit)
	}
}

// mark marks all objects that t can reach.
func (st *state) mark(t *thread, marks []bool) {
	visit := func(id int32) bool {
		if marks[id] {
			return false
		}
		marks[id] = true
		return true
	}
	st.roots(t, func(v val) { st.walk(v, visit) })
}
