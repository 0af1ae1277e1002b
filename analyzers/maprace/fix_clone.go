package maprace

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/edit"
	"github.com/govlint/govlint/internal/place"
)

// cloneLeaked is the fix for a map that leaves its critical section.
func (c *checker) cloneLeaked(fn *ssa.Function, out ssa.Instruction, v ssa.Value, of types.Object) []analysis.SuggestedFix {
	if fixes := c.cloneReturned(out, v); fixes != nil {
		return fixes
	}
	return c.cloneHandedOn(fn, out, of)
}

// cloneReturned is the fix that returns a copy of a map that leaves its
// critical section. The copy is made where the map is taken, since what is
// returned may be a variable and the lock released by then. A map of maps
// would still share the inner ones, so it gets none.
//
//	return r.services         →    return maps.Clone(r.services)
//
//	services := r.services    →    services := maps.Clone(r.services)
//	r.mu.Unlock()                  r.mu.Unlock()
//	return services                return services
func (c *checker) cloneReturned(out ssa.Instruction, v ssa.Value) []analysis.SuggestedFix {
	ret, ok := out.(*ssa.Return)
	if !ok {
		return nil
	}
	file := c.fileAt(ret.Pos())
	expr := c.returnedExpr(ret, v)
	if file == nil || expr == nil || holdsMaps(c.pass.TypesInfo.TypeOf(expr)) {
		return nil
	}
	if id, ok := expr.(*ast.Ident); ok && c.isLocal(id) {
		if expr = c.onlyValue(funcBody(ret.Parent()), id); expr == nil {
			return nil
		}
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

func holdsMaps(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	return ok && isMap(m.Elem())
}

func (c *checker) isLocal(id *ast.Ident) bool {
	obj := c.pass.TypesInfo.Uses[id]
	return obj != nil && obj.Parent() != c.pass.Pkg.Scope()
}

// onlyValue is what the variable id is defined as, when it is assigned nothing
// else and used nowhere else.
func (c *checker) onlyValue(body *ast.BlockStmt, id *ast.Ident) ast.Expr {
	v := c.pass.TypesInfo.Uses[id]
	var value ast.Expr
	uses := 0
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) != 1 || len(n.Rhs) != 1 {
				return true
			}
			if def, ok := n.Lhs[0].(*ast.Ident); ok && c.pass.TypesInfo.Defs[def] == v {
				value = n.Rhs[0]
			}
		case *ast.Ident:
			if c.pass.TypesInfo.Uses[n] == v {
				uses++
			}
		}
		return true
	})
	if uses != 1 {
		return nil
	}
	return value
}
