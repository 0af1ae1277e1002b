package retype

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// A use is one place where a map is named.
type use struct {
	expr   ast.Expr // s.hits
	v      *types.Var
	file   *ast.File
	stack  []ast.Node // from the file down to expr, expr left out
	effect effect
	key    string // text of the key, for an access of one entry
	taken  bool
}

// An effect is what a use does once it is rewritten.
type effect int

const (
	none   effect = iota // of the declaration; or bound to another use
	read                 // an answer that may decide what comes later
	write                // a change that what came before may have decided
	atomic               // looks and changes in one step
)

// An initial is a value for a field in a composite literal.
type initial struct {
	kv    *ast.KeyValueExpr
	lit   *ast.CompositeLit
	file  *ast.File
	stack []ast.Node // from the file down to lit, lit left out
}

// An Index is where the maps of a package are named.
type Index struct {
	uses   map[*types.Var][]*use
	inits  map[*types.Var][]initial
	bare   map[*types.Named]bool           // types with literals that do not name their fields
	calls  map[*types.Func][]*ast.CallExpr // direct ones
	values map[*types.Func]bool            // functions used as values
}

// NewIndex returns the Index of a package. Fixes made with one must be made one
// after the other.
func NewIndex(pass *analysis.Pass) *Index {
	x := &Index{
		uses: make(map[*types.Var][]*use), inits: make(map[*types.Var][]initial), bare: make(map[*types.Named]bool),
		calls: make(map[*types.Func][]*ast.CallExpr), values: make(map[*types.Func]bool),
	}
	for _, file := range pass.Files {
		ast.PreorderStack(file, nil, func(n ast.Node, around []ast.Node) bool {
			x.enter(pass, file, append(around, n))
			return true
		})
	}
	return x
}

func (x *Index) enter(pass *analysis.Pass, file *ast.File, stack []ast.Node) {
	top := len(stack) - 1
	switch n := stack[top].(type) {
	case *ast.CallExpr:
		if fn := typeutil.StaticCallee(pass.TypesInfo, n); fn != nil {
			x.calls[fn.Origin()] = append(x.calls[fn.Origin()], n)
		}
	case *ast.CompositeLit:
		if len(n.Elts) == 0 {
			return
		}
		if _, keyed := n.Elts[0].(*ast.KeyValueExpr); keyed {
			return
		}
		if named, ok := types.Unalias(pass.TypesInfo.TypeOf(n)).(*types.Named); ok {
			x.bare[named.Origin()] = true
		}
	case *ast.Ident:
		switch obj := pass.TypesInfo.Uses[n].(type) {
		case *types.Func:
			if !isCallee(stack) {
				x.values[obj.Origin()] = true
			}
		case *types.Var:
			if isMap(obj.Type()) {
				x.enterUse(file, stack, obj.Origin())
			}
		}
	}
}

func (x *Index) enterUse(file *ast.File, stack []ast.Node, v *types.Var) {
	top := len(stack) - 1
	if kv, ok := stack[top-1].(*ast.KeyValueExpr); ok && v.IsField() && kv.Key == stack[top] {
		if lit, ok := stack[top-2].(*ast.CompositeLit); ok {
			x.inits[v] = append(x.inits[v], initial{kv, lit, file, slices.Clone(stack[:top-2])})
			return
		}
	}
	u := &use{expr: stack[top].(ast.Expr), v: v, file: file}
	if sel, ok := stack[top-1].(*ast.SelectorExpr); ok && sel.Sel == u.expr {
		u.expr = sel
		top--
	}
	u.stack = slices.Clone(stack[:top])
	x.uses[v] = append(x.uses[v], u)
}

// isCallee reports an identifier that is called where it stands.
func isCallee(stack []ast.Node) bool {
	top := len(stack) - 1
	at := stack[top]
	if sel, ok := stack[top-1].(*ast.SelectorExpr); ok && sel.Sel == at {
		at = sel
		top--
	}
	call, ok := stack[top-1].(*ast.CallExpr)
	return ok && call.Fun == at
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// parent is the node n levels above the use.
func (u *use) parent(n int) ast.Node {
	if n >= len(u.stack) {
		return nil
	}
	return u.stack[len(u.stack)-1-n]
}

// index is x[k] around the use.
func (u *use) index() *ast.IndexExpr {
	at, ok := u.parent(0).(*ast.IndexExpr)
	if !ok || at.X != u.expr {
		return nil
	}
	return at
}

// anchor is the innermost statement of a list that the use stands in, and its
// place there.
func (u *use) anchor() (list []ast.Stmt, i int) {
	for n := len(u.stack) - 1; n > 0; n-- {
		s, ok := u.stack[n].(ast.Stmt)
		if !ok {
			continue
		}
		switch s.(type) {
		case *ast.CaseClause, *ast.CommClause:
			return nil, -1
		}
		if list := listOf(u.stack[n-1]); list != nil {
			if i := slices.Index(list, s); i >= 0 {
				return list, i
			}
		}
	}
	return nil, -1
}

// function is the innermost function around the use.
func (u *use) function() ast.Node {
	for n := len(u.stack) - 1; n > 0; n-- {
		switch f := u.stack[n].(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return f
		}
	}
	return nil
}

func listOf(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}
