package ctxprop

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// checkCancels finds cancel functions that nobody calls: the context and its
// timer stay until the parent ends.
func (c *checker) checkCancels(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok {
			return
		}
		index := cancelIndex(call.Call.Signature())
		if index < 0 {
			return
		}
		c.checkCancel(fn, call, index)
	})
}

// cancelIndex is the result that is a cancel function, beside a context.
func cancelIndex(sig *types.Signature) int {
	res := sig.Results()
	if res.Len() < 2 || !ctxflow.IsContext(res.At(0).Type()) || !ctxflow.IsCancel(res.At(1).Type()) {
		return -1
	}
	return 1
}

func (c *checker) checkCancel(fn *ssa.Function, call *ssa.Call, index int) {
	pos, end := c.span(call)
	f := report.Finding{Kind: "lost-cancel", Pos: pos, End: end}
	name := c.calleeName(&call.Call)
	cancel := extract(call, index)
	if cancel == nil {
		if returnsTuple(call) || c.keepsCancel(call, index) {
			return
		}
		f.Message = fmt.Sprintf("the cancel function of %s is thrown away: the context and its timer stay until its parent ends; keep it and defer it", name)
		f.Witness = []report.Step{{Pos: pos, Text: "the second result is assigned to _"}}
		if ids := c.flows.Assigned(call); len(ids) > index && ids[index] != nil && ids[index].Name != "_" {
			if ret := pathWithout(call, nil); ret != nil && !c.assignedTwice(ids[index]) {
				c.emit(c.notCalled(f, name, ret))
				return
			}
			f.Message = fmt.Sprintf("the cancel function of %s is overwritten before anybody calls it: the context and its timer stay until its parent ends; call it first", name)
			f.Witness[0].Text = ids[index].Name + " is assigned here and again later, without a call in between"
		}
		f.Fixes = c.fixDiscarded(call)
		c.emit(f)
		return
	}
	uses := c.usesOf(cancel)
	if c.keptOrCalled(cancel, f, name) {
		return
	}
	ret := pathWithout(call, uses)
	if ret == nil || c.commented(ret.Pos()) {
		return
	}
	f.Fixes = c.fixDefer(call, cancel)
	c.emit(c.notCalled(f, name, ret))
}

func (c *checker) notCalled(f report.Finding, name string, ret ssa.Instruction) report.Finding {
	f.Message = fmt.Sprintf("the cancel function of %s is not called on the way to %s: the context and its timer stay until its parent ends; defer it right here", name, c.where(returnPos(ret)))
	f.Witness = []report.Step{{Pos: returnPos(ret), Text: "this return is reached without a call of the cancel function"}}
	return f
}

// keepsCancel reports a helper that keeps the cancel function it returns, or
// that is called for something else than its context.
func (c *checker) keepsCancel(call *ssa.Call, index int) bool {
	if ctxflow.IsWith(&call.Call) {
		return false
	}
	if extract(call, 0) == nil {
		return true
	}
	callee, _ := c.flows.Places.Callee(&call.Call)
	if callee == nil {
		return false
	}
	kept := false
	ctxflow.Instructions(callee, func(in ssa.Instruction) {
		ret, ok := in.(*ssa.Return)
		if !ok || index >= len(ret.Results) {
			return
		}
		for use := range c.usesOf(c.resolve(ret.Results[index])) {
			switch use.(type) {
			case *ssa.Store, *ssa.MapUpdate, *ssa.MakeClosure, *ssa.Send:
				kept = true
			}
		}
	})
	return kept
}

// returnsTuple reports return context.WithCancel(ctx).
func returnsTuple(call *ssa.Call) bool {
	for _, ref := range *call.Referrers() {
		if _, ok := ref.(*ssa.Return); ok {
			return true
		}
	}
	return false
}

func returnPos(in ssa.Instruction) token.Pos {
	if in.Pos().IsValid() {
		return in.Pos()
	}
	fn := in.Parent()
	if syntax := fn.Syntax(); syntax != nil {
		return syntax.End() - 1
	}
	return fn.Pos()
}

// usesOf are the instructions that use v, seen through variables and merges. A
// variable that is captured is used where the literal is made.
func (c *checker) usesOf(v ssa.Value) map[ssa.Instruction]bool {
	uses := make(map[ssa.Instruction]bool)
	c.addUses(v, uses, make(map[ssa.Value]bool))
	return uses
}

func (c *checker) addUses(v ssa.Value, uses map[ssa.Instruction]bool, seen map[ssa.Value]bool) {
	if seen[v] || v.Referrers() == nil {
		return
	}
	seen[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Phi:
			c.addUses(ref, uses, seen)
		case *ssa.ChangeType:
			c.addUses(ref, uses, seen)
		case *ssa.DebugRef:
		case *ssa.Store:
			cell, ok := ref.Addr.(*ssa.Alloc)
			if !ok || ref.Val != v {
				uses[ref] = true
				continue
			}
			for _, r := range *cell.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == ssa.Value(cell) {
					continue
				}
				if _, ok := r.(*ssa.DebugRef); !ok {
					uses[r] = true
				}
			}
		default:
			uses[ref] = true
		}
	}
}

// pathWithout is a return, or the instruction def itself once more, that
// control can reach from def without passing one of uses; nil when there is none.
func pathWithout(def ssa.Instruction, uses map[ssa.Instruction]bool) ssa.Instruction {
	seen := make(map[*ssa.BasicBlock]bool)
	var walk func(b *ssa.BasicBlock, from int) ssa.Instruction
	walk = func(b *ssa.BasicBlock, from int) ssa.Instruction {
		for _, in := range b.Instrs[from:] {
			if uses[in] {
				return nil
			}
			if in == def {
				return nil // once more round the loop: the last round decides
			}
			if ret, ok := in.(*ssa.Return); ok {
				return ret
			}
		}
		for _, succ := range b.Succs {
			if seen[succ] {
				continue
			}
			seen[succ] = true
			if ret := walk(succ, 0); ret != nil {
				return ret
			}
		}
		return nil
	}
	for i, in := range def.Block().Instrs {
		if in == def {
			return walk(def.Block(), i+1)
		}
	}
	return nil
}

// keptOrCalled reports cancel functions that are used and lost all the same:
// deferred in a loop, kept in a field that nobody reads, passed to a function
// that ignores them. It says whether nothing more is to be looked at.
func (c *checker) keptOrCalled(cancel *ssa.Extract, f report.Finding, name string) bool {
	for use := range c.usesOf(cancel) {
		switch use := use.(type) {
		case *ssa.Defer:
			if c.resolve(use.Call.Value) != ssa.Value(cancel) || !loopsBack(use) {
				continue
			}
			f.Message = fmt.Sprintf("the cancel function of %s is deferred in a loop: every round's context and timer stay until the function returns; call it at the end of the round, or move the round into a function", name)
			f.Witness = []report.Step{{Pos: use.Pos(), Text: "a deferred call waits for the function, not for the loop"}}
			c.emit(f)
			return true
		case *ssa.Store:
			fa, ok := use.Addr.(*ssa.FieldAddr)
			if !ok || use.Val != ssa.Value(cancel) {
				continue
			}
			field := place.FieldOf(fa)
			if field == nil || field.Exported() || field.Pkg() != c.pass.Pkg || c.readField(field) {
				continue
			}
			f.Message = fmt.Sprintf("the cancel function of %s is kept in the field %s, which nobody reads: the context never ends; call it where the object is closed", name, field.Name())
			f.Witness = []report.Step{{Pos: use.Pos(), Text: "stored here"}, {Pos: field.Pos(), Text: "the field is only ever written in this package"}}
			c.emit(f)
			return true
		case ssa.CallInstruction:
			if p := c.ignoringParam(use.Common(), cancel); p != nil {
				f.Message = fmt.Sprintf("the cancel function of %s is passed to %s, which ignores it: nobody calls it", name, c.calleeName(use.Common()))
				f.Witness = []report.Step{{Pos: use.Pos(), Text: "passed here"}, {Pos: p.Pos(), Text: "the parameter is not used"}}
				c.emit(f)
				return true
			}
		}
	}
	return false
}

// loopsBack reports whether a defer can run a second time in its function.
func loopsBack(d *ssa.Defer) bool { return spawn.InLoop(d.Block()) }

// ignoringParam is the unused parameter of the callee that v is passed for.
func (c *checker) ignoringParam(call *ssa.CallCommon, v ssa.Value) *ssa.Parameter {
	callee, args := c.flows.Places.Callee(call)
	if callee == nil || len(callee.Blocks) == 0 || len(args) != len(callee.Params) {
		return nil
	}
	if len(callee.Blocks) == 1 && len(callee.Blocks[0].Instrs) == 1 {
		return nil // a stub
	}
	for i, arg := range args {
		if arg != nil && c.resolve(arg) == v && len(*callee.Params[i].Referrers()) == 0 {
			return callee.Params[i]
		}
	}
	return nil
}

// readField reports whether the package reads field anywhere.
func (c *checker) readField(field *types.Var) bool {
	if c.loads == nil {
		c.loads = make(map[*types.Var]bool)
		for _, fn := range c.flows.Pkg.Funcs {
			ctxflow.Instructions(fn, c.noteLoad)
		}
	}
	return c.loads[field]
}

func (c *checker) noteLoad(in ssa.Instruction) {
	v, ok := in.(ssa.Value)
	if !ok || v.Referrers() == nil {
		return
	}
	field := place.FieldOf(v)
	if field == nil {
		return
	}
	if _, ok := in.(*ssa.Field); ok {
		c.loads[field] = true
		return
	}
	for _, ref := range *v.Referrers() {
		if st, ok := ref.(*ssa.Store); !ok || st.Addr != v {
			c.loads[field] = true
		}
	}
}
