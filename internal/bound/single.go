package bound

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// maxSingle limits through how many variables and fields a value is followed.
const maxSingle = 12

// Single follows v back through the variables, fields and conversions that are
// given a value in one place only, and through the parameters of functions that
// are called in one place only. It returns where that ends: v itself at worst.
func (e *Engine) Single(v ssa.Value) ssa.Value {
	for range maxSingle {
		next := e.before(v)
		if next == nil {
			return v
		}
		v = next
	}
	return v
}

// before is the one value that v is a copy of, or nil.
func (e *Engine) before(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return v.X
	case *ssa.ChangeInterface:
		return v.X
	case *ssa.ChangeType:
		return v.X
	case *ssa.TypeAssert:
		return v.X
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return only(e.storesTo(v.X))
		}
	case *ssa.Field:
		return only(e.stores[fieldOf(v.X.Type(), v.Field)])
	case *ssa.FreeVar:
		if at := e.binding(v); at != nil {
			return at
		}
	case *ssa.Parameter:
		fn := v.Parent()
		n := indexOf(fn, v)
		if calls := e.callers[fn]; len(calls) == 1 && n >= 0 && !e.Open(fn) && n < len(calls[0].Common().Args) {
			return calls[0].Common().Args[n]
		}
	}
	return nil
}

func only(stores []*ssa.Store) ssa.Value {
	if len(stores) != 1 {
		return nil
	}
	return stores[0].Val
}

func (e *Engine) binding(v *ssa.FreeVar) ssa.Value {
	made := e.made[v.Parent()]
	if made == nil {
		return nil
	}
	return made.Bindings[slices.Index(v.Parent().FreeVars, v)]
}

// capturedFrom is what v is in the function around all the literals that capture it.
func (e *Engine) capturedFrom(v *ssa.FreeVar) ssa.Value {
	for range maxSingle {
		next := e.binding(v)
		outer, ok := next.(*ssa.FreeVar)
		if !ok {
			return next
		}
		v = outer
	}
	return nil
}

// storesTo are the stores to the variable or field at an address.
func (e *Engine) storesTo(at ssa.Value) []*ssa.Store {
	switch at := at.(type) {
	case *ssa.Global:
		return e.globals[at]
	case *ssa.FieldAddr:
		if whole, ok := at.X.(*ssa.Global); ok {
			return e.inGlobal(whole, at.Field)
		}
		return e.stores[fieldOf(at.X.Type(), at.Field)]
	case *ssa.FreeVar:
		if alloc, ok := e.capturedFrom(at).(*ssa.Alloc); ok {
			return e.storesTo(alloc)
		}
	case *ssa.Alloc:
		return slices.Concat(storesInto(at), e.inner[at])
	}
	return nil
}

func storesInto(at *ssa.Alloc) []*ssa.Store {
	var out []*ssa.Store
	for _, ref := range *at.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Addr == at {
			out = append(out, s)
		}
	}
	return out
}

// Stored are the values that are put where load reads from.
func (e *Engine) Stored(load *ssa.UnOp) []ssa.Value { return valuesOf(e.storesTo(load.X)) }

// Part is what a field of the struct v, or of the one it points to, is set to
// where the struct is made. The value is nil when the field is not set there.
// It reports false when it is not seen how the struct is made.
func (e *Engine) Part(v ssa.Value, name string) (ssa.Value, bool) {
	v = e.Single(v)
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X
	}
	if c, ok := v.(*ssa.Const); ok {
		return nil, c.Value == nil
	}
	at, ok := v.(*ssa.Alloc)
	if !ok || len(e.storesTo(at)) > 0 {
		return nil, false
	}
	var out ssa.Value
	for _, ref := range *at.Referrers() {
		f, ok := ref.(*ssa.FieldAddr)
		if !ok || fieldOf(at.Type(), f.Field).Name() != name {
			continue
		}
		for _, ref := range *f.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == f {
				if out != nil {
					return nil, false
				}
				out = s.Val
			}
		}
	}
	return out, true
}

// Text is the one string that v always is.
func (e *Engine) Text(v ssa.Value) (string, bool) { return e.text(v, 0) }

func (e *Engine) text(v ssa.Value, depth int) (string, bool) {
	v = e.Single(v)
	if s, ok := stringOf(v); ok {
		return s, true
	}
	if op, ok := v.(*ssa.BinOp); ok && op.Op == token.ADD && depth < maxSingle {
		x, okX := e.text(op.X, depth+1)
		y, okY := e.text(op.Y, depth+1)
		return x + y, okX && okY
	}
	return "", false
}

// Number is the one number that v always is.
func (e *Engine) Number(v ssa.Value) (float64, bool) {
	v = e.Single(v)
	if conv, ok := v.(*ssa.Convert); ok {
		v = e.Single(conv.X)
	}
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil {
		return 0, false
	}
	switch c.Value.Kind() {
	case constant.Int, constant.Float:
		n, _ := constant.Float64Val(c.Value)
		return n, true
	}
	return 0, false
}

// Open reports whether fn may be called by others than Callers: from another
// package, through an interface, or as a value.
func (e *Engine) Open(fn *ssa.Function) bool {
	if e.taken[fn] || fn.Signature.Recv() != nil && e.invoked[fn.Name()] {
		return true
	}
	obj := fn.Object()
	return obj != nil && obj.Exported() && (fn.Signature.Recv() == nil || exportedType(fn.Signature.Recv().Type()))
}

// Result is what result i of fn, a function of this package, can be, in terms of
// its parameters.
func (e *Engine) Result(fn *ssa.Function, i int) Value { return e.result(fn, i) }

// Assigned reports whether something in the package assigns to a field of that
// name.
func (e *Engine) Assigned(field string) bool {
	for v := range e.stores {
		if v.Name() == field {
			return true
		}
	}
	return false
}
