package escape

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A spot is a node of a hot function with what stands around it.
type spot struct {
	*hot
	fn   *ast.FuncDecl
	path []ast.Node // from the function down to the node
}

// find looks for candidates in fn.
func (h *hot) find(fn *ast.FuncDecl) {
	s := &spot{hot: h, fn: fn}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if n == nil {
			s.path = s.path[:len(s.path)-1]
			return true
		}
		s.path = append(s.path, n)
		s.visit(n)
		return true
	})
	s.path = nil
	s.findMoved()
}

func (s *spot) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		s.findBoxing(n)
		s.findConversion(n)
		s.findMade(n)
		s.findPerItem(n)
	case *ast.AssignStmt:
		s.findConcat(n)
		s.findGrowth(n)
	case *ast.FuncLit:
		s.findClosure(n)
	case *ast.SelectorExpr:
		s.findBound(n)
	case *ast.DeferStmt:
		s.findDefer(n)
	case *ast.SendStmt:
		s.findPublished(n)
	case *ast.ReturnStmt:
		s.findReturned(n)
	}
}

func (s *spot) info() *types.Info { return s.pass.TypesInfo }

func (s *spot) typeOf(e ast.Expr) types.Type { return s.info().TypeOf(e) }

// loop is the innermost loop of the same function that runs the node again and
// again, nil if there is none.
func (s *spot) loop() ast.Stmt {
	for i := len(s.path) - 2; i >= 0; i-- {
		if _, ok := s.path[i].(*ast.FuncLit); ok {
			return nil
		}
		if body := bodyOf(s.path[i]); body != nil && ast.Node(body) == s.path[i+1] {
			return s.path[i].(ast.Stmt)
		}
	}
	return nil
}

func bodyOf(loop ast.Node) *ast.BlockStmt {
	switch loop := loop.(type) {
	case *ast.ForStmt:
		return loop.Body
	case *ast.RangeStmt:
		return loop.Body
	}
	return nil
}

// statement is the innermost statement around the node that stands in a block,
// and that block.
func (s *spot) statement() (ast.Stmt, *ast.BlockStmt) {
	for i := len(s.path) - 1; i > 0; i-- {
		stmt, isStmt := s.path[i].(ast.Stmt)
		block, inBlock := s.path[i-1].(*ast.BlockStmt)
		if isStmt && inBlock {
			return stmt, block
		}
	}
	return nil, nil
}

// parent is the node around the one that is visited, past parentheses.
func (s *spot) parent() ast.Node {
	for i := len(s.path) - 2; i >= 0; i-- {
		if _, ok := s.path[i].(*ast.ParenExpr); !ok {
			return s.path[i]
		}
	}
	return nil
}

// callee is the function that call calls, nil if that is not known.
func (s *spot) callee(call *ast.CallExpr) *types.Func {
	return calleeOf(s.info(), call)
}

func calleeOf(info *types.Info, call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	switch fun := fun.(type) {
	case *ast.Ident:
		fn, _ := info.Uses[fun].(*types.Func)
		return fn
	case *ast.SelectorExpr:
		fn, _ := info.Uses[fun.Sel].(*types.Func)
		return fn
	}
	return nil
}

// builtin is the name of the builtin function that call calls.
func (s *spot) builtin(call *ast.CallExpr) string {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return ""
	}
	if b, ok := s.info().Uses[id].(*types.Builtin); ok {
		return b.Name()
	}
	return ""
}

// fullName is "path.F" or "path.T.M".
func fullName(fn *types.Func) string {
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	return fn.Pkg().Path() + "." + nameOf(fn)
}

// local is the variable that e names when it is declared in the function.
func (s *spot) local(e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := s.info().ObjectOf(id).(*types.Var)
	if !ok || v.Pos() < s.fn.Pos() || v.Pos() > s.fn.End() {
		return nil
	}
	return v
}

func within(pos token.Pos, n ast.Node) bool { return n != nil && n.Pos() <= pos && pos < n.End() }

// simple reports a variable or a field of one: what can be evaluated twice.
func simple(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name != "_"
	case *ast.SelectorExpr:
		return simple(e.X)
	}
	return false
}

// walk calls each for every node from root down, with the nodes on the way to
// it; who keeps the path copies it.
func walk(root ast.Node, each func(n ast.Node, path []ast.Node)) {
	ast.PreorderStack(root, nil, func(n ast.Node, around []ast.Node) bool {
		each(n, append(around, n))
		return true
	})
}

// uses calls each for every use of v in n.
func uses(info *types.Info, n ast.Node, v *types.Var, each func(path []ast.Node)) {
	walk(n, func(n ast.Node, path []ast.Node) {
		if id, ok := n.(*ast.Ident); ok && info.Uses[id] == v {
			each(path)
		}
	})
}

// assigned reports whether v, or a part of it, is written or its address taken in n.
func assigned(info *types.Info, n ast.Node, v *types.Var) bool {
	found := false
	uses(info, n, v, func(path []ast.Node) {
		for i := len(path) - 2; i >= 0; i-- {
			switch p := path[i].(type) {
			case *ast.AssignStmt:
				for _, lhs := range p.Lhs {
					found = found || ast.Node(lhs) == path[i+1]
				}
				return
			case *ast.IncDecStmt:
				found = true
			case *ast.UnaryExpr:
				found = found || p.Op == token.AND
			case *ast.RangeStmt:
				found = found || ast.Node(p.Key) == path[i+1] || ast.Node(p.Value) == path[i+1]
			case *ast.SelectorExpr, *ast.ParenExpr, *ast.IndexExpr, *ast.StarExpr:
				continue
			}
			return
		}
	})
	return found
}
