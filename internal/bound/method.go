package bound

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Passed is what v can be in block, or with the name of a method, what that
// method of v returns.
func (e *Engine) Passed(v ssa.Value, method string, block *ssa.BasicBlock) Value {
	if method == "" {
		return e.At(v, block)
	}
	if e.depth > maxDepth || e.tired() {
		return unknown
	}
	v = concrete(v)
	if !types.IsInterface(v.Type()) {
		return e.returnedBy(v, method, block)
	}
	out := unknown
	for _, p := range e.At(v, block).Params {
		if p.Method == "" && types.IsInterface(p.Param.Type()) {
			out.Params = append(out.Params, Param{p.Param, method, p.Trail, p.Choice})
		}
	}
	return out
}

// concrete is the value that was put into an interface, as far as it is seen.
func concrete(v ssa.Value) ssa.Value {
	for range maxSingle {
		switch x := v.(type) {
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeInterface:
			v = x.X
		default:
			return v
		}
	}
	return v
}

// returnedBy is what a method without parameters of v, no interface, returns.
func (e *Engine) returnedBy(v ssa.Value, method string, block *ssa.BasicBlock) Value {
	obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, e.pass.Pkg, method)
	callee, ok := obj.(*types.Func)
	if !ok || callee.Signature().Results().Len() != 1 || callee.Signature().Params().Len() != 0 {
		return unknown
	}
	if out := e.textOf(v, method, block); out.Class == Unbounded {
		return out
	}
	fn := e.pkg.SSA.Prog.FuncValue(callee)
	if fn == nil || len(fn.Blocks) == 0 {
		var fact Results
		at, isInstr := v.(ssa.Instruction)
		if isInstr && e.pass.ImportObjectFact(callee, &fact) && len(fact.Of) == 1 {
			return e.fromFact(callee, []ssa.Value{v}, at, fact.Of[0])
		}
		return unknown
	}
	out := e.result(fn, 0)
	params := out.Params
	out.Params = nil
	for _, p := range params {
		if p.Param.Parent() == fn && p.Method == "" && types.Identical(p.Param.Type(), v.Type()) {
			out = join(out, e.At(v, block))
		}
	}
	return out
}

// FieldAt is what the field of that name of v, a struct made in place, can be in
// block.
func (e *Engine) FieldAt(v ssa.Value, name string, block *ssa.BasicBlock) Value {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return unknown
	}
	t, ok := v.Type().Underlying().(*types.Struct)
	if !ok {
		return unknown
	}
	at := load.X
	if fv, ok := at.(*ssa.FreeVar); ok {
		at = e.capturedFrom(fv)
	}
	alloc, ok := at.(*ssa.Alloc)
	if !ok {
		return unknown
	}
	for i := range t.NumFields() {
		if t.Field(i).Name() != name {
			continue
		}
		if out := e.storedInField(alloc, i); !out.none() {
			return out
		}
		for _, s := range e.storesTo(alloc) { // a literal that is copied whole
			if _, again := s.Val.(*ssa.UnOp); again && s.Val != v {
				return e.FieldAt(s.Val, name, block)
			}
		}
	}
	return unknown
}
