package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/edit"
	"github.com/govlint/govlint/internal/ssafn"
)

// A repair makes the edits of one fix for a finding, and says what they do; ""
// when it does not apply.
type repair func(*checker, *place, *edit.Builder) string

// repairs are the fixes of each kind, the one that changes least first.
var repairs = map[string][]repair{
	"send":      {(*checker).makeRoom, (*checker).sendOrDone},
	"receive":   {(*checker).deferClose, (*checker).deferCancel, (*checker).receiveOrDone},
	"range":     {(*checker).deferClose, (*checker).closeAfter},
	"select":    {(*checker).deferCancel, (*checker).selectDone},
	"waitgroup": {(*checker).waitLater, (*checker).groupGo, (*checker).deferDone},
	"lock":      {(*checker).deferUnlock, (*checker).unlockBefore},
	"endless":   {(*checker).tickOrDone},
	"unstopped": {(*checker).deferStop},
}

// fixes are the repairs of p that cure it: with their edits made, nothing is
// found there any more, and nothing else instead. One is enough.
func (c *checker) fixes(p pending) []analysis.SuggestedFix {
	at := c.placeOf(p)
	if at == nil || p.Kind == "lock" && p.leak == nil { // an order of locks is not cured at one of them
		return nil
	}
	for _, repair := range repairs[p.Kind] {
		b := edit.New(c.pass)
		message := repair(c, at, b)
		if message == "" {
			continue
		}
		if edits := b.Edits(); c.cures(p.Pos, edits) {
			return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
		}
	}
	return nil
}

// A place is where a finding stands in the source.
type place struct {
	pending
	file *ast.File
	path []ast.Node // from the innermost node at the finding's position to the file
}

func (c *checker) placeOf(p pending) *place {
	path := c.pathTo(p.Pos)
	if path == nil {
		return nil
	}
	return &place{p, path[len(path)-1].(*ast.File), path}
}

// pathTo is the nodes around pos, the innermost first.
func (c *checker) pathTo(pos token.Pos) []ast.Node {
	for _, file := range c.pass.Files {
		if file.FileStart <= pos && pos < file.FileEnd {
			path, _ := astutil.PathEnclosingInterval(file, pos, pos)
			return path
		}
	}
	return nil
}

// innermost is the innermost node of a type.
func innermost[T ast.Node](path []ast.Node) T {
	for _, n := range path {
		if t, ok := n.(T); ok {
			return t
		}
	}
	var none T
	return none
}

// function is the innermost function in path, its type and its body.
func function(path []ast.Node) (ast.Node, *ast.FuncType, *ast.BlockStmt) {
	for _, n := range path {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n, n.Type, n.Body
		case *ast.FuncDecl:
			return n, n.Type, n.Body
		}
	}
	return nil, nil, nil
}

// outermost is the declaration in path, or the file for what stands in none.
func outermost(path []ast.Node) ast.Node {
	if decl := innermost[*ast.FuncDecl](path); decl != nil {
		return decl
	}
	return path[len(path)-1]
}

// object is the variable or field that an expression names.
func (c *checker) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return c.pass.TypesInfo.ObjectOf(e)
	case *ast.SelectorExpr:
		return c.pass.TypesInfo.ObjectOf(e.Sel)
	}
	return nil
}

// method is the receiver of a call of a method, which is named one of names.
func (c *checker) method(n ast.Node, names ...string) ast.Expr {
	if stmt, ok := n.(*ast.ExprStmt); ok && stmt != nil {
		n = stmt.X
	}
	call, ok := n.(*ast.CallExpr)
	if !ok || call == nil {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !slices.Contains(names, sel.Sel.Name) || c.pass.TypesInfo.Selections[sel] == nil {
		return nil
	}
	return sel.X
}

// isBuiltin reports a call of a builtin function, and its first argument.
func (c *checker) isBuiltin(n ast.Node, name string) (ast.Expr, bool) {
	if stmt, ok := n.(*ast.ExprStmt); ok {
		n = stmt.X
	}
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil, false
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok || id.Name != name {
		return nil, false
	}
	_, ok = c.pass.TypesInfo.Uses[id].(*types.Builtin)
	return call.Args[0], ok
}

// find lists the nodes below root of one type for which want holds, those in
// literals, too.
func find[T ast.Node](root ast.Node, want func(T) bool) []T {
	var out []T
	ast.Inspect(root, func(n ast.Node) bool {
		if t, ok := n.(T); ok && want(t) {
			out = append(out, t)
		}
		return true
	})
	return out
}

// inside reports whether pos stands in n.
func inside(n ast.Node, pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }

// declOf is the declaration that fn stands in, or nil.
func declOf(pkg *ssafn.Package, fn *ssa.Function) *ast.FuncDecl {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return pkg.Decl[fn]
}
