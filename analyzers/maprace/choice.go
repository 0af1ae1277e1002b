package maprace

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

// unlockedByChoice reports an access in an exported function that holds the
// lock on some paths only, and where it is up to the caller, or to luck,
// whether it does: the lock is taken if a parameter says so, or if TryLock
// happens to succeed.
func (c *checker) unlockedByChoice(o *observation, guard lockset.ID) bool {
	if o.must[guard] != 0 || o.ctx.from != nil || o.ctx.root.kind != rootAPI || len(o.ctx.may) > 0 {
		return false
	}
	found := false
	for _, b := range o.ctx.fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok || !spawn.Reaches(in, o.instr, nil) {
				continue
			}
			op, ok := c.locks.Op(call.Common())
			if !ok || op.Release || lockset.IDOf(op.Lock) != guard {
				continue
			}
			if !op.Try && !chosen(b) {
				return false
			}
			found = true
		}
	}
	return found
}

// chosen reports a block entered because of a parameter.
func chosen(b *ssa.BasicBlock) bool {
	if len(b.Preds) != 1 {
		return false
	}
	last := b.Preds[0].Instrs[len(b.Preds[0].Instrs)-1]
	cond, ok := last.(*ssa.If)
	if !ok {
		return false
	}
	v := cond.Cond
	if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
		v = not.X
	}
	_, ok = v.(*ssa.Parameter)
	return ok
}

// askedOf reports whether in runs only for one answer of a method of the lock
// itself, as one that tells whether it locks at all.
func (c *checker) askedOf(lock place.Place, in ssa.Instruction) bool {
	for b := in.Block().Idom(); b != nil; b = b.Idom() {
		cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		v := cond.Cond
		if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
			v = not.X
		}
		call, ok := v.(*ssa.Call)
		if !ok || call.Call.IsInvoke() || len(call.Call.Args) == 0 {
			continue
		}
		if _, isLock := c.locks.Op(call.Common()); !isLock && c.places.Of(call.Call.Args[0]) == lock {
			return true
		}
	}
	return false
}
