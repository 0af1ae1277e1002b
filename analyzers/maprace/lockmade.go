package maprace

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
)

// makesGuard reports an access on a way that puts a new lock into the guard's
// field: whoever else held the old one would not be kept out, so the object is
// not shared yet when its lock is made.
func (c *checker) makesGuard(o *observation, guard lockset.ID) bool {
	field, ok := guard.(*types.Var)
	if !ok || !field.IsField() {
		return false
	}
	for ctx := o.ctx; ctx != nil; ctx = ctx.from {
		if setsField(ctx.fn, field) {
			return true
		}
	}
	return false
}

// setsField reports whether fn assigns field of an object that it did not make.
func setsField(fn *ssa.Function, field *types.Var) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			store, ok := in.(*ssa.Store)
			if !ok {
				continue
			}
			addr, ok := store.Addr.(*ssa.FieldAddr)
			if !ok || structOf(addr.X).Field(addr.Field) != field {
				continue
			}
			if _, own := addr.X.(*ssa.Alloc); !own {
				return true
			}
		}
	}
	return false
}

// structOf is the struct that x points to.
func structOf(x ssa.Value) *types.Struct {
	return x.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
}
