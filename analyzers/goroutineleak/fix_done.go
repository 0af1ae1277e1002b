package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/govlint/govlint/internal/comm"
	"github.com/govlint/govlint/internal/edit"
)

// sendOrDone lets a send end with the context:
//
//	results <- value
//
//	select {
//	case results <- value:
//	case <-ctx.Done():
//		return
//	}
func (c *checker) sendOrDone(at *place, b *edit.Builder) string {
	send := innermost[*ast.SendStmt](at.path)
	if send == nil || isComm(at.path, send) {
		return ""
	}
	return c.orDone(at, b, send, "send")
}

// receiveOrDone is sendOrDone for a receive whose value is not used, or is
// assigned to a variable that is there already.
func (c *checker) receiveOrDone(at *place, b *edit.Builder) string {
	for _, n := range at.path {
		switch n := n.(type) {
		case *ast.ExprStmt:
			if isReceive(n.X) && !isComm(at.path, n) {
				return c.orDone(at, b, n, "receive")
			}
			return ""
		case *ast.AssignStmt:
			if n.Tok == token.ASSIGN && len(n.Rhs) == 1 && isReceive(n.Rhs[0]) && !isComm(at.path, n) {
				return c.orDone(at, b, n, "receive")
			}
			return ""
		case ast.Stmt:
			return ""
		}
	}
	return ""
}

func isReceive(e ast.Expr) bool {
	u, ok := ast.Unparen(e).(*ast.UnaryExpr)
	return ok && u.Op == token.ARROW
}

// isComm reports whether stmt is the operation of a case.
func isComm(path []ast.Node, stmt ast.Stmt) bool {
	clause := innermost[*ast.CommClause](path)
	return clause != nil && clause.Comm == stmt
}

func (c *checker) orDone(at *place, b *edit.Builder, stmt ast.Stmt, what string) string {
	ctx, exit := c.wayOut(at)
	if ctx == "" || !b.Alone(stmt) {
		return ""
	}
	indent := b.Indent(stmt)
	b.Insert(stmt.Pos(), "select {\n"+indent+"case ")
	b.Insert(stmt.End(), ":\n"+indent+"case <-"+ctx+".Done():\n"+indent+"\t"+exit+"\n"+indent+"}")
	return "let the " + what + " end with " + ctx
}

// selectDone gives a select a case for the end of the context.
func (c *checker) selectDone(at *place, b *edit.Builder) string {
	sel := innermost[*ast.SelectStmt](at.path)
	ctx, exit := c.wayOut(at)
	if sel == nil || ctx == "" || len(sel.Body.List) == 0 {
		return ""
	}
	for _, clause := range sel.Body.List {
		if comm := clause.(*ast.CommClause).Comm; comm == nil || strings.Contains(b.Text(comm), ctx+".Done()") {
			return ""
		}
	}
	first := sel.Body.List[0]
	b.Before(first, "case <-"+ctx+".Done():", "\t"+exit)
	return "let the select end with " + ctx
}

// tickOrDone lets a loop over the ticks of a ticker end with the context:
//
//	for range ticker.C {
//		work()
//	}
//
//	for {
//		select {
//		case <-ctx.Done():
//			return
//		case <-ticker.C:
//		}
//		work()
//	}
func (c *checker) tickOrDone(at *place, b *edit.Builder) string {
	loop, ok := statementAt(at).(*ast.RangeStmt)
	if !ok || loop.Tok == token.DEFINE || loop.Key != nil {
		return ""
	}
	inner := *at
	inner.path = append([]ast.Node{loop.Body}, at.path...)
	ctx, exit := c.wayOut(&inner)
	if ctx == "" || !b.Alone(loop) || len(loop.Body.List) == 0 {
		return ""
	}
	b.Replace(loop.For, loop.Body.Lbrace, "for ")
	b.Before(loop.Body.List[0], "select {", "case <-"+ctx+".Done():", "\t"+exit, "case <-"+b.Text(loop.X)+":", "}")
	return "let the loop end with " + ctx
}

func statementAt(at *place) ast.Stmt {
	for _, n := range at.path {
		if stmt, ok := n.(ast.Stmt); ok && stmt.Pos() == at.Pos {
			if l, ok := stmt.(*ast.LabeledStmt); ok {
				return l.Stmt
			}
			return stmt
		}
	}
	return nil
}

// wayOut is the context that is in scope at a place, and the return statement
// for its end; "" when there is none, or when the function cannot say that it
// was cut short.
func (c *checker) wayOut(at *place) (ctx, exit string) {
	_, typ, _ := function(at.path)
	if typ == nil || at.leak != nil && callerWaits(at.leak) {
		return "", ""
	}
	if ctx = c.contextAt(at.Pos); ctx == "" {
		return "", ""
	}
	if typ.Results == nil || len(typ.Results.List) == 0 {
		return ctx, "return"
	}
	var results []string
	for _, f := range typ.Results.List {
		t := c.pass.TypesInfo.TypeOf(f.Type)
		for range max(len(f.Names), 1) {
			zero := c.zero(t)
			if zero == "" {
				return "", ""
			}
			results = append(results, zero)
		}
	}
	last := typ.Results.List[len(typ.Results.List)-1]
	if !isError(c.pass.TypesInfo.TypeOf(last.Type)) {
		return "", ""
	}
	results[len(results)-1] = ctx + ".Err()"
	return ctx, "return " + strings.Join(results, ", ")
}

// callerWaits reports a leak in which the explored function is blocked, too: its
// context may well be one that ends when it returns.
func callerWaits(l *comm.Leak) bool {
	for _, s := range l.Steps {
		if s.Thread == 0 && strings.HasPrefix(s.Text, "is blocked") {
			return true
		}
	}
	return false
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// zero is the zero value of t as source, or "".
func (c *checker) zero(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsNumeric != 0:
			return "0"
		case u.Info()&types.IsString != 0:
			return `""`
		case u.Info()&types.IsBoolean != 0:
			return "false"
		}
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature:
		return "nil"
	case *types.Interface:
		if _, ok := types.Unalias(t).(*types.TypeParam); !ok {
			return "nil"
		}
	case *types.Struct:
		if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() == c.pass.Pkg && named.TypeArgs() == nil {
			return named.Obj().Name() + "{}"
		}
	}
	return ""
}

// contextAt is the variable of a context that can be named at pos: the one
// named ctx, or the only one.
func (c *checker) contextAt(pos token.Pos) string {
	var names []string
	for scope := c.pass.Pkg.Scope().Innermost(pos); scope != nil && scope != c.pass.Pkg.Scope(); scope = scope.Parent() {
		for _, name := range scope.Names() {
			v, ok := scope.Lookup(name).(*types.Var)
			if !ok || name == "_" || types.TypeString(v.Type(), nil) != "context.Context" {
				continue
			}
			if _, seen := scope.LookupParent(name, pos); seen != v {
				continue
			}
			if name == "ctx" {
				return name
			}
			names = append(names, name)
		}
	}
	if len(names) == 1 {
		return names[0]
	}
	return ""
}
