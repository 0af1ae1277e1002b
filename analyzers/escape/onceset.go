package escape

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// onceSet reports the address of a field that has its value from where its struct is
// made, and never another, in any value of the type: to read it is safe for whoever has
// ever had the value.
func (f *poolFlow) onceSet(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	field, hidden := fieldOf(fa)
	if field == nil || !hidden {
		return false
	}
	if settled, ok := f.settled[field]; ok {
		return settled
	}
	if f.settled == nil {
		f.settled = make(map[*types.Var]bool)
	}
	f.settled[field] = true
	for _, fn := range f.pkg.Funcs {
		eachInstr(fn, func(in ssa.Instruction) {
			if f.changes(in, field, deref(fa.X.Type())) {
				f.settled[field] = false
			}
		})
	}
	return f.settled[field]
}

// fieldOf is the field that fa selects, and whether other packages cannot name it.
func fieldOf(fa *ssa.FieldAddr) (field *types.Var, hidden bool) {
	owner := deref(fa.X.Type())
	st, ok := owner.Underlying().(*types.Struct)
	if !ok {
		return nil, false
	}
	field = st.Field(fa.Field)
	named, ok := types.Unalias(owner).(*types.Named)
	return field.Origin(), !field.Exported() || ok && !named.Obj().Exported()
}

// changes reports an instruction that writes field, or the whole of a struct that has it,
// where that is not new, or lets its address go.
func (f *poolFlow) changes(in ssa.Instruction, field *types.Var, owner types.Type) bool {
	if store, ok := in.(*ssa.Store); ok && types.Identical(deref(store.Addr.Type()), owner) {
		_, made := store.Addr.(*ssa.Alloc)
		return !made
	}
	fa, ok := in.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	if v, _ := fieldOf(fa); v != field {
		return false
	}
	_, made := fa.X.(*ssa.Alloc)
	for _, use := range *fa.Referrers() {
		switch use := use.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.Store:
			if use.Addr != fa || !made {
				return true
			}
		default:
			if !made {
				return true
			}
		}
	}
	return false
}
