package escape

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// beside returns the atomic accesses that p races with, nil when there are none.
func (c *checker) beside(m *mixture, p *plain) []*atomicOp {
	var ops []*atomicOp
	for _, op := range m.ops {
		if (p.write || op.writes()) && c.sameOwner(op, p) {
			ops = append(ops, op)
		}
	}
	if len(ops) == 0 || c.harmless(m, p) {
		return nil
	}
	return c.racing(ops, p)
}

// harmless reports a plain access that nothing runs beside, or of a value that only its
// goroutine knows.
func (c *checker) harmless(m *mixture, p *plain) bool {
	fn := outerFunc(p.path)
	if fn == nil || isInit(fn) || c.uncalled(fn) {
		return true // an initialiser, or for tests only
	}
	if !p.write && (c.onlyWriter(m, fn) || c.inPanic(p.path)) {
		return true
	}
	e, _ := p.expr(false)
	if c.inOwnCopy(m, e) || !p.write && c.snapshots(m) {
		return true
	}
	return c.fresh(e, p.path, 0) || joined(p.path, p.id.Pos())
}

// inPanic reports a place in the argument of panic: what the message says is the least of
// the troubles then.
func (c *checker) inPanic(path []ast.Node) bool {
	for i := len(path) - 1; i >= 0; i-- {
		switch n := path[i].(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		case *ast.CallExpr:
			if isBuiltin(c.pass.TypesInfo, n, "panic") {
				return true
			}
		}
	}
	return false
}

// onlyWriter reports whether all atomic writes stand in fn, or in what only fn
// calls: then the goroutine of fn reads what it wrote itself.
func (c *checker) onlyWriter(m *mixture, fn *ast.FuncDecl) bool {
	for _, op := range m.ops {
		if op.writes() && !c.runsIn(op.path, fn, 0) {
			return false
		}
	}
	return true
}

// runsIn reports whether the place at path is in fn, or in a function with one
// caller that is, and that does not start it as a goroutine.
func (c *checker) runsIn(path []ast.Node, fn *ast.FuncDecl, depth int) bool {
	at := outerFunc(path)
	if at == nil || at == fn {
		return at == fn
	}
	if _, ok := enclosing(path).(*ast.FuncDecl); !ok || depth > deepest {
		return false
	}
	calls := c.knownCalls(at)
	return len(calls) == 1 && !slices.ContainsFunc(calls[0].path, isGoStmt) && c.runsIn(calls[0].path, fn, depth+1)
}

// knownCalls are the calls of fn, nil where others may call it, too.
func (c *checker) knownCalls(fn *ast.FuncDecl) []locatedCall {
	obj, ok := c.pass.TypesInfo.Defs[fn.Name].(*types.Func)
	if !ok || obj.Exported() && !hiddenReceiver(obj) {
		return nil
	}
	calls, all := c.callsOf(obj)
	if !all {
		return nil
	}
	return calls
}

func isGoStmt(n ast.Node) bool {
	_, ok := n.(*ast.GoStmt)
	return ok
}

// hiddenReceiver reports a method of a type that other packages cannot name.
func hiddenReceiver(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	if recv == nil {
		return false
	}
	named, ok := types.Unalias(deref(recv.Type())).(*types.Named)
	return ok && !named.Obj().Exported()
}

// inOwnCopy reports a part of a local variable that is a struct itself, and that
// nothing accesses atomically: how the copy was made is another matter.
func (c *checker) inOwnCopy(m *mixture, e ast.Expr) bool {
	id := c.copyBase(e)
	if id == nil {
		return false
	}
	v := c.pass.TypesInfo.ObjectOf(id)
	if v == nil || v == m.obj || v.Parent() == c.pass.Pkg.Scope() {
		return false
	}
	for _, op := range m.ops {
		if base := baseOf(op.addr); base != nil && c.pass.TypesInfo.ObjectOf(base) == v {
			return false
		}
	}
	return true
}

// snapshots reports whether the package fills structs with what it reads
// atomically: then a plain read may be of one of those, which nobody changes.
func (c *checker) snapshots(m *mixture) bool {
	for _, op := range m.ops {
		if !op.writes() && c.fills(op, m.obj) {
			return true
		}
	}
	return false
}

// fills reports whether what op reads becomes the field of the same name of another struct.
func (c *checker) fills(op *atomicOp, field types.Object) bool {
	if len(op.path) < 2 {
		return false
	}
	switch p := op.path[len(op.path)-2].(type) {
	case *ast.KeyValueExpr:
		key, ok := p.Key.(*ast.Ident)
		return ok && c.pass.TypesInfo.ObjectOf(key) == field
	case *ast.AssignStmt:
		for i, rhs := range p.Rhs {
			if rhs != op.call || len(p.Lhs) != len(p.Rhs) {
				continue
			}
			sel, ok := ast.Unparen(p.Lhs[i]).(*ast.SelectorExpr)
			return ok && c.pass.TypesInfo.ObjectOf(sel.Sel) == field
		}
	}
	return false
}

// joined reports a place behind something that waits for goroutines, whichever
// they are: May-knowledge, used to stay silent.
func joined(path []ast.Node, pos token.Pos) bool {
	body := enclosing(path)
	joined := false
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil || n.Pos() > pos || joined {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == body
		case *ast.UnaryExpr:
			joined = n.Op == token.ARROW && n.End() <= pos
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && n.End() <= pos {
				joined = sel.Sel.Name == "Wait"
			}
		}
		return !joined
	})
	return joined
}

// uncalled reports a function that only tests call, or nobody: one of no use to
// others without a mention in the package.
func (c *checker) uncalled(fn *ast.FuncDecl) bool {
	name := fn.Name.Name
	if strings.HasSuffix(name, "ForTest") || strings.HasSuffix(name, "ForTesting") {
		return true
	}
	obj, ok := c.pass.TypesInfo.Defs[fn.Name].(*types.Func)
	if !ok || obj.Exported() || name == "main" || fn.Recv != nil && c.inInterface(name) {
		return false
	}
	calls, all := c.callsOf(obj)
	return all && len(calls) == 0
}

// inInterface reports whether an interface of the package has a method called name.
func (c *checker) inInterface(name string) bool {
	scope := c.pass.Pkg.Scope()
	for _, n := range scope.Names() {
		iface, ok := scope.Lookup(n).Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for m := range iface.Methods() {
			if m.Name() == name {
				return true
			}
		}
	}
	return false
}

func isInit(fn *ast.FuncDecl) bool { return fn.Recv == nil && fn.Name.Name == "init" }
