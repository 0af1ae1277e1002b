package maprace

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
)

// withAliases extends s over the uses of what it takes out of the maps, if
// goroutines share that.
func (c *checker) withAliases(fn *ssa.Function, s *stretch, exprs []ast.Expr) bool {
	end := s.list[s.to].End()
	for _, x := range exprs {
		v := c.mapOf(x)
		if v == nil {
			continue
		}
		reach, ok := rewrite.Aliased(c.pass, v, funcBody(fn), s.list[s.from].Pos(), s.list[s.to].End())
		if !ok {
			return false
		}
		end = max(end, reach)
	}
	for s.list[s.to].End() < end {
		if s.to++; s.to == len(s.list) {
			return false
		}
	}
	return true
}

// comparedOutside reports a comparison of one of the maps with nil in fn that the
// stretch leaves out: the variable is read there, and another may assign it.
//
//	if s.hits != nil {
//		delete(s.hits, page)
//	}
func (c *checker) comparedOutside(fn *ssa.Function, s *stretch, exprs []ast.Expr) bool {
	from, to := s.list[s.from].Pos(), s.list[s.to].End()
	found := false
	ast.Inspect(funcBody(fn), func(n ast.Node) bool {
		test, ok := n.(*ast.BinaryExpr)
		if !ok || !c.pass.TypesInfo.Types[test.Y].IsNil() || from <= test.Pos() && test.End() <= to {
			return true
		}
		v := c.mapOf(test.X)
		found = found || v != nil && slices.ContainsFunc(exprs, func(x ast.Expr) bool { return c.mapOf(x) == v })
		return true
	})
	return found
}

// mapOf is the variable of a map, or of one that it lies in.
func (c *checker) mapOf(x ast.Expr) *types.Var {
	switch x := ast.Unparen(x).(type) {
	case *ast.IndexExpr:
		return c.mapOf(x.X)
	case *ast.SelectorExpr:
		v, _ := c.pass.TypesInfo.Uses[x.Sel].(*types.Var)
		return v
	case *ast.Ident:
		v, _ := c.pass.TypesInfo.Uses[x].(*types.Var)
		return v
	}
	return nil
}
