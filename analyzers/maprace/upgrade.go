package maprace

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// upgrade finds Lock while the same goroutine surely holds RLock.
func (f *sections) upgrade(call *ssa.Call) {
	for _, h := range f.at[call] {
		if h.Must != lockset.Read || h.May != lockset.Read || hasElem(h.Lock) {
			continue
		}
		at, ok := f.c.locksIn(call, h.Lock, 0)
		if !ok {
			continue
		}
		name := f.c.places.Name(h.Lock)
		text := "is locked here by a goroutine that holds its read lock since"
		if at != call.Pos() {
			text = "is locked at " + f.c.where(at) + " by what is called here, and this goroutine holds its read lock since"
		}
		taken := f.acquiredAt(h.Lock, call)
		steps := []report.Step{{Pos: taken, Text: "the read lock of " + name + " is taken in " + funcName(f.fn)}}
		if at != call.Pos() {
			steps = append(steps, report.Step{Pos: call.Pos(), Text: "the call is made with the read lock held"})
		}
		f.c.emit(f.fn, h.Lock, report.Finding{
			Kind: "lock-upgrade", Pos: call.Pos(),
			Message: fmt.Sprintf("%s %s %s; Lock waits for all readers, this one included, and never returns",
				name, text, f.c.where(taken)),
			Witness: append(steps, report.Step{Pos: at, Text: "and then " + name + " is locked"}),
		})
	}
}

func hasElem(p place.Place) bool {
	for q := p.Path; q != nil; q = q.Up {
		if q.Field == nil {
			return true
		}
	}
	return false
}

// acquiredAt is the last place before in that takes the lock.
func (f *sections) acquiredAt(lock place.Place, before ssa.Instruction) token.Pos {
	pos := before.Pos()
	for _, in := range f.order {
		call, ok := in.(*ssa.Call)
		if !ok || in == before {
			continue
		}
		op, ok := f.c.locks.Op(call.Common())
		if ok && !op.Release && op.Lock == lock && spawn.Reaches(in, before, nil) {
			pos = in.Pos()
		}
	}
	return pos
}

// locksIn reports where a call, or what it calls, write-locks lock without
// having given up the caller's hold first.
func (c *checker) locksIn(call ssa.CallInstruction, lock place.Place, depth int) (token.Pos, bool) {
	if op, ok := c.locks.Op(call.Common()); ok {
		return call.Pos(), op.Lock == lock && op.Mode == lockset.Write && !op.Try && !op.Release
	}
	fn, args := c.places.Callee(call.Common())
	if fn == nil || len(fn.Blocks) == 0 || depth > 3 {
		return 0, false
	}
	var found token.Pos
	c.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
		inner, ok := in.(*ssa.Call)
		if !ok || found.IsValid() {
			return
		}
		if !inner.Block().Dominates(exitOf(fn)) {
			return // only on some path: the caller may know that it is not taken
		}
		for _, h := range s {
			if h.Killed {
				return
			}
		}
		target, ok := c.inCallee(lock, fn, args)
		if !ok {
			return
		}
		if pos, ok := c.locksIn(inner, target, depth+1); ok {
			found = pos
		}
	})
	return found, found.IsValid()
}

// exitOf is the only block of fn that returns, or its entry when several do.
func exitOf(fn *ssa.Function) *ssa.BasicBlock {
	var exit *ssa.BasicBlock
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); !ok {
			continue
		}
		if exit != nil {
			return fn.Blocks[0]
		}
		exit = b
	}
	if exit == nil {
		return fn.Blocks[0]
	}
	return exit
}

// inCallee expresses a place of the caller in the frame of a callee that is
// passed its root or something on the way to it.
func (c *checker) inCallee(p place.Place, fn *ssa.Function, args []ssa.Value) (place.Place, bool) {
	if p.Global() != nil || isAroundValue(p.Root, fn) {
		return p, true
	}
	for i, param := range fn.Params {
		if i >= len(args) || args[i] == nil {
			continue
		}
		base := c.places.Of(args[i])
		if base.Root != p.Root {
			continue
		}
		if rest, ok := c.places.Below(base, p); ok {
			return place.Place{Root: param, Path: rest}, true
		}
	}
	return place.Place{}, false
}

func isAroundValue(v ssa.Value, fn *ssa.Function) bool {
	in, ok := v.(ssa.Instruction)
	if !ok {
		return false
	}
	return isAround(in.Parent(), fn)
}
