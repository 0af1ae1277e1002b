package comm

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// maxPure bounds how deep functions of their arguments alone call each other.
const maxPure = 3

// isPure reports a small function that does nothing but compute a number, a
// string or a bool from its arguments. It is worth following where other calls
// are not: what it is asked twice it answers twice in the same way.
func (m *Model) isPure(fn *ssa.Function) bool {
	pure, known := m.pures[fn]
	if !known {
		pure = m.findPure(fn, 0)
		m.pures[fn] = pure
	}
	return pure
}

func (m *Model) findPure(fn *ssa.Function, depth int) bool {
	if depth > maxPure || !isSmall(fn) || len(fn.Blocks) == 0 || fn.Signature.Results().Len() != 1 {
		return false
	}
	if _, ok := fn.Signature.Results().At(0).Type().Underlying().(*types.Basic); !ok {
		return false
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if !m.computes(in, depth) {
				return false
			}
		}
	}
	return true
}

// computes reports an instruction that only computes.
func (m *Model) computes(in ssa.Instruction, depth int) bool {
	switch in := in.(type) {
	case *ssa.UnOp:
		return in.Op != token.ARROW
	case *ssa.Store:
		cell, ok := in.Addr.(*ssa.Alloc)
		return ok && !cell.Heap
	case *ssa.Call:
		callee := in.Common().StaticCallee()
		if callee == nil {
			b, ok := in.Common().Value.(*ssa.Builtin)
			return ok && b.Name() == "len"
		}
		if obj, ok := callee.Object().(*types.Func); ok && obj.Pkg() != nil && purePackages[obj.Pkg().Path()] {
			return isPlain(obj.Signature())
		}
		return m.own[callee] && m.findPure(callee, depth+1)
	case *ssa.Alloc:
		return !in.Heap
	case *ssa.BinOp, *ssa.Field, *ssa.FieldAddr, *ssa.ChangeType, *ssa.Convert, *ssa.Phi, *ssa.If, *ssa.Jump, *ssa.Return, *ssa.DebugRef:
		return true
	}
	return false
}
