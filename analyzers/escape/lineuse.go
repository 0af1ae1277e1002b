package escape

import (
	"go/ast"
	"go/types"
)

// A lineUse is whether goroutines of a package can fight over a cache line at all, as
// far as its syntax shows: most packages cannot, and need no SSA form.
type lineUse struct {
	spawns   map[ast.Node]int // by the function they stand in
	pairs    bool             // a function starts two goroutines
	elements bool             // an element is written again and again in a loop that keeps the index
	fields   bool             // a field is written in a loop
}

func (u *lineUse) matter() bool { return len(u.spawns) > 0 && (u.elements || u.pairs && u.fields) }

// spawn notes a word at the end of path that starts a goroutine.
func (u *lineUse) spawn(path []ast.Node) {
	if u.spawns == nil {
		u.spawns = make(map[ast.Node]int)
	}
	fn := enclosing(path)
	u.spawns[fn]++
	u.pairs = u.pairs || u.spawns[fn] > 1
}

// write notes what is written at the end of path.
func (u *lineUse) write(info *types.Info, e ast.Expr, path []ast.Node) {
	loop := innermostLoop(path)
	if loop == nil {
		return
	}
	for e != nil {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			u.fields = true
			e = x.X
		case *ast.IndexExpr:
			u.elements = u.elements || keepsIndex(info, x.Index, loop)
			return
		default:
			return
		}
	}
}

// keepsIndex reports an index that is not of the loop's own variables.
func keepsIndex(info *types.Info, index ast.Expr, loop ast.Node) bool {
	switch x := ast.Unparen(index).(type) {
	case *ast.Ident:
		obj := info.ObjectOf(x)
		_, constant := obj.(*types.Const)
		return obj != nil && !constant && !within(obj.Pos(), loop)
	case *ast.CallExpr:
		return len(x.Args) == 1 && info.Types[x.Fun].IsType() && keepsIndex(info, x.Args[0], loop)
	}
	return false
}

// innermostLoop is the loop around the end of path in its own function.
func innermostLoop(path []ast.Node) ast.Node {
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return path[i]
		case *ast.FuncLit, *ast.FuncDecl:
			return nil
		}
	}
	return nil
}
