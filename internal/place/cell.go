package place

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Cell is the local variable whose address v is, through captures; or nil.
func (r *Resolver) Cell(v ssa.Value) *ssa.Alloc {
	for {
		switch x := v.(type) {
		case *ssa.Alloc:
			return x
		case *ssa.FreeVar:
			v = r.Binding(x)
			if v == nil {
				return nil
			}
		default:
			return nil
		}
	}
}

// Binding is the value that fv captures, in the function around the literal.
func (r *Resolver) Binding(fv *ssa.FreeVar) ssa.Value {
	mc := r.closures[fv.Parent()]
	if mc == nil {
		return nil
	}
	for i, f := range fv.Parent().FreeVars {
		if f == fv {
			return mc.Bindings[i]
		}
	}
	return nil
}

// Closure is the place where the literal fn is made, or nil when it captures
// nothing or is a declared function.
func (r *Resolver) Closure(fn *ssa.Function) *ssa.MakeClosure { return r.closures[fn] }

// Stores are the assignments of a whole local variable.
func (r *Resolver) Stores(cell *ssa.Alloc) []*ssa.Store { return r.stores[cell] }

// Assigned reports whether the field f of the struct variable cell is
// assigned by itself somewhere.
func (r *Resolver) Assigned(cell *ssa.Alloc, f *types.Var) bool {
	return len(r.fields[cell][f]) > 0
}

func (r *Resolver) indexStore(st *ssa.Store) {
	if cell := r.Cell(st.Addr); cell != nil {
		r.stores[cell] = append(r.stores[cell], st)
		if r.names[st.Val] == "" {
			r.names[st.Val] = cell.Comment
		}
		return
	}
	fa, ok := st.Addr.(*ssa.FieldAddr)
	if !ok {
		return
	}
	cell := r.Cell(fa.X)
	if cell == nil {
		return
	}
	if r.fields[cell] == nil {
		r.fields[cell] = make(map[*types.Var][]ssa.Value)
	}
	r.fields[cell][FieldOf(fa)] = append(r.fields[cell][FieldOf(fa)], st.Val)
}

// alloc folds a variable that is assigned once into the value it holds.
func (r *Resolver) alloc(v *ssa.Alloc) Place {
	stores := r.stores[v]
	if len(stores) != 1 {
		return Place{Root: v}
	}
	switch v.Type().Underlying().(*types.Pointer).Elem().Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Chan, *types.Interface, *types.Signature, *types.Slice, *types.TypeParam:
		if _, isConst := stores[0].Val.(*ssa.Const); isConst {
			return Place{Root: v}
		}
		return r.Of(stores[0].Val)
	}
	return Place{Root: v}
}

// copiedFrom is where the reference-like field f of the struct variable at
// addr was copied from: after c := *s, the map c.m is the map s.m, while c.mu
// and c.n are their own. Nowhere when f is assigned in the copy.
func (r *Resolver) copiedFrom(addr ssa.Value, f *types.Var) Place {
	cell := r.Cell(addr)
	if cell == nil || f == nil || len(r.fields[cell][f]) > 0 {
		return Place{}
	}
	switch f.Type().Underlying().(type) {
	case *types.Map, *types.Pointer, *types.Chan, *types.Slice:
	default:
		return Place{}
	}
	stores := r.stores[cell]
	if len(stores) != 1 {
		return Place{}
	}
	switch val := stores[0].Val.(type) {
	case *ssa.UnOp, *ssa.Parameter, *ssa.Lookup, *ssa.Extract, *ssa.Field, *ssa.Index:
		return r.Of(val)
	}
	return Place{}
}

// setField is the new object that the field at addr of a copied struct points
// to, when it was set once: after c := *s; c.cfg = &cfg, c.cfg.m is cfg.m.
func (r *Resolver) setField(addr ssa.Value) ssa.Value {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	cell := r.Cell(fa.X)
	if cell == nil || len(r.stores[cell]) != 1 {
		return nil
	}
	vals := r.fields[cell][FieldOf(fa)]
	if len(vals) != 1 {
		return nil
	}
	alloc, ok := vals[0].(*ssa.Alloc)
	if !ok {
		return nil
	}
	return alloc
}
