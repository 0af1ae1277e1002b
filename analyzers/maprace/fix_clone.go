package maprace

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/edit"
	"github.com/govlint/govlint/internal/place"
)

// cloneReturned is the fix that returns a copy of a map that leaves its
// critical section.
//
//	return r.services    →    return maps.Clone(r.services)
func (c *checker) cloneReturned(out ssa.Instruction, v ssa.Value) []analysis.SuggestedFix {
	ret, ok := out.(*ssa.Return)
	if !ok {
		return nil
	}
	file := c.fileAt(ret.Pos())
	expr := c.returnedExpr(ret, v)
	if file == nil || expr == nil {
		return nil
	}
	b := edit.New(c.pass)
	b.Insert(expr.Pos(), b.Import(file, "maps", expr.Pos())+".Clone(")
	b.Insert(expr.End(), ")")
	return fix(b, "return a copy, made with maps.Clone while the lock is held")
}

// returnedExpr is the expression of the return statement that stands for v,
// if it is the map itself and not something that holds it.
func (c *checker) returnedExpr(ret *ssa.Return, v ssa.Value) ast.Expr {
	body := funcBody(ret.Parent())
	if body == nil {
		return nil
	}
	var found ast.Expr
	ast.Inspect(body, func(n ast.Node) bool {
		stmt, ok := n.(*ast.ReturnStmt)
		if !ok || stmt.Pos() != ret.Pos() {
			return true
		}
		for i, x := range stmt.Results {
			t := c.pass.TypesInfo.TypeOf(x)
			if i < len(ret.Results) && t != nil && isMap(t) && place.Returned(ret, i) == v {
				found = x
			}
		}
		return false
	})
	return found
}
