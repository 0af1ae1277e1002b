package maprace

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/report"
)

// checkMemo looks for an exported method that keeps what it computed in a map
// of its receiver with no lock, though other methods of the type take a lock
// of the receiver: they show that its objects are shared. Callers see a
// getter, and take it for safe to call at once.
func (c *checker) checkMemo(cl *class) {
	if c.everLocked(cl) {
		return // checkGuard's business
	}
	for _, o := range cl.obs {
		if o.op != write || o.ctx.root.kind != rootAPI || o.ctx.from != nil || o.setUp || len(o.may) > 0 || c.explained(o.pos) {
			continue
		}
		recv := recvType(o.ctx.fn)
		if recv == nil || o.at.Root != ssa.Value(o.ctx.fn.Params[0]) || o.at.Depth() != 1 || !returnsElem(o) {
			continue
		}
		look := c.memoLookup(o)
		lock, at, user := c.locksReceiver(recv)
		if look == nil || lock == nil {
			continue
		}
		name := c.nameAt(o.pos, o.at)
		c.emit(o.ctx.fn, cl.of, report.Finding{
			Kind: "unguarded", Pos: o.pos,
			Message: fmt.Sprintf("map %s is filled here with no lock by a method that looks like a getter; %s shares its objects between goroutines, for which %s locks %s at %s, and two calls at once end the process",
				name, recv.Name(), user, lock.Name(), c.where(at)),
			Witness: []report.Step{
				{Pos: look.Pos(), Text: fmt.Sprintf("map %s is looked up in %s", name, funcName(o.ctx.fn))},
				{Pos: o.pos, Text: "and filled, with no lock held; a second call can do the same at once"},
				{Pos: at, Text: fmt.Sprintf("%s takes %s.%s, so objects of the type are shared", user, recv.Name(), lock.Name())},
			},
		})
	}
}

// returnsElem reports whether the function of o returns what the map holds: one
// that only tells whether it could register something is no getter.
func returnsElem(o *observation) bool {
	up, ok := o.instr.(*ssa.MapUpdate)
	if !ok {
		return false
	}
	for r := range o.ctx.fn.Signature.Results().Variables() {
		if types.Identical(r.Type(), up.Value.Type()) {
			return true
		}
	}
	return false
}

// memoLookup is the lookup of the key that o fills in, before it.
func (c *checker) memoLookup(o *observation) *ssa.Lookup {
	up, ok := o.instr.(*ssa.MapUpdate)
	if !ok {
		return nil
	}
	for _, b := range o.ctx.fn.Blocks {
		for _, in := range b.Instrs {
			look, ok := in.(*ssa.Lookup)
			if ok && look.CommaOk && look.Index == up.Key && b.Dominates(up.Block()) && c.places.Of(look.X) == o.at {
				return look
			}
		}
	}
	return nil
}

// locksReceiver is a lock field of the type that one of its methods takes.
func (c *checker) locksReceiver(recv *types.TypeName) (lock *types.Var, at tokenPos, by string) {
	for _, fn := range c.pkg.Funcs {
		if lock != nil || recvType(fn) != recv || len(fn.Params) == 0 || c.inTest(fn) {
			continue
		}
		c.locks.Walk(fn, func(in ssa.Instruction, _ lockset.State) {
			call, ok := in.(*ssa.Call)
			if !ok || lock != nil {
				return
			}
			op, ok := c.locks.Op(call.Common())
			if !ok || op.Release || op.Lock.Depth() != 1 || op.Lock.Root != ssa.Value(fn.Params[0]) {
				return
			}
			lock, at, by = op.Lock.Last(), call.Pos(), funcName(fn)
		})
	}
	return lock, at, by
}
