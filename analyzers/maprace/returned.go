package maprace

import (
	"fmt"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
)

// returnedLiterals are the literals that exported functions return, by the
// return statement: users call them, after the function has let go its locks.
func (c *checker) returnedLiterals() map[*ssa.Function]*ssa.Return {
	out := make(map[*ssa.Function]*ssa.Return)
	for _, fn := range c.pkg.Funcs {
		if fn.Object() == nil || !fn.Object().Exported() || c.inTest(fn) {
			continue
		}
		for _, b := range fn.Blocks {
			if len(b.Instrs) == 0 {
				continue
			}
			ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			if !ok {
				continue
			}
			for i := range ret.Results {
				if mc, ok := unconverted(place.Returned(ret, i)).(*ssa.MakeClosure); ok {
					out[mc.Fn.(*ssa.Function)] = ret
				}
			}
		}
	}
	return out
}

func unconverted(v ssa.Value) ssa.Value {
	for {
		ct, ok := v.(*ssa.ChangeType)
		if !ok {
			return v
		}
		v = ct.X
	}
}

// heldReturn is the return statement that hands out the literal of o, when
// the function returns it with the guard held and so may seem to protect it.
func (c *checker) heldReturn(o *observation, guard lockset.ID) *ssa.Return {
	ret := c.returned[o.ctx.root.fn]
	if ret == nil {
		return nil
	}
	held := false
	for _, in := range ret.Block().Instrs {
		if mc, ok := in.(*ssa.MakeClosure); ok && mc.Fn == o.ctx.root.fn {
			c.locks.Walk(ret.Parent(), func(x ssa.Instruction, s lockset.State) {
				for _, h := range s {
					if x == in && lockset.IDOf(h.Lock) == guard && h.Must != 0 {
						held = true
					}
				}
			})
		}
	}
	if !held {
		return nil
	}
	return ret
}

func (c *checker) reportHandedOut(o, other *observation, guard lockset.ID, ret *ssa.Return) {
	name := c.nameAt(o.pos, o.at)
	c.emit(ret.Parent(), o.at.Class(), report.Finding{
		Kind: "leaked-ref", Pos: ret.Pos(),
		Message: fmt.Sprintf("map %s leaves with the function returned here: it is %s at %s after %s was released, while it can be %s at %s; take the lock inside, or work on a clone",
			name, o.op, c.where(o.pos), c.lockName(guard, o), other.op, c.where(other.pos)),
		Witness: append([]report.Step{c.step(o), c.step(other)}, c.way(other)),
	})
}
