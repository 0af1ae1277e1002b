package bound

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// exportedType reports a type that other packages can name.
func exportedType(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Exported()
}

// indexUse notes which functions are used as values, which methods are called
// through interfaces, and which package variables have their elements set.
func (e *Engine) indexUse(instr ssa.Instruction) {
	var callee ssa.Value
	if call, ok := instr.(ssa.CallInstruction); ok {
		if call.Common().IsInvoke() {
			e.invoked[call.Common().Method.Name()] = true
		} else {
			callee = call.Common().Value
		}
	}
	e.operands = instr.Operands(e.operands[:0])
	for _, op := range e.operands {
		if fn, ok := (*op).(*ssa.Function); ok && *op != callee {
			e.taken[fn] = true
		}
	}
	switch instr := instr.(type) {
	case *ssa.MakeClosure:
		fn := instr.Fn.(*ssa.Function)
		e.taken[fn] = false
		for _, ref := range *instr.Referrers() {
			call, ok := ref.(ssa.CallInstruction)
			if !ok || call.Common().Value != instr {
				e.taken[fn] = true
			}
		}
	case *ssa.MapUpdate:
		e.noteWrite(instr.Map)
	case *ssa.Store:
		if at, ok := instr.Addr.(*ssa.IndexAddr); ok {
			e.noteWrite(at.X)
		}
	}
}

func (e *Engine) noteWrite(container ssa.Value) {
	if load, ok := container.(*ssa.UnOp); ok && load.Op == token.MUL {
		if g, ok := load.X.(*ssa.Global); ok {
			e.written[g] = true
		}
	}
}

// elementOf is what one element of x, a map or a list, can be.
func (e *Engine) elementOf(x ssa.Value, block *ssa.BasicBlock) Value {
	out := e.At(x, block)
	if out.Class == Unbounded || len(out.Params) > 0 {
		return out
	}
	return e.table(x, func(el Element) (string, bool) { return stringOf(el.Value) })
}

// looked is what a lookup in a map, or an index of a string, can find.
func (e *Engine) looked(v *ssa.Lookup) Value {
	if isString(v.X.Type()) {
		return e.inherited(v.X, v.Block())
	}
	out := e.elementOf(v.X, v.Block())
	if out.Class == Const && len(out.Set) > 0 && !v.CommaOk {
		out = join(out, Value{Set: []string{""}}) // of a key that is not there
	}
	return out
}

// keyOf is what one key of the map x can be.
func (e *Engine) keyOf(x ssa.Value, block *ssa.BasicBlock) Value {
	out := e.At(x, block)
	if out.Class == Unbounded || len(out.Params) > 0 {
		return out
	}
	return e.table(x, func(el Element) (string, bool) { return el.Name, el.Name != "" })
}

// table is the set of what text says of the elements of a literal that nobody
// changes: one in a variable of the package, or a local one.
func (e *Engine) table(x ssa.Value, text func(Element) (string, bool)) Value {
	if load, ok := x.(*ssa.UnOp); ok {
		if g, ok := load.X.(*ssa.Global); ok && e.written[g] {
			return unknown
		}
	}
	elements := e.Elements(e.Single(x))
	if len(elements) == 0 || len(elements) > maxTable {
		return unknown
	}
	var set []string
	for _, el := range elements {
		s, ok := text(el)
		if !ok {
			return unknown
		}
		set = append(set, s)
	}
	set = union(set, nil)
	if len(set) > maxSet {
		return bounded(len(set), "constants of a table")
	}
	return Value{Set: set}
}

// maxTable limits the literals that are looked at.
const maxTable = 4096
