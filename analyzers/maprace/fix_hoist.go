package maprace

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/govlint/govlint/internal/edit"
)

// hoisted takes the lookup out of the head of an if whose body cannot run
// under the lock.
//
//	if v, ok := s.m[k]; ok {    →    s.mu.RLock()
//	                                 v, ok := s.m[k]
//	                                 s.mu.RUnlock()
//	                                 if ok {
func (c *checker) hoisted(b *edit.Builder, s *stretch, take, give string) bool {
	branch, ok := s.list[s.from].(*ast.IfStmt)
	if !ok || s.from != s.to || branch.Init == nil {
		return false
	}
	init, ok := branch.Init.(*ast.AssignStmt)
	if !ok || init.Tok != token.DEFINE || !c.quiet([]ast.Stmt{init}) || !c.onlyIn(branch, init) {
		return false
	}
	for _, pos := range s.at {
		if pos < init.Pos() || pos >= init.End() {
			return false
		}
	}
	for _, lhs := range init.Lhs {
		id, ok := lhs.(*ast.Ident)
		if !ok || id.Name != "_" && c.meansMore(s, id) {
			return false
		}
	}
	b.Before(branch, take, b.Text(init), give)
	b.Replace(init.Pos(), branch.Cond.Pos(), "")
	return true
}

// onlyIn reports whether the map's struct is not touched in the rest of the
// if, where the lock is no longer held: then the lookup is all there is.
func (c *checker) onlyIn(branch *ast.IfStmt, init *ast.AssignStmt) bool {
	maps := make(map[types.Object]bool)
	ast.Inspect(init, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && isMapType(c.pass.TypesInfo.TypeOf(sel)) {
			maps[c.pass.TypesInfo.Uses[sel.Sel]] = true
		}
		return true
	})
	again := false
	for _, n := range []ast.Node{branch.Cond, branch.Body, branch.Else} {
		if n == nil || n == ast.Node((*ast.BlockStmt)(nil)) {
			continue
		}
		ast.Inspect(n, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && maps[c.pass.TypesInfo.Uses[id]] {
				again = true
			}
			return !again
		})
	}
	return !again
}

func isMapType(t types.Type) bool { return t != nil && isMap(t) }

// meansMore reports whether the name of id stands for anything else in the
// list that the if stands in, at or after it.
func (c *checker) meansMore(s *stretch, id *ast.Ident) bool {
	scope := s.scope
	if s.body {
		scope = c.pass.Pkg.Scope().Innermost(s.list[0].Pos())
	}
	if scope == nil || scope.Lookup(id.Name) != nil {
		return true
	}
	obj := c.pass.TypesInfo.Defs[id]
	other := false
	for _, stmt := range s.list[s.from:] {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if x, ok := n.(*ast.Ident); ok && x.Name == id.Name && c.pass.TypesInfo.Uses[x] != nil && c.pass.TypesInfo.Uses[x] != obj {
				other = true
			}
			return !other
		})
	}
	return other
}
