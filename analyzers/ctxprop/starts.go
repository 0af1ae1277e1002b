package ctxprop

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

// Starts is the fact of an exported function that passes contexts to goroutines
// which it does not wait for.
type Starts struct {
	Params []Start
}

// A Start is one context parameter that reaches a goroutine.
type Start struct {
	Param int    // the receiver counted
	Where string // the work under it
	Work  string
}

func (*Starts) AFact() {}

func (f *Starts) String() string { return "works in a goroutine under its context" }

// exportFacts says of exported functions what their callers in other packages
// need to know.
func (c *checker) exportFacts() {
	c.exportLosses()
	for _, fn := range c.funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() {
			continue
		}
		if starts := c.startsOf(fn); len(starts) > 0 {
			c.pass.ExportObjectFact(obj, &Starts{Params: starts})
		}
		if poll := c.pollOf(fn); poll != nil {
			c.pass.ExportObjectFact(obj, poll)
		}
	}
}

// startsOf are the context parameters of fn that a goroutine works under which
// fn neither waits for nor lets watch their end.
func (c *checker) startsOf(fn *ssa.Function) []Start {
	var out []Start
	for i, p := range fn.Params {
		if !ctxflow.IsContext(p.Type()) || i >= 64 {
			continue
		}
		for _, site := range c.spawns.Sites(fn) {
			if site.Runs != catalog.Goroutine || site.Fn == nil || c.joined(site) || c.watches(site.Fn) || c.commented(site.Instr.Pos()) {
				continue
			}
			if work := c.workUnder(fn, site.Fn, site.Instr, p); work != nil {
				out = append(out, Start{i, c.where(work.Pos()), c.calleeName(work.Common())})
				break
			}
		}
	}
	return out
}

// workUnder is the first call of a goroutine, started by fn at start, that works
// under the context p or one derived from it.
func (c *checker) workUnder(fn, run *ssa.Function, start ssa.Instruction, p *ssa.Parameter) ssa.CallInstruction {
	var found ssa.CallInstruction
	look := func(in ssa.Instruction) {
		call, ok := in.(ssa.CallInstruction)
		if !ok || found != nil {
			return
		}
		if obj := ctxflow.CalleeObject(call.Common()); obj != nil && ctxflow.LogOnly(obj) {
			return
		}
		for i, arg := range call.Common().Args {
			if ctxflow.IsContext(arg.Type()) && c.identities(arg)[p] && c.flows.Works(call.Common(), i) {
				found = call
			}
		}
	}
	if run.Parent() == fn {
		ctxflow.Instructions(run, look)
	} else {
		look(start)
	}
	return found
}

// startAt is the goroutine that a call makes of the context in its argument i.
func (c *checker) startAt(call *ssa.CallCommon, i int) (Start, bool) {
	starts := []Start(nil)
	callee, args := c.flows.Places.Callee(call)
	if callee != nil && len(callee.Blocks) > 0 && len(args) == len(call.Args) {
		starts = c.startsOf(callee)
	} else if obj := ctxflow.CalleeObject(call); obj != nil && !call.IsInvoke() {
		fact := new(Starts)
		if c.pass.ImportObjectFact(obj, fact) {
			starts = fact.Params
		}
	}
	for _, s := range starts {
		if s.Param == i {
			return s, true
		}
	}
	return Start{}, false
}

// checkStarts finds calls that hand a context which ends with fn to a function
// that goes on working under it when fn has returned.
func (c *checker) checkStarts(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || c.commented(call.Pos()) {
			return
		}
		for i, arg := range call.Call.Args {
			if !ctxflow.IsContext(arg.Type()) {
				continue
			}
			what, why, ok := c.endsWith(fn, arg)
			if !ok {
				continue
			}
			start, ok := c.startAt(&call.Call, i)
			if !ok || c.busyAfter(call) {
				continue
			}
			c.reportStart(call, start, what, why)
			return
		}
	})
}

func (c *checker) reportStart(call *ssa.Call, start Start, what string, why report.Step) {
	pos, end := c.span(call)
	name := c.calleeName(&call.Call)
	c.emit(report.Finding{
		Kind: "outlived", Pos: pos, End: end,
		Message: fmt.Sprintf("%s starts a goroutine that nobody waits for and that runs %s at %s under this context, which %s: the work is cut off; detach it there with context.WithoutCancel, or wait for it",
			name, start.Work, start.Where, what),
		Witness: []report.Step{{Pos: pos, Text: fmt.Sprintf("the context is passed to %s, whose goroutine works under it at %s", name, start.Where)}, why},
	})
}

// endsWith tells why the context arg ends when fn returns.
func (c *checker) endsWith(fn *ssa.Function, arg ssa.Value) (what string, why report.Step, ok bool) {
	o := c.flows.Of(arg)
	ends := c.deferredCancel(fn, c.identities(arg))
	switch {
	case ends != nil:
		return "is cancelled by the defer at " + c.where(ends.Pos()),
			report.Step{Pos: ends.Pos(), Text: "the context is cancelled when " + c.funcName(fn) + " returns"}, true
	case o.Only(ctxflow.Request) && c.serves(fn):
		return "ends when the handler returns",
			report.Step{Pos: fn.Pos(), Text: c.funcName(fn) + " is a handler: the server cancels the request's context when it returns"}, true
	case o.Only(ctxflow.Param) && c.isRPC(fn):
		return "ends when the RPC returns",
			report.Step{Pos: fn.Pos(), Text: c.funcName(fn) + " serves an RPC: the server cancels its context when it returns"}, true
	}
	return "", report.Step{}, false
}
