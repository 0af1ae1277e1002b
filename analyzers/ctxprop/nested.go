package ctxprop

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
)

// checkNested finds contexts that are wrapped once more in every round of a
// loop or call of a literal. It reads syntax, for a loop that a break always
// ends is one that somebody will lengthen.
func (c *checker) checkNested() {
	for _, file := range c.pass.Files {
		if c.inTest(file.Pos()) {
			continue
		}
		var parents []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				parents = parents[:len(parents)-1]
				return true
			}
			switch n := n.(type) {
			case *ast.ForStmt:
				c.nestedIn(n, n.Body, "round of the loop", nil)
			case *ast.RangeStmt:
				c.nestedIn(n, n.Body, "round of the loop", n)
			case *ast.FuncLit:
				if runsAgain(n, parents) {
					c.nestedIn(n, n.Body, "call of the function literal", nil)
				}
			}
			parents = append(parents, n)
			return true
		})
	}
}

// runsAgain reports a literal that may be called more than once, its parents
// from the outside in.
func runsAgain(lit *ast.FuncLit, parents []ast.Node) bool {
	if len(parents) == 0 {
		return false
	}
	once := false
	switch p := parents[len(parents)-1].(type) {
	case *ast.CallExpr:
		if ast.Unparen(p.Fun) == ast.Expr(lit) {
			once = true // go and defer statements among them
			break
		}
		switch fun := ast.Unparen(p.Fun).(type) {
		case *ast.SelectorExpr:
			once = runsOnce[fun.Sel.Name]
		}
	case *ast.AssignStmt, *ast.ValueSpec, *ast.ReturnStmt, *ast.KeyValueExpr, *ast.CompositeLit:
	}
	if !once {
		return true
	}
	for i := len(parents) - 1; i >= 0; i-- {
		switch parents[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
	}
	return false
}

// Functions that run a literal once.
var runsOnce = map[string]bool{"Cleanup": true, "Do": true, "Run": true, "Go": true, "AfterFunc": true, "RunInTx": true, "Transaction": true}

// nestedIn looks at the statements of body that assign a context declared
// outside of it to itself, wrapped.
func (c *checker) nestedIn(scope ast.Node, body *ast.BlockStmt, round string, rng *ast.RangeStmt) {
	fresh := make(map[string]bool) // begun anew in this round
	told := make(map[string]bool)
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt:
			return n == scope
		case *ast.AssignStmt:
			c.nestedAssign(scope, n, round, rng, fresh, told)
		}
		return true
	})
}

func (c *checker) nestedAssign(scope ast.Node, n *ast.AssignStmt, round string, rng *ast.RangeStmt, fresh, told map[string]bool) {
	if n.Tok != token.ASSIGN || len(n.Lhs) == 0 || !ctxflow.IsContext(c.pass.TypesInfo.TypeOf(n.Lhs[0])) {
		return
	}
	name, base := c.pathOf(n.Lhs[0])
	if name == "" || base == nil || !c.outlasts(base, name, scope) {
		return
	}
	call, ok := ast.Unparen(n.Rhs[0]).(*ast.CallExpr)
	if !ok || !c.wraps(call, name) {
		fresh[name] = true
		return
	}
	if fresh[name] || told[name] || rng != nil && c.perItem(call, rng) || c.commented(n.Pos()) || leaves(scope, n) {
		return
	}
	told[name] = true
	c.emit(report.Finding{
		Kind: "loop-nested", Pos: n.Pos(), End: n.End(),
		Message: fmt.Sprintf("%s is wrapped once more in every %s: the chain grows, and with it memory and every look-up of a value; use a variable of the round", name, round),
		Witness: []report.Step{{Pos: base.Pos(), Text: name + " is declared outside and keeps what every round adds"}},
	})
}

// pathOf renders a variable or a field of one, with the variable at its root.
func (c *checker) pathOf(e ast.Expr) (string, types.Object) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name, c.pass.TypesInfo.ObjectOf(e)
	case *ast.SelectorExpr:
		name, obj := c.pathOf(e.X)
		return name + "." + e.Sel.Name, obj
	case *ast.IndexExpr:
		if _, isMap := c.pass.TypesInfo.TypeOf(e.X).Underlying().(*types.Map); isMap {
			return "", nil
		}
		name, obj := c.pathOf(e.X)
		return name + "[…]", obj
	}
	return "", nil
}

// outlasts reports whether the variable is declared outside of scope, or points there.
func (c *checker) outlasts(base types.Object, name string, scope ast.Node) bool {
	v, ok := base.(*types.Var)
	if !ok {
		return false
	}
	if base.Pos() < scope.Pos() || base.Pos() >= scope.End() {
		return true
	}
	_, pointer := v.Type().Underlying().(*types.Pointer)
	if rng, ok := scope.(*ast.RangeStmt); ok && rng.Tok == token.DEFINE && base.Pos() < rng.Body.Pos() {
		return false // an item of its own
	}
	lit, isLit := scope.(*ast.FuncLit)
	if isLit && lit.Type.Pos() <= base.Pos() && base.Pos() < lit.Body.Pos() {
		return false // a parameter
	}
	return pointer && name != base.Name() && !isLit
}

// wraps reports whether a call derives a context from the variable name.
func (c *checker) wraps(call *ast.CallExpr, name string) bool {
	for _, arg := range call.Args {
		if got, _ := c.pathOf(arg); got == name {
			return true
		}
		if inner, ok := ast.Unparen(arg).(*ast.CallExpr); ok && c.wraps(inner, name) {
			return true
		}
	}
	return false
}

// perItem reports a call that depends on the item of the round: a chain of
// hooks, or a list of values, is as long as it is meant to be.
func (c *checker) perItem(call *ast.CallExpr, rng *ast.RangeStmt) bool {
	vars := make(map[types.Object]bool)
	for _, e := range []ast.Expr{rng.Key, rng.Value} {
		if id, ok := e.(*ast.Ident); ok {
			vars[c.pass.TypesInfo.ObjectOf(id)] = true
		}
	}
	uses := func(e ast.Node) bool {
		found := false
		ast.Inspect(e, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && vars[c.pass.TypesInfo.ObjectOf(id)] {
				found = true
			}
			return !found
		})
		return found
	}
	if uses(call.Fun) {
		return true
	}
	args := call.Args
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "WithValue" && len(args) == 3 { // the key decides
		args = args[:2]
	}
	for _, arg := range args {
		if uses(arg) {
			return true
		}
	}
	return false
}

// leaves reports whether control, once it has passed n, leaves the loop by a
// return on every level above n.
func leaves(scope ast.Node, n ast.Stmt) bool {
	if _, ok := scope.(*ast.FuncLit); ok {
		return false
	}
	out := false
	ast.Inspect(scope, func(m ast.Node) bool {
		for i, s := range stmtsOf(m) {
			if n.Pos() < s.Pos() || s.End() < n.End() {
				continue
			}
			for _, next := range stmtsOf(m)[i+1:] {
				if mayContinue(next) {
					break
				}
				if _, ok := next.(*ast.ReturnStmt); ok {
					out = true
				}
			}
		}
		return !out
	})
	return out
}

// mayContinue reports a statement that can begin the next round.
func mayContinue(stmt ast.Stmt) bool {
	found := false
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BranchStmt:
			found = found || n.Tok == token.CONTINUE
		}
		return !found
	})
	return found
}

func stmtsOf(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// checkGrowing finds methods that wrap the context of their object and store it
// back: it grows with every call.
func (c *checker) checkGrowing(fn *ssa.Function) {
	if fn.Parent() != nil || isBeginning(fn.Name()) {
		return
	}
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		st, ok := in.(*ssa.Store)
		if !ok || !ctxflow.IsContext(st.Val.Type()) {
			return
		}
		addr, ok := st.Addr.(*ssa.FieldAddr)
		if !ok || !isParam(c.resolve(addr.X)) || c.commented(st.Pos()) {
			return
		}
		load := c.loadBehind(st.Val)
		if load == nil {
			return
		}
		from, ok := load.X.(*ssa.FieldAddr)
		if !ok || place.FieldOf(from) != place.FieldOf(addr) || c.resolve(from.X) != c.resolve(addr.X) {
			return
		}
		name := place.FieldOf(addr).Name()
		c.emit(report.Finding{
			Kind: "loop-nested", Pos: st.Pos(),
			Message: fmt.Sprintf("the context in the field %s is wrapped and stored back: it grows with every call of %s; derive it from the context of the call, or keep the value itself in the struct", name, c.funcName(fn)),
			Witness: []report.Step{{Pos: load.Pos(), Text: "derived from the context that an earlier call stored"}},
		})
	})
}

func isParam(v ssa.Value) bool {
	_, ok := v.(*ssa.Parameter)
	return ok
}

// loadBehind is the load of the context that v wraps with a value, if any.
func (c *checker) loadBehind(v ssa.Value) *ssa.UnOp {
	wrapped := false
	for range 10 {
		switch x := c.resolve(v).(type) {
		case *ssa.Call:
			if ctxflow.CalleeName(&x.Call) != "context.WithValue" {
				return nil
			}
			wrapped = true
			v = x.Call.Args[0]
		case *ssa.UnOp:
			if wrapped && x.Op == token.MUL {
				return x
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}
