package escape

import (
	"go/ast"
	"go/token"
	"go/types"
)

// returnsNew reports a call of a function of the package each of whose returns
// has a literal, a variable made of one, or nil first.
func (c *checker) returnsNew(call *ast.CallExpr) bool {
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return false
	}
	fn, ok := c.pass.TypesInfo.Uses[id].(*types.Func)
	if !ok {
		return false
	}
	if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return c.implementationsReturnNew(fn)
	}
	return c.bodyReturnsNew(fn)
}

// implementationsReturnNew reports whether one of the methods of the package that m,
// of an interface, can mean returns what is new: then that is what callers expect.
func (c *checker) implementationsReturnNew(m *types.Func) bool {
	iface, ok := m.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return false
	}
	scope := c.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || types.IsInterface(tn.Type()) || generic(tn.Type()) || !types.Implements(types.NewPointer(tn.Type()), iface) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(tn.Type(), true, c.pass.Pkg, m.Name())
		if fn, ok := obj.(*types.Func); ok && c.bodyReturnsNew(fn) {
			return true
		}
	}
	return false
}

func (c *checker) bodyReturnsNew(fn *types.Func) bool {
	decl := c.declOf(fn.Origin())
	if decl == nil || decl.Body == nil {
		return false
	}
	if found, ok := c.makers[fn.Origin()]; ok {
		return found
	}
	if c.makers == nil {
		c.makers = make(map[*types.Func]bool)
	}
	c.makers[fn.Origin()] = false // ends recursion
	all, some := true, false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 {
				all = false
				return false
			}
			some = true
			all = all && c.isNew(decl, n.Results[0])
		}
		return true
	})
	c.makers[fn.Origin()] = all && some
	return all && some
}

func (c *checker) isNew(fn *ast.FuncDecl, e ast.Expr) bool {
	e = ast.Unparen(e)
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		if id, ok := u.X.(*ast.Ident); ok && within(c.pass.TypesInfo.ObjectOf(id).Pos(), fn) {
			return true // a variable of fn's own
		}
		e = u.X
	}
	switch x := e.(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		return isBuiltin(c.pass.TypesInfo, x, "new")
	case *ast.Ident:
		if x.Name == "nil" {
			return true
		}
		v, ok := c.pass.TypesInfo.Uses[x].(*types.Var)
		if !ok {
			return false
		}
		if _, param := c.paramIndex(fn, v); param {
			return false
		}
		value := c.definition(fn, v)
		if value == nil {
			return true
		}
		if call, ok := value.(*ast.CallExpr); ok {
			return isBuiltin(c.pass.TypesInfo, call, "new") ||
				isBuiltin(c.pass.TypesInfo, call, "append") && c.gathers(fn, v, []ast.Node{fn}, 0)
		}
		return c.makes(value)
	}
	return false
}

// farthest is how many calls down returnsShared looks.
const farthest = 6

// handsOver reports the call of a function of the package that no longer has what it
// returns: it came out of a channel, or of a call that hands over in its turn. May-knowledge,
// used to stay silent.
func (c *checker) handsOver(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := calleeOf(c.pass.TypesInfo, call)
	if fn == nil {
		return false
	}
	return !c.returnsShared(fn, 0)
}

// returnsShared reports whether a function may return what others can get, too: a
// field, an element, a parameter or a package-level variable. All that is not seen is.
func (c *checker) returnsShared(fn *types.Func, depth int) bool {
	decl := c.declOf(fn.Origin())
	if decl == nil || decl.Body == nil || depth > farthest {
		return true
	}
	shared := false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			shared = shared || len(n.Results) == 0 || c.isShared(decl, n.Results[0], depth)
		}
		return !shared
	})
	return shared
}

// isShared is returnsShared for a value in fn.
func (c *checker) isShared(fn *ast.FuncDecl, e ast.Expr, depth int) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return false
	case *ast.UnaryExpr:
		return x.Op != token.ARROW && !c.isNew(fn, x)
	case *ast.CallExpr:
		if isBuiltin(c.pass.TypesInfo, x, "new", "make") {
			return false
		}
		callee := calleeOf(c.pass.TypesInfo, x)
		return callee == nil || c.returnsShared(callee, depth+1)
	case *ast.Ident:
		if x.Name == "nil" {
			return false
		}
		v, ok := c.pass.TypesInfo.Uses[x].(*types.Var)
		if !ok || !within(v.Pos(), fn.Body) {
			return true
		}
		return c.setShared(fn, v, depth)
	}
	return true
}

// setShared reports whether one of the values that the local variable v of fn is set
// to is shared.
func (c *checker) setShared(fn *ast.FuncDecl, v *types.Var, depth int) bool {
	shared := c.isRangeVar(fn, v)
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok {
			return !shared
		}
		for i, lhs := range as.Lhs {
			id, ok := lhs.(*ast.Ident)
			if ok && c.pass.TypesInfo.ObjectOf(id) == types.Object(v) {
				shared = shared || c.isShared(fn, as.Rhs[min(i, len(as.Rhs)-1)], depth)
			}
		}
		return !shared
	})
	return shared
}
