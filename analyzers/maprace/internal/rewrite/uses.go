// Package rewrite changes the source around the accesses of one map so that
// they no longer race. It decides on the syntax tree and says no whenever it
// does not see everything: a use of the map as a value, a call of code that may
// block or call back, control that leaves in a way that would keep a lock.
package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// A use is one place where the map is named.
type use struct {
	expr   ast.Expr   // s.hits
	stack  []ast.Node // from the body of the function down to expr, expr left out
	write  bool
	escape bool // the map itself goes somewhere
}

// A unit is one function, declared or literal, with the uses directly in it.
type unit struct {
	node ast.Node
	body *ast.BlockStmt
	decl *ast.FuncDecl // around it
	file *ast.File
	uses []*use
}

// unitsOf finds every use of v in the functions of the package. It reports
// false when v is named where no function is, other than where it is declared.
func unitsOf(pass *analysis.Pass, v *types.Var) ([]*unit, bool) {
	var out []*unit
	complete := true
	for _, file := range pass.Files {
		var stack []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			stack = append(stack, n)
			id, ok := n.(*ast.Ident)
			if !ok || !refersTo(pass, id, v) || isKey(stack) {
				return true
			}
			u := unitAt(&out, file, stack)
			if u == nil {
				complete = false
				return true
			}
			u.uses = append(u.uses, u.newUse(pass, stack))
			return true
		})
	}
	return out, complete
}

func refersTo(pass *analysis.Pass, id *ast.Ident, v *types.Var) bool {
	obj, ok := pass.TypesInfo.Uses[id].(*types.Var)
	return ok && obj.Origin() == v
}

// isKey reports the name of a field in a composite literal.
func isKey(stack []ast.Node) bool {
	if len(stack) < 3 {
		return false
	}
	kv, ok := stack[len(stack)-2].(*ast.KeyValueExpr)
	if !ok || kv.Key != stack[len(stack)-1] {
		return false
	}
	lit, ok := stack[len(stack)-3].(*ast.CompositeLit)
	return ok && lit != nil
}

func unitAt(units *[]*unit, file *ast.File, stack []ast.Node) *unit {
	var node ast.Node
	var body *ast.BlockStmt
	var decl *ast.FuncDecl
	for _, n := range stack {
		switch n := n.(type) {
		case *ast.FuncDecl:
			node, body, decl = n, n.Body, n
		case *ast.FuncLit:
			node, body = n, n.Body
		}
	}
	if body == nil || decl == nil || !slices.Contains(stack, ast.Node(body)) {
		return nil
	}
	for _, u := range *units {
		if u.node == node {
			return u
		}
	}
	u := &unit{node: node, body: body, decl: decl, file: file}
	*units = append(*units, u)
	return u
}

func (u *unit) newUse(pass *analysis.Pass, stack []ast.Node) *use {
	top := len(stack) - 1
	x := &use{expr: stack[top].(ast.Expr)}
	if sel, ok := stack[top-1].(*ast.SelectorExpr); ok && sel.Sel == x.expr {
		x.expr = sel
		top--
	}
	from := slices.Index(stack, ast.Node(u.body))
	x.stack = slices.Clone(stack[from:top])
	x.classify(pass)
	return x
}

// parent is the node n levels above the use.
func (x *use) parent(n int) ast.Node {
	if n >= len(x.stack) {
		return nil
	}
	return x.stack[len(x.stack)-1-n]
}

// classify tells reads from writes, and a map that is used from one that is
// handed on.
func (x *use) classify(pass *analysis.Pass) {
	switch p := x.parent(0).(type) {
	case *ast.IndexExpr:
		x.element(pass, p)
	case *ast.RangeStmt:
		x.escape = p.X != x.expr
	case *ast.BinaryExpr:
		x.escape = p.Op != token.EQL && p.Op != token.NEQ
	case *ast.AssignStmt:
		x.write = slices.Contains(p.Lhs, x.expr)
		x.escape = !x.write
	case *ast.CallExpr:
		x.passed(pass, p)
	default:
		x.escape = true
	}
}

// element follows m[k] outwards: what is assigned may be the element, or an
// element of a map in it.
func (x *use) element(pass *analysis.Pass, at *ast.IndexExpr) {
	if at.X != x.expr {
		x.escape = true
		return
	}
	elem := ast.Expr(at)
	for level := 1; ; level++ {
		nested := holdsMap(pass.TypesInfo.TypeOf(elem))
		switch p := x.parent(level).(type) {
		case *ast.IndexExpr:
			if p.X == elem {
				elem = p
				continue
			}
		case *ast.RangeStmt:
			if p.X == elem {
				return
			}
		case *ast.AssignStmt:
			x.write = slices.Contains(p.Lhs, elem)
			x.escape = nested && !x.write
			return
		case *ast.IncDecStmt:
			x.write = p.X == elem
			return
		case *ast.BinaryExpr:
			return
		case *ast.CallExpr:
			switch name := builtin(pass, p); name {
			case "delete", "clear":
				x.write = true
				return
			case "len":
				return
			}
		}
		x.escape = nested
		return
	}
}

// holdsMap reports a map, alone or with the ok of its lookup.
func holdsMap(t types.Type) bool {
	if tuple, ok := t.(*types.Tuple); ok {
		t = tuple.At(0).Type()
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func (x *use) passed(pass *analysis.Pass, call *ast.CallExpr) {
	switch builtin(pass, call) {
	case "len":
		return
	case "delete", "clear":
		x.write = true
		return
	}
	switch callee := calleeOf(pass, call); {
	case callee == nil:
		x.escape = true
	case callee.FullName() == "maps.Clone":
	case callee.FullName() == "maps.Copy":
		x.write = len(call.Args) > 0 && call.Args[0] == x.expr
	case callee.FullName() == "maps.Keys" || callee.FullName() == "maps.Values":
		outer, ok := x.parent(1).(*ast.CallExpr)
		if !ok {
			x.escape = true
			return
		}
		by := calleeOf(pass, outer)
		x.escape = by == nil || by.FullName() != "slices.Collect" && by.FullName() != "slices.Sorted"
	default:
		x.escape = true
	}
}

func builtin(pass *analysis.Pass, call *ast.CallExpr) string {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return ""
	}
	if b, ok := pass.TypesInfo.Uses[id].(*types.Builtin); ok {
		return b.Name()
	}
	return ""
}

// base is what the map is selected from, s in s.hits, and its variable. It
// reports false unless that is one object for all who use it: it lies behind a
// pointer or is a variable of the package. A copy has a lock of its own.
func (x *use) base(pass *analysis.Pass) (ast.Expr, *types.Var, bool) {
	sel, ok := x.expr.(*ast.SelectorExpr)
	if !ok {
		return nil, nil, true
	}
	if s := pass.TypesInfo.Selections[sel]; s == nil || len(s.Index()) != 1 {
		return nil, nil, false
	}
	pointer := false
	for e := sel.X; ; {
		_, isPointer := pass.TypesInfo.TypeOf(e).Underlying().(*types.Pointer)
		pointer = pointer || isPointer
		switch y := e.(type) {
		case *ast.Ident:
			v, ok := pass.TypesInfo.Uses[y].(*types.Var)
			return sel.X, v, ok && (pointer || v.Parent() == pass.Pkg.Scope())
		case *ast.SelectorExpr:
			if s := pass.TypesInfo.Selections[y]; s == nil || s.Kind() != types.FieldVal {
				return nil, nil, false
			}
			e = y.X
		default:
			return nil, nil, false
		}
	}
}
