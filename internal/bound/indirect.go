package bound

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// indirect is what result i of a call of a function value can be: that of every
// function that the package puts into the variable or field. Others may put
// more there, of which nothing is known.
func (e *Engine) indirect(call *ssa.Call, i int) Value {
	out := unknown
	for _, fn := range e.functions(call.Common().Value, 0) {
		if len(fn.Blocks) == 0 || len(fn.Params) != len(call.Common().Args) || i >= fn.Signature.Results().Len() {
			continue
		}
		out = join(out, e.substitute(e.result(fn, i), fn, call))
	}
	return out
}

// maxFunctions limits the functions that a function value is looked for among.
const maxFunctions = 16

// functions are those that v is seen to be.
func (e *Engine) functions(v ssa.Value, depth int) []*ssa.Function {
	if depth > maxSingle {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Function:
		return []*ssa.Function{v}
	case *ssa.MakeClosure:
		return []*ssa.Function{v.Fn.(*ssa.Function)}
	case *ssa.ChangeType:
		return e.functions(v.X, depth+1)
	case *ssa.Phi:
		return e.eachFunction(v.Edges, depth)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return e.eachFunction(valuesOf(e.storesTo(v.X)), depth)
		}
	case *ssa.Field:
		return e.eachFunction(valuesOf(e.stores[fieldOf(v.X.Type(), v.Field)]), depth)
	case *ssa.FreeVar, *ssa.Parameter:
		if next := e.before(v); next != nil {
			return e.functions(next, depth+1)
		}
	}
	return nil
}

func (e *Engine) eachFunction(values []ssa.Value, depth int) []*ssa.Function {
	var out []*ssa.Function
	for _, v := range values {
		for _, fn := range e.functions(v, depth+1) {
			if !slices.Contains(out, fn) && len(out) < maxFunctions {
				out = append(out, fn)
			}
		}
	}
	return out
}

func valuesOf(stores []*ssa.Store) []ssa.Value {
	var out []ssa.Value
	for _, s := range stores {
		out = append(out, s.Val)
	}
	return out
}
