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

// Polls is the fact of an exported function that sleeps in a loop and takes no
// context that could end it.
type Polls struct {
	Where string // the sleep
}

func (*Polls) AFact() {}

func (f *Polls) String() string { return "sleeps in a loop" }

// pollOf finds the sleep in a loop of fn, when nothing else can end the loop from
// outside: no channel, no context, no function that the caller passes.
func (c *checker) pollOf(fn *ssa.Function) *Polls {
	sleep := c.sleepIn(fn)
	if sleep == nil || ctxflow.TakesContext(fn.Signature) || c.detachedFunc(fn) || c.commented(sleep.Pos()) {
		return nil
	}
	for p := range fn.Signature.Params().Variables() {
		switch p.Type().Underlying().(type) {
		case *types.Chan, *types.Signature, *types.Interface:
			return nil
		}
	}
	return &Polls{Where: c.where(sleep.Pos())}
}

// sleepIn is a sleep between the rounds of a loop of fn that receives nothing and
// looks at nothing.
func (c *checker) sleepIn(fn *ssa.Function) *ssa.Call {
	var found *ssa.Call
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || found != nil || ctxflow.CalleeName(&call.Call) != "time.Sleep" || !spawn.InLoop(call.Block()) {
			return
		}
		if k, ok := call.Call.Args[0].(*ssa.Const); ok && k.Value != nil && k.Value.Kind() == constant.Int && k.Int64() < shortSleep {
			return
		}
		if !c.looksIn(fn, call.Block()) {
			found = call
		}
	})
	return found
}

// checkPolls finds calls of such functions where a context is at hand.
func (c *checker) checkPolls(fn *ssa.Function, ctx *ssa.Parameter) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || c.mayDetach(call) {
			return
		}
		var poll *Polls
		if callee, _ := c.flows.Places.Callee(&call.Call); callee != nil && len(callee.Blocks) > 0 && callee.Parent() == nil {
			poll = c.pollOf(callee)
		} else if obj := ctxflow.CalleeObject(&call.Call); obj != nil && !call.Call.IsInvoke() {
			fact := new(Polls)
			if c.pass.ImportObjectFact(obj, fact) {
				poll = fact
			}
		}
		if poll == nil {
			return
		}
		pos, end := c.span(call)
		name := c.calleeName(&call.Call)
		c.emit(report.Finding{
			Kind: "ignored", Pos: pos, End: end,
			Message: fmt.Sprintf("%s sleeps in a loop at %s and takes no context, so a cancelled %s waits for it to the end; pass %s and wait in a select with its Done",
				name, poll.Where, ctx.Name(), ctx.Name()),
			Witness: []report.Step{{Pos: ctx.Pos(), Text: "the context that " + name + " cannot look at"}, {Pos: pos, Text: fmt.Sprintf("%s waits at %s", name, poll.Where)}},
		})
	})
}

// checkTimer reports a loop over the channel of a helper that sleeps between its
// items: neither side looks at the context.
func (c *checker) checkTimer(fn *ssa.Function, ctx *ssa.Parameter, recv *ssa.UnOp) {
	if !spawn.InLoop(recv.Block()) || c.looksIn(fn, recv.Block()) || c.commentedWait(recv.Pos()) {
		return
	}
	call, ok := c.resolve(recv.X).(*ssa.Call)
	if !ok {
		return
	}
	callee, _ := c.flows.Places.Callee(&call.Call)
	if callee == nil || ctxflow.TakesContext(callee.Signature) || isTimer(recv.X) {
		return
	}
	var sleep *ssa.Call
	for _, site := range c.spawns.Sites(callee) {
		if site.Fn != nil && sleep == nil {
			sleep = c.sleepIn(site.Fn)
		}
	}
	if sleep == nil {
		return
	}
	witness := []report.Step{{Pos: ctx.Pos(), Text: "the context that is not looked at"}}
	for _, arg := range call.Call.Args {
		if stop, ok := c.resolve(arg).(*ssa.MakeChan); ok {
			witness = append(witness, report.Step{Pos: stop.Pos(), Text: "this channel ends the goroutine, and no cancellation closes it"})
		}
	}
	witness = append(witness, report.Step{Pos: sleep.Pos(), Text: "the goroutine sleeps here between two rounds"})
	name := c.calleeName(&call.Call)
	c.emit(report.Finding{
		Kind: "ignored", Pos: recv.Pos(),
		Message: fmt.Sprintf("the loop waits for %s, which sleeps between two rounds and takes no context: a cancelled %s is noticed only afterwards; pass %s to %s and wait in a select with its Done",
			name, ctx.Name(), ctx.Name(), name),
		Witness: witness,
	})
}
