package ctxprop

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// A loss is work that no cancellation reaches: under a root context, or by a
// function that takes none.
type loss struct {
	at      ssa.CallInstruction // the work
	root    *ssa.Call           // context.Background; nil for a variant
	variant ctxflow.Variant
	callee  *types.Func // for a variant
	told    bool        // reported for its callers
}

// checkRoots finds the root contexts that fn works under.
func (c *checker) checkRoots(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(ssa.CallInstruction)
		if !ok {
			return
		}
		if _, ok := in.(*ssa.Go); ok {
			return // starts something with a life of its own
		}
		if _, ok := spanIndex(call.Common()); ok {
			return // see checkNewRoots
		}
		for i, arg := range call.Common().Args {
			if !ctxflow.IsContext(arg.Type()) {
				continue
			}
			o := c.flows.Of(arg)
			if o.Only(ctxflow.Root) && len(o.Roots) > 0 && c.flows.Works(call.Common(), i) && !c.owned(o) {
				c.lose(&loss{at: call, root: o.Roots[0]})
			}
		}
	})
}

// lose reports l when a context is at hand, or keeps it for the callers.
func (c *checker) lose(l *loss) {
	if c.mayDetach(l.at) || l.variant.Name == "" && (c.notesRoot(l) || c.begins(l)) {
		return
	}
	usable, ok := c.usable(l.at, l.root)
	if !ok {
		fn := l.at.Parent()
		c.losses[fn] = append(c.losses[fn], l)
		return
	}
	if l.root == nil && c.flows.Of(usable.Param).Only(ctxflow.Root) && hasDeadline(l.callee) {
		return // what the context adds is a deadline, and a connection has one itself
	}
	c.emit(c.lossFinding(l, usable))
}

// hasDeadline reports a method of a connection.
func hasDeadline(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	if recv == nil {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(recv.Type(), true, fn.Pkg(), "SetDeadline")
	return obj != nil
}

// notesRoot reports a root context with a reason beside it, or one that is there
// for a log.
func (c *checker) notesRoot(l *loss) bool {
	if obj := ctxflow.CalleeObject(l.at.Common()); obj != nil && ctxflow.LogOnly(obj) {
		return true
	}
	return l.root.Parent() == l.at.Parent() && c.commented(l.root.Pos())
}

// begins reports work that starts something that outlives the function: a
// constructor or a Start that is called where such things are made.
func (c *checker) begins(l *loss) bool {
	obj := ctxflow.CalleeObject(l.at.Common())
	if obj == nil || !isBeginning(obj.Name()) {
		return false
	}
	if isBeginning(outermost(l.at.Parent()).Name()) {
		return true
	}
	value := l.at.Value()
	return value != nil && escapes(value, 0)
}

// escapes reports whether a value, or one of a tuple, is returned or stored.
func escapes(v ssa.Value, depth int) bool {
	if v.Referrers() == nil || depth > 3 {
		return false
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return:
			if !isError(v.Type()) {
				return true
			}
		case *ssa.Store:
			if _, local := ref.Addr.(*ssa.Alloc); !local && ref.Val == v && !isError(v.Type()) {
				return true
			}
		case *ssa.MapUpdate:
			if ref.Value == v {
				return true
			}
		case *ssa.Extract:
			if escapes(ref, depth+1) {
				return true
			}
		case *ssa.Phi:
			if escapes(ref, depth+1) {
				return true
			}
		}
	}
	return false
}

// owned reports a root that was given an owner: its cancel function is returned,
// stored or handed on, so somebody else ends it.
func (c *checker) owned(o *ctxflow.Origin) bool {
	for _, d := range o.Derived {
		cancel := extract(d, 1)
		if cancel == nil || cancel.Referrers() == nil {
			continue
		}
		for _, ref := range *cancel.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Return, *ssa.MakeClosure, *ssa.MapUpdate, *ssa.Send, *ssa.ChangeType, *ssa.MakeInterface:
				return true
			case *ssa.Store:
				cell := c.flows.Places.Cell(ref.Addr)
				if cell == nil || c.calledElsewhere(cell) {
					return true
				}
			case ssa.CallInstruction:
				if ref.Common().Value != ssa.Value(cancel) {
					return true
				}
			}
		}
	}
	return false
}

// calledElsewhere reports whether a variable is read by a literal that does
// not run when its function returns.
func (c *checker) calledElsewhere(cell *ssa.Alloc) bool {
	for _, ref := range *cell.Referrers() {
		mc, ok := ref.(*ssa.MakeClosure)
		if !ok {
			continue
		}
		if role, _ := c.flows.RoleOf(mc.Fn.(*ssa.Function)); role != ctxflow.Deferred && role != ctxflow.Called {
			return true
		}
	}
	return false
}

// extract is result number index of a call, nil when it is assigned to _.
func extract(call *ssa.Call, index int) *ssa.Extract {
	if call.Referrers() == nil {
		return nil
	}
	for _, ref := range *call.Referrers() {
		if ex, ok := ref.(*ssa.Extract); ok && ex.Index == index && len(*ex.Referrers()) > 0 {
			return ex
		}
	}
	return nil
}

func (c *checker) lossFinding(l *loss, u ctxflow.Usable) report.Finding {
	if l.root == nil {
		return c.variantFinding(l, u)
	}
	pos, end := c.rootSpan(l)
	f := report.Finding{
		Kind: "dropped", Pos: pos, End: end,
		Message: fmt.Sprintf("%s runs under %s although %s is at hand: nothing cancels it and its deadline and values are lost; pass %s",
			c.calleeName(l.at.Common()), c.rootName(l.root), u.Expr, u.Expr),
		Witness: []report.Step{
			{Pos: u.Pos, Text: "the context to pass on: " + u.What},
			{Pos: l.at.Pos(), Text: "the root context is used by " + c.calleeName(l.at.Common())},
		},
	}
	f.Fixes = c.fixDropped(l, u)
	return f
}

func (c *checker) rootSpan(l *loss) (pos, end token.Pos) {
	if l.root.Parent() == l.at.Parent() {
		return c.span(l.root)
	}
	return c.span(l.at)
}

func (c *checker) rootName(root *ssa.Call) string { return c.calleeName(&root.Call) }

// reportLosses looks at the callers of functions that lose the context for want
// of a parameter. It is said once, where it is lost.
func (c *checker) reportLosses() {
	for _, fn := range c.funcs {
		if len(c.losses[fn]) == 0 {
			continue
		}
		steps, u, ok := c.callersHave(fn, 0, make(map[*ssa.Function]bool))
		if !ok || len(steps) == 0 {
			continue
		}
		for _, l := range c.losses[fn] {
			f := c.lossFinding(l, u)
			f.Message = c.chainMessage(l, fn, steps[0], u)
			f.Witness = append(steps, f.Witness[len(f.Witness)-1])
			f.Fixes = c.fixParam(fn, l)
			l.told = true
			c.emit(f)
		}
	}
}

func (c *checker) chainMessage(l *loss, fn *ssa.Function, caller report.Step, u ctxflow.Usable) string {
	under := "without a context"
	if l.root != nil {
		under = "under " + c.rootName(l.root)
	}
	return fmt.Sprintf("%s runs %s in %s, whose caller at %s has %s: a cancellation ends there; give %s a context parameter",
		c.calleeName(l.at.Common()), under, c.funcName(fn), c.where(caller.Pos), u.Expr, c.funcName(fn))
}

const longestChain = 4

// callersHave reports whether every call of fn stands where a context is at
// hand and not to be detached from, with a step for each; false when fn may
// have callers that are not seen.
func (c *checker) callersHave(fn *ssa.Function, depth int, seen map[*ssa.Function]bool) ([]report.Step, ctxflow.Usable, bool) {
	var first ctxflow.Usable
	if depth > longestChain || seen[fn] || !c.allCallersSeen(fn) || c.detachedFunc(fn) {
		return nil, first, false
	}
	seen[fn] = true
	var steps []report.Step
	for _, call := range c.flows.Calls(fn) {
		if c.inTest(call.Pos()) {
			continue
		}
		if _, ok := call.(*ssa.Go); ok || c.mayDetach(call) {
			return nil, first, false
		}
		u, ok := c.usable(call, nil)
		if isBeginning(outermost(call.Parent()).Name()) && (!ok || call.Parent().Parent() == nil || u.Fn != call.Parent()) {
			return nil, first, false
		}
		if ok {
			steps = append(steps, report.Step{Pos: call.Pos(), Text: fmt.Sprintf("%s, which has %s, calls %s", c.funcName(call.Parent()), u.Expr, c.funcName(fn))})
			first = u
			continue
		}
		above, u, ok := c.callersHave(call.Parent(), depth+1, seen)
		if !ok {
			return nil, first, false
		}
		first = u
		steps = append(steps, above...)
		steps = append(steps, report.Step{Pos: call.Pos(), Text: fmt.Sprintf("%s calls %s", c.funcName(call.Parent()), c.funcName(fn))})
	}
	return steps, first, len(steps) > 0
}

// checkThrownAway reports a root context in a function that was given another
// one by a call, and threw it away.
func (c *checker) checkThrownAway(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || cancelIndex(call.Call.Signature()) >= 0 || c.commented(call.Pos()) || c.detachedFunc(fn) {
			return
		}
		ids := c.flows.Assigned(call)
		res := call.Call.Signature().Results()
		if _, isSpan := spanIndex(&call.Call); isSpan || res.Len() < 3 || len(ids) != res.Len() {
			return
		}
		for i := range res.Len() {
			if ctxflow.IsContext(res.At(i).Type()) && ids[i] != nil && ids[i].Name == "_" {
				c.rootAfter(call)
			}
		}
	})
}

// rootAfter reports the first root context that is made after a call that
// returned a better one.
func (c *checker) rootAfter(call *ssa.Call) {
	done := false
	ctxflow.Instructions(call.Parent(), func(in ssa.Instruction) {
		root, ok := in.(*ssa.Call)
		if !ok || done || !ctxflow.Before(call, root) || c.failingAt(root) || c.commented(root.Pos()) {
			return
		}
		switch ctxflow.CalleeName(&root.Call) {
		case "context.Background", "context.TODO":
		default:
			return
		}
		done = true
		pos, end := c.span(root)
		c.emit(report.Finding{
			Kind: "dropped", Pos: pos, End: end,
			Message: fmt.Sprintf("%s is used in the place of the context that %s returned at %s and that was assigned to _: its deadline and values are lost; keep it",
				c.rootName(root), c.calleeName(&call.Call), c.where(call.Pos())),
			Witness: []report.Step{{Pos: call.Pos(), Text: c.calleeName(&call.Call) + " returns a context, which is thrown away"}, {Pos: pos, Text: "a root context is made for what comes next"}},
		})
	})
}

// allCallersSeen reports an unexported function that is only ever called.
func (c *checker) allCallersSeen(fn *ssa.Function) bool {
	if fn.Parent() != nil {
		role, _ := c.flows.RoleOf(fn)
		return role == ctxflow.Called
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Exported() || isEntry(fn) || spawn.HandlerOf(fn) != "" {
		return false
	}
	if c.values == nil {
		c.indexValues()
	}
	return !c.values[fn] && !(fn.Signature.Recv() != nil && c.invoked[fn.Name()])
}

func (c *checker) indexValues() {
	c.values = make(map[*ssa.Function]bool)
	c.invoked = make(map[string]bool)
	var buf [8]*ssa.Value
	for _, fn := range c.flows.Pkg.Funcs {
		ctxflow.Instructions(fn, func(in ssa.Instruction) {
			var called ssa.Value
			if call, ok := in.(ssa.CallInstruction); ok {
				called = call.Common().Value
				if call.Common().IsInvoke() {
					c.invoked[call.Common().Method.Name()] = true
				}
			}
			if mc, ok := in.(*ssa.MakeClosure); ok {
				if obj, ok := mc.Fn.(*ssa.Function).Object().(*types.Func); ok { // a method value
					if m := fn.Prog.FuncValue(obj); m != nil {
						c.values[m] = true
					}
				}
			}
			for _, op := range in.Operands(buf[:0]) {
				if f, ok := (*op).(*ssa.Function); ok && *op != called {
					c.values[f] = true
				}
			}
		})
	}
}
