package maprace

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
)

// takeGuardForCall is the fix that takes the guard around the calls of the
// method callee which caller makes without it.
//
//	n := jsa.reserved()    →    jsa.mu.RLock()
//	                            n := jsa.reserved()
//	                            jsa.mu.RUnlock()
func (c *checker) takeGuardForCall(o *observation, guard lockset.ID) []analysis.SuggestedFix {
	caller, callee := o.ctx.call.Parent(), o.ctx.fn
	mu, ok := guard.(*types.Var)
	if !ok || !isMutex(mu.Type()) || !mu.IsField() || callee.Signature.Recv() == nil || c.mayHoldAny(caller) {
		return nil
	}
	if o.at.Root != ssa.Value(callee.Params[0]) {
		return nil
	}
	var positions []token.Pos
	var exprs []ast.Expr
	lock := ""
	for _, ctx := range c.contexts[callee] {
		if ctx.from == nil || ctx.call.Parent() != caller || ctx.may[guard] != 0 {
			continue
		}
		if len(ctx.may) > 0 {
			return nil
		}
		sel := c.calledSelector(caller, ctx.call)
		if sel == nil {
			return nil
		}
		l := c.besideExpr(sel.X, mu)
		if l == "" || lock != "" && l != lock {
			return nil
		}
		lock = l
		positions, exprs = append(positions, ctx.call.Pos()), append(exprs, sel.X)
	}
	if len(positions) == 0 {
		return nil
	}
	return c.firstLock(caller, guard, c.hold(caller, guard, lock, positions, exprs))
}

// mayHoldAny reports a way into fn on which some lock may be held.
func (c *checker) mayHoldAny(fn *ssa.Function) bool {
	for _, ctx := range c.contexts[fn] {
		if ctx.assumed || len(ctx.may) > 0 {
			return true
		}
	}
	return false
}

// calledSelector is x.f in the call x.f() of caller's source.
func (c *checker) calledSelector(caller *ssa.Function, call ssa.CallInstruction) *ast.SelectorExpr {
	var found *ast.SelectorExpr
	body := funcBody(caller)
	if body == nil {
		return nil
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if x, ok := n.(*ast.CallExpr); ok && x.Lparen == call.Common().Pos() {
			found, _ = ast.Unparen(x.Fun).(*ast.SelectorExpr)
		}
		return found == nil
	})
	return found
}
