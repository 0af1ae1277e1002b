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
	if field, ok := guard.(*types.Var); !ok || !field.IsField() {
		return false
	}
	for ctx := o.ctx; ctx != nil; ctx = ctx.from {
		if c.assignsLock(ctx.fn, guard) {
			return true
		}
	}
	return false
}

// assignsLock reports whether fn assigns the lock of an object that it did not make.
func (c *checker) assignsLock(fn *ssa.Function, lock lockset.ID) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			store, ok := in.(*ssa.Store)
			if !ok {
				continue
			}
			if _, ok := store.Addr.(*ssa.FieldAddr); !ok {
				continue
			}
			at := c.places.Of(store.Addr)
			if _, own := at.Root.(*ssa.Alloc); !own && lockset.IDOf(at) == lock {
				return true
			}
		}
	}
	return false
}
