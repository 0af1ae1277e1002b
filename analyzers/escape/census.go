package escape

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// A census is where a package touches its pools and atomics.
type census struct {
	pools   []*pool // in the order of their first use
	byPlace map[types.Object]*pool
	atomics []*atomicOp
	lines   lineUse
}

// A pool is a sync.Pool as its package uses it.
type pool struct {
	obj  types.Object // the variable or field; nil for one that has no name
	gets []*poolCall
	puts []*poolCall
	news []ast.Expr // what its New is set to
}

// A poolCall is a Get or Put.
type poolCall struct {
	call *ast.CallExpr
	fn   ast.Node   // the function declaration or literal it stands in
	path []ast.Node // from the file down to the call
}

// arg is what is put.
func (p *poolCall) arg() ast.Expr { return ast.Unparen(p.call.Args[0]) }

func takeCensus(pass *analysis.Pass) *census {
	s := &census{byPlace: make(map[types.Object]*pool)}
	for _, file := range pass.Files {
		walk(file, func(n ast.Node, path []ast.Node) { s.visit(pass.TypesInfo, n, path) })
	}
	return s
}

func (s *census) visit(info *types.Info, n ast.Node, path []ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		s.lines.spawn(path)
	case *ast.IncDecStmt:
		s.lines.write(info, n.X, path)
	case *ast.CallExpr:
		s.visitCall(info, n, path)
	case *ast.CompositeLit:
		if !isPool(info.TypeOf(n)) {
			return
		}
		if p := s.poolOf(literalOwner(info, path)); p != nil {
			for _, elt := range n.Elts {
				if kv, ok := elt.(*ast.KeyValueExpr); ok {
					p.news = append(p.news, kv.Value)
				}
			}
		}
	case *ast.AssignStmt:
		for i, lhs := range n.Lhs {
			s.lines.write(info, lhs, path)
			sel, ok := lhs.(*ast.SelectorExpr)
			if ok && sel.Sel.Name == "New" && isPool(info.TypeOf(sel.X)) && len(n.Rhs) == len(n.Lhs) {
				if p := s.poolOf(named(info, sel.X)); p != nil {
					p.news = append(p.news, n.Rhs[i])
				}
			}
		}
	}
}

func (s *census) visitCall(info *types.Info, call *ast.CallExpr, path []ast.Node) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	fn, ok := info.Uses[sel.Sel].(*types.Func)
	if sel.Sel.Name == "Go" {
		s.lines.spawn(path)
	}
	if ok && fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic" {
		op := atomicOpOf(info, call, path)
		s.atomics = append(s.atomics, op)
		s.lines.write(info, op.addr, path)
		return
	}
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "sync" || fn.Signature().Recv() == nil || !isPool(fn.Signature().Recv().Type()) {
		return
	}
	p := s.poolOf(named(info, sel.X))
	pc := &poolCall{call: call, fn: enclosing(path), path: append([]ast.Node(nil), path...)}
	switch fn.Name() {
	case "Get":
		p.gets = append(p.gets, pc)
	case "Put":
		if len(call.Args) == 1 {
			p.puts = append(p.puts, pc)
		}
	}
}

// poolOf is the pool in obj. Pools without a name are told apart.
func (s *census) poolOf(obj types.Object) *pool {
	if p := s.byPlace[obj]; obj != nil && p != nil {
		return p
	}
	p := &pool{obj: obj}
	s.pools = append(s.pools, p)
	if obj != nil {
		s.byPlace[obj] = p
	}
	return p
}

func isPool(t types.Type) bool { return isNamed(t, "sync", "Pool") }

// isNamed reports the type path.name or a pointer to it.
func isNamed(t types.Type, path, name string) bool {
	if t == nil {
		return false
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path
}

// named is the variable or field that e selects, through elements and pointers.
func named(info *types.Info, e ast.Expr) types.Object {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			if v, ok := info.ObjectOf(x).(*types.Var); ok {
				return v.Origin()
			}
			return nil
		case *ast.SelectorExpr:
			if v, ok := info.ObjectOf(x.Sel).(*types.Var); ok {
				return v.Origin()
			}
			return nil
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		default:
			return nil
		}
	}
}

// literalOwner is the variable or field that a composite literal at the end of
// path becomes the value of, itself or by its address.
func literalOwner(info *types.Info, path []ast.Node) types.Object {
	for i := len(path) - 2; i >= 0; i-- {
		child := path[i+1]
		switch n := path[i].(type) {
		case *ast.ParenExpr:
			continue
		case *ast.UnaryExpr:
			continue
		case *ast.KeyValueExpr:
			key, ok := n.Key.(*ast.Ident)
			if !ok {
				return nil
			}
			v, _ := info.ObjectOf(key).(*types.Var)
			if v == nil {
				return nil
			}
			return v.Origin()
		case *ast.ValueSpec:
			for k, value := range n.Values {
				if ast.Node(value) == child && len(n.Names) == len(n.Values) {
					return info.ObjectOf(n.Names[k])
				}
			}
			return nil
		case *ast.AssignStmt:
			for k, value := range n.Rhs {
				if ast.Node(value) == child && len(n.Lhs) == len(n.Rhs) {
					return named(info, n.Lhs[k])
				}
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

// enclosing is the innermost function of a path.
func enclosing(path []ast.Node) ast.Node {
	for i := len(path) - 1; i >= 0; i-- {
		switch path[i].(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return path[i]
		}
	}
	return nil
}
