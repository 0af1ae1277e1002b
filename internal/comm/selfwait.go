package comm

import "go/types"

// countsItself reports whether t waits for a wait group that counts t until it
// returns: it was started by the group, or has put off a Done of it. Whoever else
// there is, the count cannot get to zero while t waits.
func (st *state) countsItself(t *thread) bool {
	if t.op == nil || t.op.kind != opWaitGroup || t.op.arms[0].obj < 0 {
		return false
	}
	group := t.op.arms[0].obj
	if st.objs[group].count < 0 { // it has counted itself down for the time being
		return false
	}
	if t.group == group {
		return true
	}
	for _, f := range t.frames {
		for _, d := range f.defers {
			if st.isDone(d, group) {
				return true
			}
		}
	}
	return false
}

// isDone reports whether a deferred call is that of the group's Done.
func (st *state) isDone(deferred val, group int32) bool {
	d := st.x.vals.of(deferred)
	if d.kind != kStruct || len(d.args) != 3 {
		return false
	}
	callee := st.x.vals.of(d.args[1])
	if callee.kind != kFunc {
		return false
	}
	obj, ok := callee.fn.Object().(*types.Func)
	if !ok || st.x.m.fullName(obj) != "(*sync.WaitGroup).Done" {
		return false
	}
	id, ok := st.target(d.args[2], nil)
	return ok && id == group
}
