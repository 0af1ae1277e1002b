package escape

import (
	"go/ast"
	"go/token"
	"go/types"
)

// deepest is how many calls up fresh looks for the maker of a value.
const deepest = 3

// fresh reports whether the value that e is a part of is not published yet: it
// was made in this function, or in every function that calls it.
//
// May-knowledge used to stay silent: a value counts as unpublished in all of
// the function that makes it.
func (c *checker) fresh(e ast.Expr, path []ast.Node, depth int) bool {
	id := baseOf(e)
	if id == nil {
		return false
	}
	v, ok := c.pass.TypesInfo.ObjectOf(id).(*types.Var)
	if !ok || v.Parent() == c.pass.Pkg.Scope() {
		return false
	}
	fn := outerFunc(path)
	if fn == nil {
		return true
	}
	if i, ok := c.paramIndex(fn, v); ok {
		return c.replaced(fn, v, e) || depth < deepest && c.freshAtCalls(fn, i, depth)
	}
	if of := c.rangedOver(fn, v); of != nil {
		return depth < deepest && c.fresh(of, path, depth+1)
	}
	value := c.definition(fn, v)
	if value == nil {
		return !c.isRangeVar(fn, v)
	}
	if call, ok := ast.Unparen(value).(*ast.CallExpr); ok && isBuiltin(c.pass.TypesInfo, call, "append") {
		return depth < deepest && c.gathers(fn, v, path, depth)
	}
	return c.makes(value) || c.handsOver(value) || c.takenOver(fn, value)
}

// takenOver reports whether fn puts something new in the place that it took value from:
// then nobody comes there for the old one any more.
func (c *checker) takenOver(fn *ast.FuncDecl, value ast.Expr) bool {
	from, ok := ast.Unparen(value).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	place := types.ExprString(from)
	taken := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || as.Pos() < value.End() || len(as.Lhs) != len(as.Rhs) {
			return !taken
		}
		for i, lhs := range as.Lhs {
			taken = taken || types.ExprString(lhs) == place && (c.makes(as.Rhs[i]) || c.pass.TypesInfo.Types[as.Rhs[i]].IsNil())
		}
		return !taken
	})
	return taken
}

// rangedOver is the local slice or map, or parameter, whose elements v takes in a loop, or nil.
func (c *checker) rangedOver(fn *ast.FuncDecl, v *types.Var) ast.Expr {
	var of ast.Expr
	ast.Inspect(fn, func(n ast.Node) bool {
		loop, ok := n.(*ast.RangeStmt)
		if !ok {
			return of == nil
		}
		id, ok := loop.Value.(*ast.Ident)
		if !ok || c.pass.TypesInfo.Defs[id] != types.Object(v) {
			return true
		}
		if x, ok := ast.Unparen(loop.X).(*ast.Ident); ok {
			switch c.pass.TypesInfo.TypeOf(x).Underlying().(type) {
			case *types.Slice, *types.Map:
				of = x
			}
		}
		return false
	})
	return of
}

// gathers reports whether all that fn puts into its slice v is fresh, too.
func (c *checker) gathers(fn *ast.FuncDecl, v *types.Var, path []ast.Node, depth int) bool {
	own := true
	ast.Inspect(fn, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || !own {
			return own
		}
		for i, lhs := range as.Lhs {
			id := baseOf(lhs)
			if id == nil || c.pass.TypesInfo.ObjectOf(id) != types.Object(v) {
				continue
			}
			call, ok := ast.Unparen(as.Rhs[min(i, len(as.Rhs)-1)]).(*ast.CallExpr)
			own = own && ok && isBuiltin(c.pass.TypesInfo, call, "append") && !call.Ellipsis.IsValid()
			for k := 1; own && k < len(call.Args); k++ {
				own = c.makes(call.Args[k]) || c.fresh(call.Args[k], path, depth+1)
			}
		}
		return own
	})
	return own
}

// replaced reports a parameter that was set to a value of fn's own before e.
func (c *checker) replaced(fn *ast.FuncDecl, v *types.Var, e ast.Expr) bool {
	found := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || len(as.Lhs) != len(as.Rhs) || as.End() > e.Pos() {
			return !found
		}
		for i, lhs := range as.Lhs {
			id, ok := lhs.(*ast.Ident)
			found = found || ok && c.pass.TypesInfo.Uses[id] == types.Object(v) && (c.makes(as.Rhs[i]) || c.isNew(fn, as.Rhs[i]))
		}
		return !found
	})
	return found
}

// baseOf is x in x.f.g[i].
func baseOf(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// paramIndex is the number of the parameter v of fn, -1 for the receiver.
func (c *checker) paramIndex(fn *ast.FuncDecl, v *types.Var) (int, bool) {
	if fn.Recv != nil {
		for _, f := range fn.Recv.List {
			for _, name := range f.Names {
				if c.pass.TypesInfo.Defs[name] == types.Object(v) {
					return -1, true
				}
			}
		}
	}
	i := 0
	for _, f := range fn.Type.Params.List {
		for _, name := range f.Names {
			if c.pass.TypesInfo.Defs[name] == types.Object(v) {
				return i, true
			}
			i++
		}
		if len(f.Names) == 0 {
			i++
		}
	}
	return 0, false
}

// freshAtCalls reports whether fn is called only with a value of its own as
// argument i. What others may call, or is not called at all, is not.
func (c *checker) freshAtCalls(fn *ast.FuncDecl, i, depth int) bool {
	obj, ok := c.pass.TypesInfo.Defs[fn.Name].(*types.Func)
	if !ok || obj.Exported() {
		return false
	}
	calls, all := c.callsOf(obj)
	if !all || len(calls) == 0 || len(calls) > manyCalls {
		return false
	}
	for _, call := range calls {
		arg := ast.Expr(nil)
		if sel, ok := ast.Unparen(call.call.Fun).(*ast.SelectorExpr); ok && i < 0 {
			arg = sel.X
		} else if i >= 0 && i < len(call.call.Args) {
			arg = call.call.Args[i]
		}
		if u, ok := arg.(*ast.UnaryExpr); ok && u.Op == token.AND {
			arg = u.X
		}
		if arg == nil || !c.fresh(arg, call.path, depth+1) {
			return false
		}
	}
	return true
}

// A located call is one with what stands around it.
type locatedCall struct {
	call *ast.CallExpr
	path []ast.Node
}

// callers are the calls of a function in the package.
type callers struct {
	calls []locatedCall
	value bool // it is used in another way, too
}

// callsOf are the calls of fn in the package, tests left out, and whether it is
// used in no other way.
func (c *checker) callsOf(fn *types.Func) ([]locatedCall, bool) {
	if c.callers == nil {
		c.callers = make(map[*types.Func]*callers)
		for _, file := range c.pass.Files {
			if !c.inTest(file.FileStart) {
				c.findCalls(file)
			}
		}
	}
	found := c.callers[fn]
	if found == nil {
		return nil, true
	}
	return found.calls, !found.value
}

func (c *checker) findCalls(file *ast.File) {
	walk(file, func(n ast.Node, path []ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		fn, ok := c.pass.TypesInfo.Uses[id].(*types.Func)
		if !ok || fn.Pkg() != c.pass.Pkg {
			return
		}
		found := c.callers[fn.Origin()]
		if found == nil {
			found = new(callers)
			c.callers[fn.Origin()] = found
		}
		if call, at := calledBy(id, path); call != nil {
			found.calls = append(found.calls, locatedCall{call, append([]ast.Node(nil), path[:at+1]...)})
		} else {
			found.value = true
		}
	})
}

// calledBy is the call whose function id names, and where it stands in path.
func calledBy(id *ast.Ident, path []ast.Node) (*ast.CallExpr, int) {
	var fun ast.Expr = id
	for i := len(path) - 2; i >= 0; i-- {
		switch p := path[i].(type) {
		case *ast.SelectorExpr:
			if p.Sel != id {
				return nil, 0
			}
			fun = p
		case *ast.IndexExpr:
			fun = p
		case *ast.CallExpr:
			if p.Fun == fun {
				return p, i
			}
			return nil, 0
		default:
			return nil, 0
		}
	}
	return nil, 0
}

// definition is what the local variable v of fn is first set to, or nil.
func (c *checker) definition(fn *ast.FuncDecl, v *types.Var) ast.Expr {
	var value ast.Expr
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				id, ok := lhs.(*ast.Ident)
				if ok && value == nil && c.pass.TypesInfo.ObjectOf(id) == types.Object(v) {
					value = n.Rhs[min(i, len(n.Rhs)-1)]
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if c.pass.TypesInfo.Defs[name] == types.Object(v) && len(n.Values) > 0 {
					value = n.Values[min(i, len(n.Values)-1)]
				}
			}
		}
		return value == nil
	})
	return value
}

// isRangeVar reports a variable that a loop or a literal's parameter list declares.
func (c *checker) isRangeVar(fn *ast.FuncDecl, v *types.Var) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if id, ok := e.(*ast.Ident); ok && c.pass.TypesInfo.ObjectOf(id) == types.Object(v) {
					found = true
				}
			}
		case *ast.FuncLit:
			for _, f := range n.Type.Params.List {
				for _, name := range f.Names {
					found = found || c.pass.TypesInfo.Defs[name] == types.Object(v)
				}
			}
		case *ast.TypeSwitchStmt:
			found = found || n.Pos() <= v.Pos() && v.Pos() < n.Body.Pos()
		}
		return !found
	})
	return found
}

// makes reports an expression whose value is new: a literal, new, or the call
// of a function of the package that returns nothing else.
func (c *checker) makes(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		_, ok := ast.Unparen(x.X).(*ast.CompositeLit)
		return x.Op == token.AND && ok
	case *ast.CallExpr:
		if isBuiltin(c.pass.TypesInfo, x, "new", "make") {
			return true
		}
		return c.returnsNew(x)
	}
	return false
}

// declOf is the declaration of a function of this package.
func (c *checker) declOf(fn *types.Func) *ast.FuncDecl {
	if c.decls == nil {
		c.decls = make(map[*types.Func]*ast.FuncDecl)
		for _, file := range c.pass.Files {
			for _, decl := range file.Decls {
				if fd, ok := decl.(*ast.FuncDecl); ok {
					if obj, ok := c.pass.TypesInfo.Defs[fd.Name].(*types.Func); ok {
						c.decls[obj] = fd
					}
				}
			}
		}
	}
	return c.decls[fn]
}
