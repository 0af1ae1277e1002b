package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/report"
)

// checkEndless reports goroutines that wait for time, again and again, in a
// loop that nothing leaves: a tick or a sleep after which it goes on. What they
// are started with, an object or an argument, tells that there is one for each;
// one that main or init starts lives as long as the process.
func (c *checker) checkEndless(fn *ssa.Function) {
	if c.runsOnce(fn, 0) || strings.HasSuffix(c.pass.Fset.Position(fn.Pos()).Filename, "_test.go") {
		return
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			start, ok := in.(*ssa.Go)
			if !ok || onceByFlag(start) {
				continue
			}
			callee := start.Common().StaticCallee()
			if callee == nil || callee.Pkg != c.pkg.SSA || len(callee.Params)+len(callee.FreeVars) == 0 {
				continue
			}
			c.reportEndless(start, body(callee))
		}
	}
}

func body(fn *ssa.Function) *ast.BlockStmt {
	switch n := fn.Syntax().(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

func (c *checker) reportEndless(start *ssa.Go, body *ast.BlockStmt) {
	if body == nil {
		return
	}
	for _, stmt := range body.List {
		c.reportSilent(start.Pos(), stmt)
		what := c.waitsForTime(stmt)
		if what == "" || c.reported[stmt.Pos()] {
			continue
		}
		c.add(report.Finding{
			Kind:    "endless",
			Pos:     stmt.Pos(),
			Message: "the goroutine started at " + c.where(start.Pos()) + " never ends: " + what,
			Witness: []report.Step{
				{Pos: start.Pos(), Text: "1 main: starts the goroutine at " + c.where(start.Pos()) + ", one each time that it runs"},
				{Pos: stmt.Pos(), Text: "2 goroutine: goes round the loop at " + c.where(stmt.Pos()) + " for as long as the process lives"},
			},
		}, nil)
	}
}

// waitsForTime says for what an endless loop waits, or "" for any other
// statement.
func (c *checker) waitsForTime(stmt ast.Stmt) string {
	label := ""
	if l, ok := stmt.(*ast.LabeledStmt); ok {
		stmt, label = l.Stmt, l.Label.Name
	}
	switch loop := stmt.(type) {
	case *ast.RangeStmt:
		if c.isTime(loop.X) && !c.leaves(loop.Body, label) {
			return "Stop does not close the channel of the ticker, and nothing else leaves the loop"
		}
	case *ast.ForStmt:
		if loop.Cond == nil && (c.sleeps(loop.Body) || c.receives(loop.Body)) && !c.leaves(loop.Body, label) {
			if exit := c.silentExit(loop.Body); exit != "" {
				return "nothing closes " + exit + " or sends on it, and nothing else leaves the loop"
			}
			return "no case and no check leaves the loop"
		}
	}
	return ""
}

// isTime reports a channel on which time sends.
func (c *checker) isTime(e ast.Expr) bool {
	t := c.pass.TypesInfo.TypeOf(e)
	if t == nil {
		return false
	}
	ch, ok := t.Underlying().(*types.Chan)
	return ok && ch.Dir() == types.RecvOnly && types.TypeString(ch.Elem(), nil) == "time.Time"
}

// sleeps reports whether a loop waits for time itself, not through a call.
func (c *checker) sleeps(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW && c.isTime(n.X)
		case *ast.CallExpr:
			fn := c.callee(n)
			found = found || fn != nil && fn.FullName() == "time.Sleep"
		}
		return !found
	})
	return found
}

// receives reports whether each round of a loop begins with values from a
// channel that outlives the goroutine, a field. When such a channel is closed,
// the loop spins; it does not end.
func (c *checker) receives(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	first := body.List[0]
	if sel, ok := first.(*ast.SelectStmt); ok {
		fromField := len(sel.Body.List) > 0
		for _, clause := range sel.Body.List {
			comm := clause.(*ast.CommClause).Comm
			fromField = fromField && comm != nil && c.receivesField(comm)
		}
		return fromField
	}
	return c.receivesField(first)
}

func (c *checker) receivesField(stmt ast.Stmt) bool {
	var e ast.Expr
	switch s := stmt.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.SwitchStmt:
		e = s.Tag
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			e = s.Rhs[0]
		}
	}
	u, ok := e.(*ast.UnaryExpr)
	if !ok || u.Op != token.ARROW {
		return false
	}
	sel, ok := ast.Unparen(u.X).(*ast.SelectorExpr)
	return ok && c.pass.TypesInfo.Selections[sel] != nil
}

func (c *checker) callee(call *ast.CallExpr) *types.Func {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fn, _ := c.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	return fn
}

// leaves reports whether control can get out of the body of a loop: by return,
// break, goto, or a call that does not come back.
func (c *checker) leaves(body ast.Node, label string) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CommClause:
			return !c.neverTaken(n)
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Tok == token.GOTO ||
				n.Label != nil && (n.Tok == token.BREAK && n.Label.Name == label || n.Tok == token.CONTINUE && n.Label.Name != label)
		case *ast.CallExpr:
			found = found || c.endsGoroutine(n)
		}
		return !found
	})
	return found || breaks(body)
}

func (c *checker) endsGoroutine(call *ast.CallExpr) bool {
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
		return true
	}
	fn := c.callee(call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "os", "runtime", "log":
		switch fn.Name() {
		case "Exit", "Goexit", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln":
			return true
		}
	}
	return false
}

// breaks reports whether an unlabelled break in n leaves the loop around n.
func breaks(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return false
		case *ast.BranchStmt:
			found = found || m.Tok == token.BREAK && m.Label == nil
		}
		return !found
	})
	return found
}
