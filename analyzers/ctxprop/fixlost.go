package ctxprop

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/edit"
	"github.com/govlint/govlint/internal/report"
)

// onlyUsable reports whether no other context is at hand, so that u is the one meant.
func (c *checker) onlyUsable(at ssa.Instruction, u ctxflow.Usable) bool {
	for _, other := range c.flows.Usables(at) {
		if other.Expr != u.Expr {
			return false
		}
	}
	return !u.Blank
}

// fixDropped:
//
//	s.load(context.Background(), id)
//	       -------------------- ctx
func (c *checker) fixDropped(l *loss, u ctxflow.Usable) []analysis.SuggestedFix {
	if l.root.Parent() != l.at.Parent() || !c.onlyUsable(l.at, u) {
		return nil
	}
	if folded := c.fixFold(l, u); folded != nil {
		return folded
	}
	expr := c.callOf(l.root)
	if expr == nil || !c.means(expr.Pos(), u) {
		return nil
	}
	// The import of context may have had its last use: it is still needed where
	// the parameter is declared, unless that is a request.
	if !c.usesContextElsewhere(expr) {
		return nil
	}
	b := edit.New(c.pass)
	b.Replace(expr.Pos(), expr.End(), u.Expr)
	return one(report.ChangesBehaviour+"the work ends when "+u.Expr+" does", b)
}

// means reports whether the name of u is, at pos, still that of u.
func (c *checker) means(pos token.Pos, u ctxflow.Usable) bool {
	scope := c.pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return false
	}
	name := u.Expr
	for i, r := range name {
		if r == '.' {
			name = name[:i]
			break
		}
	}
	_, obj := scope.LookupParent(name, pos)
	v, ok := obj.(*types.Var)
	if !ok {
		return false
	}
	if p, isParam := u.Param.(*ssa.Parameter); isParam {
		return p.Object() == types.Object(v) || ctxflow.IsContext(v.Type()) && ctxflow.IsContext(p.Type())
	}
	return true
}

func (c *checker) usesContextElsewhere(expr *ast.CallExpr) bool {
	file := c.fileAt(expr.Pos())
	if file == nil {
		return false
	}
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if n == ast.Node(expr) {
			return false
		}
		id, ok := n.(*ast.Ident)
		if !ok || found {
			return !found
		}
		pkg, ok := c.pass.TypesInfo.Uses[id].(*types.PkgName)
		found = ok && pkg.Imported().Path() == "context"
		return !found
	})
	return found
}

// fixVariant:
//
//	db.Query(      q)
//	   QueryContext(ctx, q)
func (c *checker) fixVariant(l *loss, u ctxflow.Usable) []analysis.SuggestedFix {
	expr := c.callOf(l.at)
	if expr == nil || !c.onlyUsable(l.at, u) || !c.means(expr.Pos(), u) {
		return nil
	}
	name, arg := l.variant.Name, u.Expr
	if l.callee.FullName() == "(*database/sql.DB).Begin" {
		name, arg = "BeginTx", u.Expr+", nil"
	} else if l.variant.Fn == nil {
		return nil
	}
	b := edit.New(c.pass)
	if !renameCallee(b, expr, l.callee.Name(), name) {
		return nil
	}
	if len(expr.Args) > 0 {
		arg += ", "
	}
	b.Insert(expr.Lparen+1, arg)
	return one("Call "+name+" with "+u.Expr, b)
}

func renameCallee(b *edit.Builder, expr *ast.CallExpr, from, to string) bool {
	var id *ast.Ident
	switch fun := ast.Unparen(expr.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	}
	if id == nil || id.Name != from {
		return false
	}
	b.Replace(id.Pos(), id.End(), to)
	return true
}

// fixFold:
//
//	req, err := http.NewRequest           (     "GET", url, nil)
//	                           WithContext (ctx,
//	…
//	req = req.WithContext(context.Background())
//	-------------------------------------------
func (c *checker) fixFold(l *loss, u ctxflow.Usable) []analysis.SuggestedFix {
	if ctxflow.CalleeName(l.at.Common()) != "(*net/http.Request).WithContext" || !isParam(u.Param) {
		return nil
	}
	ex, ok := c.resolve(l.at.Common().Args[0]).(*ssa.Extract)
	if !ok {
		return nil
	}
	made, ok := ex.Tuple.(*ssa.Call)
	if !ok || ctxflow.CalleeName(&made.Call) != "net/http.NewRequest" || made.Parent() != l.at.Parent() {
		return nil
	}
	expr, stmt := c.callOf(made), c.selfAssignment(l.at)
	if expr == nil || stmt == nil || !c.means(expr.Pos(), u) {
		return nil
	}
	b := edit.New(c.pass)
	if !renameCallee(b, expr, "NewRequest", "NewRequestWithContext") {
		return nil
	}
	b.Insert(expr.Lparen+1, u.Expr+", ")
	file := c.pass.Fset.File(stmt.Pos())
	line := file.Line(stmt.Pos())
	if line != file.Line(stmt.End()) || line == file.LineCount() {
		return nil
	}
	b.Replace(file.LineStart(line), file.LineStart(line+1), "")
	return one(report.ChangesBehaviour+"the request ends when "+u.Expr+" does", b)
}

// selfAssignment is the statement x = x.f(…) that a call of f makes, alone on
// its line.
func (c *checker) selfAssignment(call ssa.CallInstruction) *ast.AssignStmt {
	expr := c.callOf(call)
	stmt, _ := c.stmtAt(call.Pos())
	assign, ok := stmt.(*ast.AssignStmt)
	if expr == nil || !ok || assign.Tok != token.ASSIGN || len(assign.Lhs) != 1 || assign.Rhs[0] != ast.Expr(expr) {
		return nil
	}
	sel, ok := expr.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	to, ok1 := assign.Lhs[0].(*ast.Ident)
	from, ok2 := sel.X.(*ast.Ident)
	if !ok1 || !ok2 || c.pass.TypesInfo.ObjectOf(to) != c.pass.TypesInfo.ObjectOf(from) {
		return nil
	}
	return assign
}
