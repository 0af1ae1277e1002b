package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/govlint/govlint/internal/edit"
)

// deferStop ends what an object started when the function ends that made it:
//
//	p, err := newPoller()
//	if err != nil {
//		return err
//	}
//	defer p.Stop()
//
// It applies to an object that the function keeps to itself.
func (c *checker) deferStop(at *place, b *edit.Builder) string {
	as, list, i := assignment(at.path)
	if as == nil || as.Tok != token.DEFINE || len(as.Rhs) != 1 {
		return ""
	}
	id, ok := as.Lhs[0].(*ast.Ident)
	if !ok || id.Name == "_" {
		return ""
	}
	obj := c.pass.TypesInfo.Defs[id]
	if obj == nil {
		return ""
	}
	stop := stopOf(obj.Type())
	fn, _, body := function(at.path)
	if stop == nil || stop.Signature().Params().Len() > 0 || inLoop(at.path, fn) || !c.keptInside(body, obj) {
		return ""
	}
	for _, s := range find(body, func(s *ast.ExprStmt) bool {
		return c.object(c.method(s, stop.Name())) == obj && c.method(s, stop.Name()) != nil
	}) {
		if path := c.pathTo(s.Pos()); !sameFunction(path, body) || !last(path, body) {
			return ""
		}
		b.Remove(s)
	}
	line := "defer " + id.Name + "." + stop.Name() + "()"
	if i+1 < len(list) && c.checksError(list[i+1], as) {
		b.After(list[i+1], line)
		return line
	}
	if len(as.Lhs) > 1 {
		return ""
	}
	b.After(as, line)
	return line
}

// assignment is the assignment in path, with the list it stands in.
func assignment(path []ast.Node) (*ast.AssignStmt, []ast.Stmt, int) {
	as := innermost[*ast.AssignStmt](path)
	for _, n := range path {
		if i := listIndex(listOf(n), as); as != nil && i >= 0 {
			return as, listOf(n), i
		}
		switch n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return nil, nil, 0
		}
	}
	return nil, nil, 0
}

// checksError reports whether stmt leaves when the error of as is not nil.
func (c *checker) checksError(stmt ast.Stmt, as *ast.AssignStmt) bool {
	check, ok := stmt.(*ast.IfStmt)
	if !ok || check.Init != nil || check.Else != nil || len(check.Body.List) == 0 || len(as.Lhs) < 2 {
		return false
	}
	cond, ok := check.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op != token.NEQ || !c.sameObject(cond.X, as.Lhs[len(as.Lhs)-1]) || types.ExprString(cond.Y) != "nil" {
		return false
	}
	switch s := check.Body.List[len(check.Body.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && c.endsGoroutine(call)
	}
	return false
}

// keptInside reports whether all that body does with obj is to select from it
// or to compare it.
func (c *checker) keptInside(body ast.Node, obj types.Object) bool {
	uses := len(find(body, func(id *ast.Ident) bool { return c.pass.TypesInfo.Uses[id] == obj }))
	calls := len(find(body, func(call *ast.CallExpr) bool {
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		id, ok := sel.X.(*ast.Ident)
		return ok && c.pass.TypesInfo.Uses[id] == obj
	}))
	return uses == calls
}
