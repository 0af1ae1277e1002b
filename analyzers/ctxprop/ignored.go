package ctxprop

import (
	"fmt"
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

const (
	shortSleep = 100_000_000   // in a loop: not worth a word below a tenth of a second
	longSleep  = 1_000_000_000 // outside of one
)

// checkIgnored finds places that wait in a function with a context and that no
// cancellation reaches.
func (c *checker) checkIgnored(fn *ssa.Function) {
	ctx := contextParam(fn)
	if ctx == nil || c.detachedFunc(fn) {
		return
	}
	c.checkPolls(fn, ctx)
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		switch in := in.(type) {
		case *ssa.Call:
			if ctxflow.CalleeName(&in.Call) == "time.Sleep" {
				c.checkSleep(fn, ctx, in, in.Call.Args[0])
			}
		case *ssa.UnOp:
			if in.Op.String() != "<-" {
				return
			}
			if after, ok := in.X.(*ssa.Call); ok && ctxflow.CalleeName(&after.Call) == "time.After" {
				c.checkSleep(fn, ctx, in, after.Call.Args[0])
				return
			}
			c.checkBuffered(fn, ctx, in)
			c.checkTimer(fn, ctx, in)
		case *ssa.Select:
			c.checkSelect(ctx, in)
		}
	})
}

// contextParam is the named context parameter of fn.
func contextParam(fn *ssa.Function) *ssa.Parameter {
	for _, p := range fn.Params {
		if ctxflow.IsContext(p.Type()) && p.Name() != "_" && p.Name() != "" {
			return p
		}
	}
	return nil
}

func (c *checker) checkSleep(fn *ssa.Function, ctx *ssa.Parameter, in ssa.Instruction, d ssa.Value) {
	loop := spawn.InLoop(in.Block())
	least := int64(longSleep)
	if loop {
		least = shortSleep
	}
	known := false
	if k, ok := d.(*ssa.Const); ok && k.Value != nil && k.Value.Kind() == constant.Int {
		known = true
		if k.Int64() < least {
			return
		}
	}
	if !known && !loop || c.commented(in.Pos()) || loop && c.looksIn(fn, in.Block()) {
		return
	}
	text := "waits"
	if loop {
		text = "waits between the rounds of a loop that never looks at the context"
	}
	pos, end := c.span(in)
	c.emit(report.Finding{
		Kind: "ignored", Pos: pos, End: end,
		Message: fmt.Sprintf("%s %s: a cancelled %s is noticed only afterwards; wait in a select with <-%s.Done()", c.funcName(fn), text, ctx.Name(), ctx.Name()),
		Witness: []report.Step{{Pos: ctx.Pos(), Text: "the context that is not looked at"}, {Pos: in.Pos(), Text: "this wait cannot be interrupted"}},
	})
}

// looksIn reports whether the loop around b looks at some context.
func (c *checker) looksIn(fn *ssa.Function, b *ssa.BasicBlock) bool {
	found := false
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || found {
			return
		}
		if other := in.Block(); other != b && !(spawn.ReachesBlock(b, other, nil) && spawn.ReachesBlock(other, b, nil)) {
			return
		}
		found = looks(&call.Call) || c.calleeLooks(&call.Call)
	})
	return found
}

// looks reports Done, Err, Deadline and Cause.
func looks(call *ssa.CallCommon) bool {
	if call.IsInvoke() && ctxflow.IsContext(call.Value.Type()) {
		return call.Method.Name() != "Value"
	}
	return ctxflow.CalleeName(call) == "context.Cause"
}

// calleeLooks reports a helper that takes a context and looks at it, like a
// sleep that can be interrupted, or a closure that does.
func (c *checker) calleeLooks(call *ssa.CallCommon) bool {
	callee, _ := c.flows.Places.Callee(call)
	if callee == nil {
		return false
	}
	found := false
	ctxflow.Instructions(callee, func(in ssa.Instruction) {
		if inner, ok := in.(*ssa.Call); ok && looks(&inner.Call) {
			found = true
		}
	})
	return found
}

// checkSelect reports a select without a way out for a cancellation, in a
// function that does nothing else with its context.
func (c *checker) checkSelect(ctx *ssa.Parameter, sel *ssa.Select) {
	if !sel.Blocking || len(sel.States) == 0 || !c.flows.IsIdle(ctx) || c.commented(sel.Pos()) {
		return
	}
	for _, st := range sel.States {
		if call, ok := st.Chan.(*ssa.Call); ok && st.Dir == types.RecvOnly && !call.Call.IsInvoke() {
			return // a timer, or a channel that somebody closes on purpose
		}
		if doneOf(st.Chan) != nil || isTimer(st.Chan) {
			return
		}
	}
	c.emit(report.Finding{
		Kind: "ignored", Pos: sel.Pos(),
		Message: fmt.Sprintf("this select waits without a case <-%s.Done(), and nothing else in %s looks at %s: a cancelled caller waits on", ctx.Name(), c.funcName(sel.Parent()), ctx.Name()),
		Witness: []report.Step{{Pos: ctx.Pos(), Text: "the context that is not looked at"}, {Pos: sel.Pos(), Text: "the wait"}},
	})
}

// isTimer reports the channel of a time.Timer or Ticker.
func isTimer(v ssa.Value) bool {
	return types.TypeString(v.Type(), nil) == "<-chan time.Time"
}

// checkBuffered reports a loop that works off a buffered channel of its own
// without looking at the context: what is in the buffer is worked off whatever
// was cancelled.
func (c *checker) checkBuffered(fn *ssa.Function, ctx *ssa.Parameter, recv *ssa.UnOp) {
	if !recv.CommaOk || !spawn.InLoop(recv.Block()) || c.looksIn(fn, recv.Block()) || c.commented(recv.Pos()) {
		return
	}
	made, ok := c.resolve(recv.X).(*ssa.MakeChan)
	if !ok {
		return
	}
	if k, ok := made.Size.(*ssa.Const); ok && k.Int64() == 0 {
		return
	}
	var work *ssa.Call
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || work != nil || !spawn.ReachesBlock(recv.Block(), in.Block(), nil) || !spawn.ReachesBlock(in.Block(), recv.Block(), nil) {
			return
		}
		if _, isParam := c.resolve(call.Call.Value).(*ssa.Parameter); isParam && !call.Call.IsInvoke() {
			work = call
		}
	})
	if work == nil {
		return
	}
	pos := work.Pos()
	c.emit(report.Finding{
		Kind: "ignored", Pos: recv.Pos(),
		Message: fmt.Sprintf("the loop calls %s for all that is still in the channel's buffer after %s was cancelled; look at %s.Err() in every round", c.calleeName(&work.Call), ctx.Name(), ctx.Name()),
		Witness: []report.Step{{Pos: made.Pos(), Text: "the buffered channel"}, {Pos: pos, Text: "the work of one round"}},
	})
}
