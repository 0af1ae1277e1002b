package ctxprop

import (
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

// checkVariants finds calls of functions whose counterpart takes a context.
func (c *checker) checkVariants(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(ssa.CallInstruction)
		if !ok {
			return
		}
		if _, ok := in.(*ssa.Go); ok {
			return
		}
		obj := ctxflow.CalleeObject(call.Common())
		v, ok := ctxflow.VariantOf(obj, c.pass.Pkg)
		if !ok || c.isVariant(fn, v) || !c.matters(call, obj, v) {
			return
		}
		c.lose(&loss{at: call, variant: v, callee: obj})
	})
}

// isVariant reports whether fn is the counterpart itself, built on the other.
func (c *checker) isVariant(fn *ssa.Function, v ctxflow.Variant) bool {
	outer := outermost(fn)
	return v.Fn != nil && (outer.Object() == types.Object(v.Fn) || outer.Name() == v.Fn.Name())
}

// matters reports whether the context would make a difference to the call.
func (c *checker) matters(call ssa.CallInstruction, obj *types.Func, v ctxflow.Variant) bool {
	if obj.Pkg().Path() == "log/slog" || ctxflow.LogOnly(obj) {
		return c.logsWithContext(obj)
	}
	if strings.HasSuffix(obj.FullName(), "http.NewRequest") && c.getsContext(call.Value(), 0) {
		return false
	}
	if v.Fn == nil {
		return true
	}
	if obj.Name() == "Wait" && c.startedWithContext(call.Common()) {
		return false
	}
	return c.flows.WorksIn(v.Fn, 0)
}

// startedWithContext reports a wait for something that was started with a
// context, which ends it.
func (c *checker) startedWithContext(call *ssa.CallCommon) bool {
	if call.IsInvoke() || len(call.Args) == 0 {
		return false
	}
	v := call.Args[0]
	if load, ok := v.(*ssa.UnOp); ok {
		if cell := c.flows.Places.Cell(load.X); cell != nil && len(c.flows.Places.Stores(cell)) == 1 {
			v = c.flows.Places.Stores(cell)[0].Val
		}
	}
	if ex, ok := v.(*ssa.Extract); ok {
		v = ex.Tuple
	}
	made, ok := v.(*ssa.Call)
	if !ok {
		return true
	}
	for _, arg := range made.Call.Args {
		if ctxflow.IsContext(arg.Type()) {
			return true
		}
	}
	return false
}

// logsWithContext reports whether the package logs with a context elsewhere, so
// that its handler can be expected to read it.
func (c *checker) logsWithContext(obj *types.Func) bool {
	for _, fn := range c.funcs {
		found := false
		ctxflow.Instructions(fn, func(in ssa.Instruction) {
			call, ok := in.(ssa.CallInstruction)
			if !ok || found {
				return
			}
			other := ctxflow.CalleeObject(call.Common())
			found = other != nil && other.Pkg() == obj.Pkg() && strings.HasSuffix(other.Name(), "Context") && strings.TrimSuffix(other.Name(), "Context") != ""
		})
		if found {
			return true
		}
	}
	return false
}

// getsContext reports whether a request made without a context is given one
// later, or goes where that cannot be seen.
func (c *checker) getsContext(v ssa.Value, depth int) bool {
	if v == nil || v.Referrers() == nil || depth > 4 {
		return false
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Extract:
			if ref.Index == 0 && c.getsContext(ref, depth+1) {
				return true
			}
		case *ssa.Phi:
			if c.getsContext(ref, depth+1) {
				return true
			}
		case *ssa.Store:
			cell := c.flows.Places.Cell(ref.Addr)
			if cell == nil {
				return ref.Val == v // kept, to be used with the context of each use
			}
			for _, r := range *cell.Referrers() {
				if load, ok := r.(*ssa.UnOp); ok && c.getsContext(load, depth+1) {
					return true
				}
			}
		case ssa.CallInstruction:
			switch ctxflow.CalleeName(ref.Common()) {
			case "(*net/http.Request).WithContext", "(*net/http.Request).Clone":
				return true
			}
			for _, arg := range ref.Common().Args {
				if ctxflow.IsContext(arg.Type()) {
					return true // ctxhttp.Do(ctx, client, req) and the like
				}
			}
		}
	}
	return false
}

func (c *checker) variantFinding(l *loss, u ctxflow.Usable) report.Finding {
	pos, end := c.span(l.at)
	f := report.Finding{
		Kind: "variant", Pos: pos, End: end,
		Message: fmt.Sprintf("%s takes no context although %s is at hand: a cancelled request waits for it to the end; use %s with %s",
			c.objName(l.callee), u.Expr, l.variant.Name, u.Expr),
		Witness: []report.Step{
			{Pos: u.Pos, Text: "the context to pass on: " + u.What},
			{Pos: l.at.Pos(), Text: fmt.Sprintf("%s is called, %s would take the context", c.objName(l.callee), l.variant.Name)},
		},
	}
	if ctxflow.LogOnly(l.callee) {
		f.Message = fmt.Sprintf("%s loses the request's and the trace's values that %s carries, which other lines of this package log; use %s",
			c.objName(l.callee), u.Expr, l.variant.Name)
	}
	f.Fixes = c.fixVariant(l, u)
	return f
}
