package comm

import (
	"go/types"
	"strings"

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
			found = found || st.x.m.onlyUnlocks(f.fn.fn)
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

// onlyUnlocks reports whether fn releases locks and takes none, literals in it
// left out.
func (m *Model) onlyUnlocks(fn *ssa.Function) bool {
	locks, unlocks := 0, 0
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			callee := call.Common().StaticCallee()
			if callee == nil {
				continue
			}
			obj, ok := callee.Object().(*types.Func)
			if !ok || obj.Pkg() == nil || obj.Pkg().Path() != "sync" {
				continue
			}
			switch {
			case strings.HasSuffix(obj.Name(), "Unlock"):
				unlocks++
			case strings.HasSuffix(obj.Name(), "Lock"):
				locks++
			}
		}
	}
	return unlocks > 0 && locks == 0
}
