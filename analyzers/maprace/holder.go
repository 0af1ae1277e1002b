package maprace

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
)

// heldByHolder reports an access on a way through a method of a type that
// stands for a lock which is held: what gives up the lock of another type,
// and was given it held.
//
//	func (s *Store) Begin() *Tx { s.mu.Lock(); return &Tx{s} }
//	func (t *Tx) Put(k, v)      { t.s.m[k] = v }
//	func (t *Tx) Commit()       { t.s.mu.Unlock() }
func (c *checker) heldByHolder(o *observation, guard lockset.ID) bool {
	types := c.lockHolders(guard)
	if len(types) == 0 {
		return false
	}
	for ctx := o.ctx; ctx != nil; ctx = ctx.from {
		if recv := recvType(outermost(ctx.fn)); recv != nil && types[recv] {
			return true
		}
	}
	return false
}

// lockHolders are the types with a method that gives up a lock of another
// type's objects, and with none that takes it.
func (c *checker) lockHolders(guard lockset.ID) map[*types.TypeName]bool {
	mu, ok := guard.(*types.Var)
	if !ok || !mu.IsField() {
		return nil
	}
	if c.tx == nil {
		c.tx = c.findHolders()
	}
	return c.tx[guard]
}

func (c *checker) findHolders() map[lockset.ID]map[*types.TypeName]bool {
	out := make(map[lockset.ID]map[*types.TypeName]bool)
	var take []func()
	for _, fn := range c.pkg.Funcs {
		recv, e := recvType(fn), c.locks.Effect(fn)
		if recv == nil || fn.Parent() != nil || e == nil {
			continue
		}
		for _, h := range e.Acquired {
			take = append(take, func() { delete(out[lockset.IDOf(h.Lock)], recv) })
		}
		for _, lock := range e.Released {
			id := lockset.IDOf(lock)
			mu, ok := id.(*types.Var)
			if !ok || !mu.IsField() || c.ownerOf(mu) == recv || lock.Root != ssa.Value(fn.Params[0]) || c.takes(fn, id) {
				continue
			}
			if out[id] == nil {
				out[id] = make(map[*types.TypeName]bool)
			}
			out[id][recv] = true
		}
	}
	for _, f := range take {
		f()
	}
	return out
}
