package ctxprop

import (
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

// checkSpans finds spans that are not ended, and spans that have no children
// because their context was thrown away.
func (c *checker) checkSpans(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok {
			return
		}
		index, ok := spanIndex(&call.Call)
		if !ok || returnsTuple(call) {
			return
		}
		c.checkSpanEnd(call, index)
		if index == 1 && extract(call, 0) == nil {
			c.checkSpanContext(call)
		}
	})
}

// spanIndex is the result of a call that starts a span.
func spanIndex(call *ssa.CallCommon) (int, bool) {
	obj := ctxflow.CalleeObject(call)
	if obj == nil || !strings.HasPrefix(obj.Name(), "Start") {
		return 0, false
	}
	res := obj.Signature().Results()
	for i := range res.Len() {
		if isSpan(res.At(i).Type()) {
			return i, true
		}
	}
	return 0, false
}

func isSpan(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Name() != "Span" {
		return false
	}
	path := named.Obj().Pkg().Path()
	return strings.HasPrefix(path, "go.opentelemetry.io/otel") || strings.HasPrefix(path, "go.opencensus.io/trace")
}

func (c *checker) checkSpanEnd(call *ssa.Call, index int) {
	pos, end := c.span(call)
	f := report.Finding{Kind: "span", Pos: pos, End: end}
	var span ssa.Value = call
	if call.Call.Signature().Results().Len() > 1 {
		ex := extract(call, index)
		if ex == nil {
			c.emit(c.lostSpan(f, call, index))
			return
		}
		span = ex
	}
	uses := c.usesOf(span)
	for use := range uses {
		if onlyDescribes(use, span) {
			delete(uses, use)
		}
	}
	ret := pathWithout(call, uses)
	if ret == nil {
		return
	}
	f.Message = fmt.Sprintf("the span is not ended on the way to %s, so it never reaches the tracing backend; defer its End right here", c.where(returnPos(ret)))
	f.Witness = []report.Step{{Pos: returnPos(ret), Text: "this return is reached without a call of End"}}
	if ex, ok := span.(*ssa.Extract); ok {
		f.Fixes = c.fixSpanEnd(call, ex)
	}
	c.emit(f)
}

// lostSpan completes f for a span that nothing can end: it was assigned to no
// variable, or to one that got another value before anything used it.
func (c *checker) lostSpan(f report.Finding, call *ssa.Call, index int) report.Finding {
	ids := c.flows.Assigned(call)
	if index >= len(ids) || ids[index] == nil || ids[index].Name == "_" {
		f.Message = "the span is thrown away and never ended, so it never reaches the tracing backend; keep it and defer its End"
		f.Witness = []report.Step{{Pos: f.Pos, Text: "the span is kept in no variable"}}
		return f
	}
	name := ids[index].Name
	f.Message = fmt.Sprintf("the span in %s is never ended, so it never reaches the tracing backend: %s gets another value before anything uses this one; end it first", name, name)
	f.Witness = []report.Step{{Pos: ids[index].Pos(), Text: "the variable that is assigned again"}}
	if ret := pathWithout(call, nil); ret != nil && ret != ssa.Instruction(call) {
		f.Witness = append(f.Witness, report.Step{Pos: returnPos(ret), Text: "this return is reached without a call of End for it"})
	}
	return f
}

// onlyDescribes reports a use of a span that neither ends it nor hands it on.
func onlyDescribes(use ssa.Instruction, span ssa.Value) bool {
	call, ok := use.(ssa.CallInstruction)
	if !ok {
		_, isCompare := use.(*ssa.BinOp)
		return isCompare
	}
	obj := ctxflow.CalleeObject(call.Common())
	if obj == nil || obj.Signature().Recv() == nil || !isSpan(obj.Signature().Recv().Type()) || obj.Name() == "End" {
		return false
	}
	for i, arg := range call.Common().Args {
		if arg == span && (call.Common().IsInvoke() || i > 0) {
			return false // an argument of another span's method
		}
	}
	return true
}

// checkSpanContext reports work under the parent's context beside a span that
// was started for it.
func (c *checker) checkSpanContext(start *ssa.Call) {
	if len(start.Call.Args) == 0 {
		return
	}
	var parent ssa.Value
	for _, arg := range start.Call.Args {
		if ctxflow.IsContext(arg.Type()) {
			parent = arg
			break
		}
	}
	if parent == nil {
		return
	}
	parent = c.resolve(parent)
	done := false
	ctxflow.Instructions(start.Parent(), func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || done || call == start || !ctxflow.Before(start, in) || c.endedEarlier(start, call) {
			return
		}
		for i, arg := range call.Call.Args {
			if !ctxflow.IsContext(arg.Type()) || c.resolve(arg) != parent || !c.flows.Works(&call.Call, i) {
				continue
			}
			done = true
			pos, end := c.span(start)
			c.emit(report.Finding{
				Kind: "span", Pos: pos, End: end,
				Message: fmt.Sprintf("the context that carries the span is thrown away, and %s at %s runs under the parent's: its spans do not appear below this one; keep the context and pass it on", c.calleeName(&call.Call), c.where(call.Pos())),
				Witness: []report.Step{{Pos: pos, Text: "the first result is assigned to _"}, {Pos: call.Pos(), Text: c.calleeName(&call.Call) + " gets the context from before the span"}},
				Fixes:   c.fixSpanContext(start, parent),
			})
			return
		}
	})
}

// endedEarlier reports whether the span of start has surely ended at a call.
func (c *checker) endedEarlier(start, at *ssa.Call) bool {
	span := extract(start, 1)
	if span == nil {
		return false
	}
	for use := range c.usesOf(span) {
		call, ok := use.(*ssa.Call)
		if !ok || call.Parent() != at.Parent() || !ctxflow.Before(call, at) {
			continue
		}
		if obj := ctxflow.CalleeObject(&call.Call); obj != nil && obj.Name() == "End" {
			return true
		}
	}
	return false
}

// checkNewRoots finds goroutines that start a trace of their own although the
// function that starts them has one.
func (c *checker) checkNewRoots(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok {
			return
		}
		if _, ok := spanIndex(&call.Call); !ok || c.commented(call.Pos()) || c.detachedFunc(fn) {
			return
		}
		for _, arg := range call.Call.Args {
			if !ctxflow.IsContext(arg.Type()) {
				continue
			}
			if o := c.flows.Of(arg); o.Only(ctxflow.Root) && len(o.Roots) > 0 {
				c.reportNewRoot(fn, call, o.Roots[0])
			}
			return
		}
	})
}

func (c *checker) reportNewRoot(fn *ssa.Function, call, root *ssa.Call) {
	u, ok := c.usable(call, root)
	if !ok {
		if fn.Parent() == nil {
			return
		}
		role, at := c.flows.RoleOf(fn)
		start, isCall := at.(ssa.CallInstruction)
		if role != ctxflow.Started && role != ctxflow.Passed || !isCall || role == ctxflow.Passed && !c.isStart(at) {
			return
		}
		if u, ok = c.usable(start, root); !ok {
			return
		}
	}
	pos, end := c.span(call)
	c.emit(report.Finding{
		Kind: "span", Pos: pos, End: end,
		Message: fmt.Sprintf("the span begins a trace of its own, although %s carries the one it belongs to; start it under %s, or under context.WithoutCancel of it where it must live longer", u.Expr, u.Expr),
		Witness: []report.Step{{Pos: u.Pos, Text: "the context with the parent: " + u.What}, {Pos: root.Pos(), Text: "a root context has no parent span"}},
	})
}

// isStart reports a call that runs a literal in a goroutine.
func (c *checker) isStart(at ssa.Instruction) bool {
	for _, site := range c.spawns.Sites(at.Parent()) {
		if site.Instr == at {
			return true
		}
	}
	return false
}
