package bound

import (
	"golang.org/x/tools/go/ssa"
)

// Origin is the one value that is put into the package variable, field or local
// variable that v is read from, or v itself when it is a call. It is nil when
// there are several, or none in this package.
func (e *Engine) Origin(v ssa.Value) ssa.Value { return e.origin(v, 0) }

func (e *Engine) origin(v ssa.Value, depth int) ssa.Value {
	if depth > 8 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Call:
		return v
	case *ssa.MakeInterface:
		return e.origin(v.X, depth+1)
	case *ssa.UnOp:
		return e.onlyStored(v.X, depth)
	case *ssa.Field:
		return e.onlyOf(e.stores[fieldOf(v.X.Type(), v.Field)], depth)
	}
	return nil
}

func (e *Engine) onlyStored(at ssa.Value, depth int) ssa.Value {
	switch at := at.(type) {
	case *ssa.Global:
		return e.onlyOf(e.globals[at], depth)
	case *ssa.FieldAddr:
		if whole, ok := at.X.(*ssa.Global); ok {
			return e.onlyOf(e.inGlobal(whole, at.Field), depth)
		}
		return e.onlyOf(e.stores[fieldOf(at.X.Type(), at.Field)], depth)
	case *ssa.Alloc:
		var stores []*ssa.Store
		for _, ref := range *at.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == at {
				stores = append(stores, s)
			}
		}
		return e.onlyOf(stores, depth)
	}
	return nil
}

// inGlobal are the stores to a field of a variable that is a struct.
func (e *Engine) inGlobal(g *ssa.Global, field int) []*ssa.Store {
	var out []*ssa.Store
	for _, s := range e.stores[fieldOf(g.Type(), field)] {
		if at, ok := s.Addr.(*ssa.FieldAddr); ok && at.X == g {
			out = append(out, s)
		}
	}
	return out
}

func (e *Engine) onlyOf(stores []*ssa.Store, depth int) ssa.Value {
	if len(stores) != 1 {
		return nil
	}
	return e.origin(stores[0].Val, depth+1)
}
