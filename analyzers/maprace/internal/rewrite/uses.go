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
	escape bool       // the map itself, or one that lies in it, goes somewhere
	leak   bool       // a value that goroutines share goes somewhere
	gives  bool       // what it is passed to returns such a value
	alias  *types.Var // a local name for such a value
	origin *use       // of the map, where expr is a local name
}

// A unit is one function, declared or literal, with the uses directly in it.
type unit struct {
	node ast.Node
	body *ast.BlockStmt
	decl *ast.FuncDecl // around it
	file *ast.File
	uses []*use
}

// unitsOf finds every use of v in the functions of the package, and of the local
// names for what lies in it and is shared. It reports false when v is named where
// no function is, other than where it is declared.
func unitsOf(pass *analysis.Pass, v *types.Var) ([]*unit, bool) { return unitsBelow(pass, v, 0) }

// unitsBelow is unitsOf for a parameter that so many calls pass the map on to.
func unitsBelow(pass *analysis.Pass, v *types.Var, depth int) ([]*unit, bool) {
	c := &classifier{pass: pass, of: v, mutable: make(map[types.Type]bool), depth: depth}
	var out []*unit
	complete := true
	var at []token.Pos
	for id, obj := range pass.TypesInfo.Uses {
		if w, ok := obj.(*types.Var); ok && w.Origin() == v {
			at = append(at, id.Pos())
		}
	}
	inspectAt(pass, at, func(file *ast.File, stack []ast.Node) {
		id, ok := stack[len(stack)-1].(*ast.Ident)
		if !ok || !refersTo(pass, id, v) || isKey(stack) {
			return
		}
		u := unitAt(&out, file, stack)
		if u == nil {
			complete = false
			return
		}
		u.uses = append(u.uses, u.newUse(c, stack))
	})
	for _, u := range out {
		c.addAliases(u)
	}
	return out, complete
}

// inspectAt visits the nodes of the declarations that some of the positions lie
// in, each with those around it. The others need not be walked.
func inspectAt(pass *analysis.Pass, at []token.Pos, visit func(file *ast.File, stack []ast.Node)) {
	slices.Sort(at)
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if i, _ := slices.BinarySearch(at, decl.Pos()); i == len(at) || at[i] >= decl.End() {
				continue
			}
			ast.PreorderStack(decl, nil, func(n ast.Node, around []ast.Node) bool {
				visit(file, append(around, n))
				return true
			})
		}
	}
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

func (u *unit) newUse(c *classifier, stack []ast.Node) *use {
	top := len(stack) - 1
	x := &use{expr: stack[top].(ast.Expr)}
	if sel, ok := stack[top-1].(*ast.SelectorExpr); ok && sel.Sel == x.expr {
		x.expr = sel
		top--
	}
	from := slices.Index(stack, ast.Node(u.body))
	x.stack = slices.Clone(stack[from:top])
	c.classify(x)
	return x
}

// parent is the node n levels above the use.
func (x *use) parent(n int) ast.Node {
	if n >= len(x.stack) {
		return nil
	}
	return x.stack[len(x.stack)-1-n]
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
	if x.origin != nil {
		return x.origin.base(pass)
	}
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
