package ctxprop

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

// checkOptions finds calls without options in a function that makes an option of
// its context for another call, and that these calls would take, too:
//
//	opts = append(opts, Context(o.ctx))
//	kv.Watch(opts...)
//	kv.purge(name) // of func purge(name string, opts ...Opt)
func (c *checker) checkOptions(fn *ssa.Function) {
	made, option := c.contextOption(fn)
	if made == nil {
		return
	}
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || c.mayDetach(call) || !takesOption(&call.Call, option) {
			return
		}
		pos, end := c.span(call)
		name := c.calleeName(&call.Call)
		c.emit(report.Finding{
			Kind: "dropped", Pos: pos, End: end,
			Message: fmt.Sprintf("%s does not get the context that %s makes an option of at %s for another call: nothing cancels it; pass the option here, too",
				name, c.calleeName(&made.Call), c.where(made.Pos())),
			Witness: []report.Step{{Pos: made.Pos(), Text: "the context is made an option here"}, {Pos: pos, Text: name + " takes such options and gets none"}},
		})
	})
}

// contextOption is a call in fn that makes an option of nothing but a context.
func (c *checker) contextOption(fn *ssa.Function) (made *ssa.Call, option types.Type) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || made != nil || call.Call.IsInvoke() || len(call.Call.Args) != 1 || !ctxflow.IsContext(call.Call.Args[0].Type()) {
			return
		}
		obj := ctxflow.CalleeObject(&call.Call)
		named, isNamed := types.Unalias(call.Type()).(*types.Named)
		if obj == nil || !isNamed || named.Obj().Pkg() != obj.Pkg() || obj.Signature().Recv() != nil || !c.used(call) {
			return
		}
		if o := c.flows.Of(call.Call.Args[0]); o.Sources&ctxflow.Root == 0 {
			made, option = call, call.Type()
		}
	})
	return made, option
}

// takesOption reports a call that passes nothing for variadic options of an
// interface or function type that option is one of.
func takesOption(call *ssa.CallCommon, option types.Type) bool {
	sig := call.Signature()
	if !sig.Variadic() || len(call.Args) == 0 || !isNil(call.Args[len(call.Args)-1]) {
		return false
	}
	for i := range sig.Params().Len() {
		if ctxflow.IsContext(sig.Params().At(i).Type()) {
			return false
		}
	}
	slice, ok := sig.Params().At(sig.Params().Len() - 1).Type().(*types.Slice)
	if !ok {
		return false
	}
	want, ok := types.Unalias(slice.Elem()).(*types.Named)
	if !ok || want.Obj().Pkg() == nil || want.Obj().Pkg() != types.Unalias(option).(*types.Named).Obj().Pkg() {
		return false
	}
	if iface, ok := want.Underlying().(*types.Interface); ok && iface.NumMethods() == 0 {
		return false
	}
	return types.AssignableTo(option, want)
}

// checkHandover finds handlers that get a request with a context of its own, look
// at that, and hand the older one on to the next handler, which works under it.
func (c *checker) checkHandover(fn *ssa.Function) {
	if fn.Parent() != nil || fn.Signature.Recv() == nil || !c.serves(fn) {
		return
	}
	r := requestParam(fn)
	if r == nil || !c.onlyLookedAt(r) {
		return
	}
	done := false
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || done || ctxflow.CalleeObject(&call.Call) != nil || c.mayDetach(call) {
			return
		}
		for _, arg := range call.Call.Args {
			if ctxflow.CarrierExpr(arg.Type()) == "" || !c.isOfReceiver(arg, fn) {
				continue
			}
			done = true
			pos, end := c.span(call)
			c.emit(report.Finding{
				Kind: "dropped", Pos: pos, End: end,
				Message: fmt.Sprintf("the next handler runs under the context of an older request although %s.Context() is at hand, and does not see it end; hand %s over first", r.Name(), r.Name()),
				Witness: []report.Step{{Pos: r.Pos(), Text: "the request with the context to use"}, {Pos: fn.Pos(), Text: c.funcName(fn) + " looks at this context and passes it to nobody"}, {Pos: pos, Text: "the handler is called with what the receiver holds"}},
			})
		}
	})
}

func requestParam(fn *ssa.Function) *ssa.Parameter {
	for _, p := range fn.Params {
		if types.TypeString(p.Type(), nil) == "*net/http.Request" {
			return p
		}
	}
	return nil
}

// onlyLookedAt reports a request of which nothing but the end of its context is
// of interest.
func (c *checker) onlyLookedAt(r *ssa.Parameter) bool {
	looked := false
	for _, ref := range *r.Referrers() {
		call, ok := ref.(*ssa.Call)
		if _, debug := ref.(*ssa.DebugRef); debug {
			continue
		}
		if !ok || ctxflow.CalleeName(&call.Call) != "(*net/http.Request).Context" {
			return false
		}
		for _, use := range *call.Referrers() {
			if inner, ok := use.(*ssa.Call); !ok || !looks(&inner.Call) {
				return false
			}
			looked = true
		}
	}
	return looked
}

// isOfReceiver reports a value out of a field of the receiver.
func (c *checker) isOfReceiver(v ssa.Value, fn *ssa.Function) bool {
	switch v := c.resolve(v).(type) {
	case *ssa.Field:
		return c.isReceiver(v.X, fn)
	case *ssa.UnOp:
		addr, ok := v.X.(*ssa.FieldAddr)
		return ok && c.isReceiver(addr.X, fn)
	}
	return false
}

// isReceiver reports the receiver of fn, or the variable that a receiver which is
// no pointer is kept in.
func (c *checker) isReceiver(v ssa.Value, fn *ssa.Function) bool {
	if cell, ok := v.(*ssa.Alloc); ok {
		for _, st := range c.flows.Places.Stores(cell) {
			return st.Val == ssa.Value(fn.Params[0])
		}
	}
	return c.resolve(v) == ssa.Value(fn.Params[0])
}
