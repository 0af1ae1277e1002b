package comm

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// handsOver reports whether a live thread may release a lock that another one
// has taken: it reaches the lock, and runs or holds a function that unlocks
// without having locked.
func (st *state) handsOver(lock int32, live []bool) bool {
	for i, t := range st.threads {
		if !live[i] {
			continue
		}
		marks := make([]bool, len(st.objs))
		if st.mark(t, marks); !marks[lock] {
			continue
		}
		found := false
		for _, f := range t.frames {
			found = found || f.fn != nil && st.x.m.onlyUnlocks(f.fn.fn)
		}
		st.roots(t, func(v val) {
			n := st.x.vals.of(v)
			found = found || n.kind == kFunc && st.x.m.onlyUnlocks(n.fn)
		})
		if found {
			return true
		}
	}
	return false
}

// onlyUnlocks reports whether fn releases a lock that it does not take, literals
// in it left out. Locks that are no fields are not told apart.
func (m *Model) onlyUnlocks(fn *ssa.Function) bool {
	releases, takes := make(map[types.Object]bool), make(map[types.Object]bool)
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			callee := call.Common().StaticCallee()
			if callee == nil || len(call.Common().Args) == 0 {
				continue
			}
			obj, ok := callee.Object().(*types.Func)
			if !ok {
				continue
			}
			use, ok := lockCalls[m.fullName(obj)]
			if !ok {
				continue
			}
			if lock := lockVariable(call.Common().Args[0]); use.takes {
				takes[lock] = true
			} else {
				releases[lock] = true
			}
		}
	}
	for lock := range releases {
		if !takes[lock] {
			return true
		}
	}
	return false
}
