package maprace

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// syncMaps finds, on a sync.Map, a Store that rests on an earlier Load of the
// same key: between the two another goroutine can store too.
func (f *sections) syncMaps() {
	var loads, stores []*ssa.Call
	for _, in := range f.order {
		call, ok := in.(*ssa.Call)
		if !ok {
			continue
		}
		fn := spawn.CalleeObject(call.Common())
		if fn == nil {
			continue
		}
		switch fn.FullName() {
		case "(*sync.Map).Load":
			loads = append(loads, call)
		case "(*sync.Map).Store":
			stores = append(stores, call)
		}
	}
	for _, st := range stores {
		for _, ld := range loads {
			f.loadThenStore(ld, st)
		}
	}
}

func (f *sections) loadThenStore(ld, st *ssa.Call) {
	m := f.c.places.Of(ld.Call.Args[0])
	if m != f.c.places.Of(st.Call.Args[0]) || f.c.inTest(f.fn) {
		return
	}
	if !f.sameKey(unbox(ld.Call.Args[1]), unbox(st.Call.Args[1])) || !ld.Block().Dominates(st.Block()) {
		return
	}
	for _, h := range f.at[st] {
		if h.May != 0 {
			return // a lock makes the two one step
		}
	}
	if !f.c.sharedMap(m) {
		return
	}
	v := st.Call.Args[2]
	derived := derives(v, ld, 0)
	if !derived && !(f.decides(ld, st) && f.identity(v)) {
		return
	}
	want, fixes := "LoadOrStore", f.c.storeOnce
	if derived {
		want, fixes = "CompareAndSwap in a loop", func(fn *ssa.Function, st *ssa.Call) []analysis.SuggestedFix { return f.c.swap(fn, ld, st) }
	}
	name := f.c.places.Name(m)
	f.c.emit(f.fn, m, report.Finding{
		Kind: "check-then-act", Pos: st.Pos(),
		Message: fmt.Sprintf("map %s is stored to here because of the Load at %s; another goroutine can store in between and one value is lost; use %s",
			name, f.c.where(ld.Pos()), want),
		Witness: []report.Step{
			{Pos: ld.Pos(), Text: "map " + name + " is loaded"},
			{Pos: st.Pos(), Text: "and stored to, in a second step"},
		},
		Fixes: fixes(f.fn, st),
	})
}

func unbox(v ssa.Value) ssa.Value {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		return mi.X
	}
	return v
}

// derives reports a value computed, by arithmetic or append, from in.
func derives(v ssa.Value, in ssa.Value, depth int) bool {
	if depth > 8 {
		return false
	}
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return derives(v.X, in, depth+1)
	case *ssa.Convert:
		return derives(v.X, in, depth+1)
	case *ssa.BinOp:
		return rests(v.X, in, 0) || rests(v.Y, in, 0) || derives(v.X, in, depth+1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if derives(e, in, depth+1) {
				return true
			}
		}
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			return rests(v.Call.Args[0], in, 0)
		}
	}
	return false
}

// sharedMap reports a map that other goroutines can reach: a package-level
// variable or a field of something that is not local.
func (c *checker) sharedMap(m interface{ Class() types.Object }) bool { return m.Class() != nil }
