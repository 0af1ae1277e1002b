package maprace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/spawn"
)

// iterated is the map that an iterator of package maps walks: it does so when
// it is used, not when it is made.
func iterated(v ssa.Value) ssa.Value {
	call, ok := unconverted(v).(*ssa.Call)
	if !ok || len(call.Call.Args) != 1 {
		return v
	}
	fn := spawn.CalleeObject(call.Common())
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "maps" {
		return v
	}
	switch fn.Name() {
	case "All", "Keys", "Values":
		return call.Call.Args[0]
	}
	return v
}

// walked are the accesses of a call that takes entries out of an iterator of
// package maps: a loop over it, which calls it, or a function of std that is
// passed it.
func (c *checker) walked(in ssa.CallInstruction) []access {
	call := in.Common()
	if call.IsInvoke() {
		return nil
	}
	from := []ssa.Value{call.Value}
	if fn := spawn.CalleeObject(call); fn != nil {
		if fn.Pkg() == nil || fn.Pkg().Path() != "maps" && fn.Pkg().Path() != "slices" {
			return nil
		}
		from = call.Args
	}
	var out []access
	for _, v := range from {
		if m := iterated(v); m != v && isMap(m.Type()) {
			out = append(out, access{instr: in, at: c.places.Of(m), op: iterate, pos: unconverted(v).Pos()})
		}
	}
	return out
}
