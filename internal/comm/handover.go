package comm

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// handOver gives a function to code that is not modelled, which may call it at
// any time. A channel on which the function only sends stays what it is, but
// that values may come; everything else that the function holds is reached.
func (st *state) handOver(n *node) {
	for i, c := range n.args {
		if i < len(n.fn.FreeVars) && onlySends(n.fn.FreeVars[i], 0) {
			if id := st.heldChannel(c); id >= 0 {
				st.change(id).fed = true
				continue
			}
		}
		st.escape(c, true)
	}
}

// heldChannel is the channel that is, or is in, a captured variable.
func (st *state) heldChannel(v val) int32 {
	n := st.x.vals.of(v)
	if n.kind == kPtr && st.objs[n.obj].kind == oCells {
		n = st.x.vals.of(st.loadCell(n.obj, max(n.field, 0)))
	}
	if n.kind == kChan {
		return n.obj
	}
	return none
}

// onlySends reports whether all that is done with v, a channel or the variable
// of one, is to send on the channel.
func onlySends(v ssa.Value, depth int) bool {
	if v.Referrers() == nil || depth > 4 {
		return false
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if _, isPtr := v.Type().Underlying().(*types.Pointer); !isPtr || !onlySends(r, depth+1) {
				return false
			}
		case *ssa.Send:
			if r.X == v {
				return false
			}
		case *ssa.Select:
			if slices.ContainsFunc(r.States, func(s *ssa.SelectState) bool {
				return s.Send == v || s.Chan == v && s.Dir != types.SendOnly
			}) {
				return false
			}
		case *ssa.MakeClosure:
			for i, b := range r.Bindings {
				if b == v && !onlySends(r.Fn.(*ssa.Function).FreeVars[i], depth+1) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// forgetCells is forgetWritten for all that an object holds.
func (st *state) forgetCells(o *object) {
	for _, c := range o.cells {
		if c != 0 {
			st.forgetWritten(c)
		}
	}
}

// forgetWritten gives up what is known of the variables that the functions in v
// write to, and of the locks that they release for others: whoever has v may call them.
func (st *state) forgetWritten(v val) {
	n := st.x.vals.of(v)
	switch n.kind {
	case kFunc:
		releases := st.x.m.own[n.fn] && st.x.m.effectOf(n.fn)&effUneven != 0
		for i, c := range n.args {
			if i < len(n.fn.FreeVars) && writes(n.fn.FreeVars[i], 0) {
				st.havoc(c)
			}
			if releases {
				st.escape(c, true)
			}
		}
	case kIface, kStruct:
		for _, a := range n.args {
			st.forgetWritten(a)
		}
	}
}

// writes reports whether something is stored in the variable that v points to, or
// in a part of it, or whether v goes where that cannot be seen.
func writes(v ssa.Value, depth int) bool {
	if _, isPtr := v.Type().Underlying().(*types.Pointer); !isPtr || depth > 4 {
		return false
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == v {
				return true
			}
		case *ssa.FieldAddr:
			if writes(r, depth+1) {
				return true
			}
		case *ssa.IndexAddr:
			if writes(r, depth+1) {
				return true
			}
		case *ssa.MakeClosure:
			for i, b := range r.Bindings {
				if b == v && writes(r.Fn.(*ssa.Function).FreeVars[i], depth+1) {
					return true
				}
			}
		}
	}
	return false
}
