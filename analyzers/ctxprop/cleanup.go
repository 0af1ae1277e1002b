package ctxprop

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

// checkCleanup finds work under a context that has ended, or that may have when
// the work must still be done.
func (c *checker) checkCleanup(fn *ssa.Function) {
	deferred := c.deferOf(fn)
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(ssa.CallInstruction)
		if !ok {
			return
		}
		for i, arg := range call.Common().Args {
			if !ctxflow.IsContext(arg.Type()) || !c.flows.Works(call.Common(), i) {
				continue
			}
			if end := c.endedBefore(call, arg); end != nil {
				c.reportEnded(call, end)
				return
			}
			d, isDefer := in.(*ssa.Defer)
			if !isDefer {
				d = deferred
			}
			if d != nil {
				c.checkDeferred(call, arg, d)
			}
		}
	})
}

// deferOf is the defer statement that runs the literal fn, or nil.
func (c *checker) deferOf(fn *ssa.Function) *ssa.Defer {
	if fn.Parent() == nil {
		return nil
	}
	role, at := c.flows.RoleOf(fn)
	if role != ctxflow.Deferred {
		return nil
	}
	d, _ := at.(*ssa.Defer)
	return d
}

// An ending is why a context has ended at some point.
type ending struct {
	pos  token.Pos
	text string
}

// endedBefore tells what ended the context arg before the call surely: its Done
// or Err said so, or its own cancel function was called.
func (c *checker) endedBefore(call ssa.CallInstruction, arg ssa.Value) *ending {
	if _, ok := call.(*ssa.Defer); ok {
		return nil
	}
	ids := c.identities(arg)
	for b := call.Block(); b != nil; b = b.Idom() {
		for _, in := range b.Instrs {
			if b == call.Block() && !ctxflow.Before(in, call) {
				break
			}
			if e := c.endsHere(in, ids); e != nil {
				return e
			}
		}
		d := b.Idom()
		if d == nil || len(d.Instrs) == 0 {
			continue
		}
		if e := c.endsOnEdge(d, b, ids); e != nil {
			return e
		}
	}
	return nil
}

// endsHere reports a receive from Done, or a call of the cancel function, of
// one of the contexts ids.
func (c *checker) endsHere(in ssa.Instruction, ids map[ssa.Value]bool) *ending {
	switch in := in.(type) {
	case *ssa.UnOp:
		if in.Op != token.ARROW {
			return nil
		}
		if ctx := doneOf(in.X); ctx != nil && c.isOneOf(ctx, ids) {
			return &ending{in.Pos(), "the context has ended once its Done channel is closed"}
		}
	case *ssa.Select:
		if len(in.States) != 1 || !in.Blocking {
			return nil
		}
		if ctx := doneOf(in.States[0].Chan); ctx != nil && c.isOneOf(ctx, ids) {
			return &ending{in.States[0].Pos, "the context has ended once its Done channel is closed"}
		}
	case *ssa.Call:
		ex := c.cancelOf(in.Call.Value)
		if ex == nil {
			return nil
		}
		if ctx := extractOf(ex.Tuple, 0); ctx != nil && ids[ctx] {
			return &ending{in.Pos(), "the context is cancelled here"}
		}
	}
	return nil
}

// endsOnEdge reports a branch from d that b lies behind and that is only taken
// when one of the contexts ids has ended.
func (c *checker) endsOnEdge(d, b *ssa.BasicBlock, ids map[ssa.Value]bool) *ending {
	cond, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
	if !ok {
		return nil
	}
	op, ok := cond.Cond.(*ssa.BinOp)
	if !ok {
		return nil
	}
	if ctx := doneOfCase(op); ctx != nil && dominatesEdge(d, 0, b) && c.isOneOf(ctx, ids) {
		return &ending{ctx.Pos(), "the context has ended in this case of the select"}
	}
	errOf := errCall(op.X)
	if errOf == nil || !isNil(op.Y) || !c.isOneOf(errOf, ids) {
		return nil
	}
	if op.Op == token.NEQ && dominatesEdge(d, 0, b) || op.Op == token.EQL && dominatesEdge(d, 1, b) {
		return &ending{op.Pos(), "the context has ended when its Err is not nil"}
	}
	return nil
}

// errCall is the context whose Err method made v.
func errCall(v ssa.Value) ssa.Value {
	call, ok := v.(*ssa.Call)
	if !ok || !call.Call.IsInvoke() || call.Call.Method.Name() != "Err" || !ctxflow.IsContext(call.Call.Value.Type()) {
		return nil
	}
	return call.Call.Value
}

// identities are the values that v surely is or is derived from, so that v ends
// with each of them.
func (c *checker) identities(v ssa.Value) map[ssa.Value]bool {
	ids := make(map[ssa.Value]bool)
	for range 20 {
		v = c.resolve(v)
		if v == nil || ids[v] {
			break
		}
		ids[v] = true
		call, ok := v.(*ssa.Call)
		if ex, isEx := v.(*ssa.Extract); isEx {
			call, ok = ex.Tuple.(*ssa.Call)
			if ex.Index != 0 {
				break
			}
		}
		if !ok || !ctxflow.IsWith(&call.Call) {
			break
		}
		v = call.Call.Args[0]
	}
	return ids
}

// resolve sees through captures and variables that are assigned once.
func (c *checker) resolve(v ssa.Value) ssa.Value {
	for range 20 {
		switch x := v.(type) {
		case *ssa.FreeVar:
			b := c.flows.Places.Binding(x)
			if b == nil {
				return v
			}
			v = b
		case *ssa.ChangeInterface:
			v = x.X
		case *ssa.UnOp:
			cell := c.flows.Places.Cell(x.X)
			if x.Op != token.MUL || cell == nil {
				return v
			}
			st := c.flows.Latest(cell, x)
			if st == nil {
				return v
			}
			v = st.Val
		default:
			return v
		}
	}
	return v
}

func (c *checker) isOneOf(v ssa.Value, ids map[ssa.Value]bool) bool {
	return ids[c.resolve(v)]
}

// cancelOf is the result of WithCancel and the like that v holds, or nil.
func (c *checker) cancelOf(v ssa.Value) *ssa.Extract {
	ex, ok := c.resolve(v).(*ssa.Extract)
	if !ok || ex.Index != 1 || !ctxflow.IsCancel(ex.Type()) {
		return nil
	}
	return ex
}

func extractOf(tuple ssa.Value, index int) ssa.Value {
	call, ok := tuple.(*ssa.Call)
	if !ok {
		return nil
	}
	if ex := extract(call, index); ex != nil {
		return ex
	}
	return nil
}

func (c *checker) reportEnded(call ssa.CallInstruction, e *ending) {
	obj := ctxflow.CalleeObject(call.Common())
	if obj != nil && ctxflow.LogOnly(obj) || !doesWork(call) || c.commented(call.Pos()) {
		return
	}
	pos, end := c.span(call)
	name := c.calleeName(call.Common())
	c.emit(report.Finding{
		Kind: "cleanup-cancelled", Pos: pos, End: end,
		Message: fmt.Sprintf("%s gets a context that has ended at %s, so it gives up before it does anything; give it context.WithoutCancel of it, with a timeout of its own",
			name, c.where(e.pos)),
		Witness: []report.Step{{Pos: e.pos, Text: e.text}, {Pos: call.Pos(), Text: name + " is called with it"}},
	})
}

// doesWork leaves out calls that only wrap the context's error or make a value.
func doesWork(call ssa.CallInstruction) bool {
	obj := ctxflow.CalleeObject(call.Common())
	if obj == nil {
		return false
	}
	words := ctxflow.Words(obj.Name())
	if len(words) == 0 {
		return false
	}
	switch words[0] {
	case "new", "with", "from", "is", "get", "to", "wrap", "err", "error", "make", "status", "convert", "map", "handle", "return", "observe", "record", "report", "inc", "wait":
		return false
	}
	return true
}

// checkDeferred reports a deferred clean-up under a context that has ended by
// then, or that ends when the caller gives up: the moment it is needed most.
func (c *checker) checkDeferred(call ssa.CallInstruction, arg ssa.Value, d *ssa.Defer) {
	obj := ctxflow.CalleeObject(call.Common())
	if obj == nil || !mustHappen(obj.Name()) || !failsWithError(obj) || isEnding(outermost(d.Parent()).Name()) || c.commented(call.Pos()) || c.guardedByErr(call, arg) {
		return
	}
	ids := c.identities(arg)
	pos, end := c.span(call)
	f := report.Finding{Kind: "cleanup-cancelled", Pos: pos, End: end, Fixes: c.fixDetach(call)}
	if cancel := c.cancelDeferredAfter(d, ids); cancel != nil {
		f.Message = fmt.Sprintf("%s runs after the cancel that is deferred at %s, under a context that has ended; defer the cancel first, or use context.WithoutCancel",
			c.objName(obj), c.where(cancel.Pos()))
		f.Witness = []report.Step{{Pos: cancel.Pos(), Text: "deferred calls run last in, first out: this cancel runs first"}, {Pos: d.Pos(), Text: "the clean-up is deferred here and runs second"}}
		c.emit(f)
		return
	}
	param := c.callersContext(ids)
	if param == nil {
		return
	}
	f.Message = fmt.Sprintf("%s is the clean-up of %s and runs under its caller's context: when that is cancelled, nothing is cleaned up; use context.WithoutCancel(%s), with a timeout",
		c.objName(obj), c.funcName(outermost(call.Parent())), param.Name())
	f.Witness = []report.Step{{Pos: param.Pos(), Text: "the context belongs to the caller, who may cancel it at any time"}, {Pos: d.Pos(), Text: "the clean-up runs when the function returns, also because of the cancellation"}}
	c.emit(f)
}

// mustHappen is the narrow list of clean-ups whose omission leaves something
// behind: on another machine, in a database, in the kernel.
func mustHappen(name string) bool {
	for _, w := range ctxflow.Words(name) {
		switch w {
		case "rollback", "unlock", "release", "delete", "remove", "kill", "cleanup", "teardown", "destroy", "abort", "revoke",
			"deregister", "unregister", "unmount", "terminate", "shutdown", "stop", "revert", "undo", "detach":
			return true
		}
	}
	return false
}

// failsWithError tells clean-ups that can fail, as those do that leave the process,
// from those of memory.
func failsWithError(obj *types.Func) bool {
	res := obj.Signature().Results()
	return res.Len() > 0 && isError(res.At(res.Len()-1).Type())
}

// guardedByErr reports a clean-up that looks at the context itself.
func (c *checker) guardedByErr(call ssa.CallInstruction, arg ssa.Value) bool {
	found := false
	ids := c.identities(arg)
	ctxflow.Instructions(call.Parent(), func(in ssa.Instruction) {
		if v, ok := in.(ssa.Value); ok {
			if ctx := errCall(v); ctx != nil && c.isOneOf(ctx, ids) {
				found = true
			}
		}
	})
	return found
}

// cancelDeferredAfter is the later defer of the cancel function of one of ids.
func (c *checker) cancelDeferredAfter(d *ssa.Defer, ids map[ssa.Value]bool) *ssa.Defer {
	var found *ssa.Defer
	ctxflow.Instructions(d.Parent(), func(in ssa.Instruction) {
		other, ok := in.(*ssa.Defer)
		if !ok || other == d || !ctxflow.Before(d, other) {
			return
		}
		if ex := c.cancelOf(other.Call.Value); ex != nil && ids[extractOf(ex.Tuple, 0)] {
			found = other
		}
	})
	return found
}

// callersContext is the context parameter among ids.
func (c *checker) callersContext(ids map[ssa.Value]bool) *ssa.Parameter {
	for v := range ids {
		if p, ok := v.(*ssa.Parameter); ok && ctxflow.IsContext(p.Type()) {
			return p
		}
	}
	return nil
}
