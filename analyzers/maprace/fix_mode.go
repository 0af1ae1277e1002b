package maprace

import (
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/edit"
	"github.com/govlint/govlint/internal/lockset"
)

// writeMode is the fix that takes the write lock where a function writes under
// the read lock that it takes itself. Nothing it calls meanwhile may want the
// lock too: readers shared it, a writer does not.
//
//	s.mu.RLock()            →    s.mu.Lock()
//	defer s.mu.RUnlock()         defer s.mu.Unlock()
func (c *checker) writeMode(fn *ssa.Function, guard lockset.ID) []analysis.SuggestedFix {
	for _, ctx := range c.contexts[fn] {
		if ctx.assumed || len(ctx.may) > 0 {
			return nil
		}
	}
	out := edit.New(c.pass)
	takes, gives := 0, 0
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			op, ok := c.locks.Op(call.Common())
			if !ok || lockset.IDOf(op.Lock) != guard {
				if ok || !c.quietInstr(in, 0) {
					return nil
				}
				continue
			}
			if !c.renameOp(out, fn, call) {
				return nil
			}
			if op.Release {
				gives++
			} else {
				takes++
			}
		}
	}
	if takes != 1 || gives == 0 {
		return nil
	}
	return fix(out, "take the write lock instead of the read lock")
}

// renameOp turns RLock into Lock and RUnlock into Unlock.
func (c *checker) renameOp(b *edit.Builder, fn *ssa.Function, call ssa.CallInstruction) bool {
	sel := c.calledSelector(fn, call)
	if sel == nil {
		return false
	}
	name, ok := strings.CutPrefix(sel.Sel.Name, "R")
	if !ok || name != "Lock" && name != "Unlock" {
		return false
	}
	b.Replace(sel.Sel.Pos(), sel.Sel.End(), name)
	return true
}
