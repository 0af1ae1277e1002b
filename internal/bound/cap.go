package bound

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// capped reports whether cond being so means that a map has room, into which v
// is then put: the way of a cap with a value for what overflows.
func capped(v, cond ssa.Value, so bool) bool {
	op, ok := cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	var full ssa.Value
	switch op.Op {
	case token.LSS, token.LEQ:
		full = op.Y
		if so {
			full = op.X
		}
	case token.GTR, token.GEQ:
		full = op.X
		if so {
			full = op.Y
		}
	default:
		return false
	}
	call, ok := full.(*ssa.Call)
	if !ok {
		return false
	}
	if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "len" {
		return false
	}
	return putInto(v, call.Call.Args[0])
}

// putInto reports whether v becomes a key of the map m in the same function.
func putInto(v, m ssa.Value) bool {
	at, ok := m.(ssa.Instruction)
	if !ok {
		return false
	}
	for _, b := range at.Parent().Blocks {
		for _, instr := range b.Instrs {
			if update, ok := instr.(*ssa.MapUpdate); ok && same(update.Map, m) && partOf(v, update.Key, 0) {
				return true
			}
		}
	}
	return false
}
