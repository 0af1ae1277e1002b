package escape

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// An atomicOp is one call of sync/atomic: of a function on the address of a
// variable, or of a method of its types.
type atomicOp struct {
	call  *ast.CallExpr
	name  string       // AddInt64, or Add for a method
	typed bool         // a method
	addr  ast.Expr     // the variable itself, without & and conversions; nil when it is not visible
	obj   types.Object // the field or variable, of elements their container; nil when it is not visible
	elem  bool         // an element of obj
	path  []ast.Node   // from the file down to the call
}

func (op *atomicOp) writes() bool { return !strings.HasPrefix(op.name, "Load") }

// verb says what op does, as in "is added to".
func (op *atomicOp) verb() string {
	switch {
	case strings.HasPrefix(op.name, "Load"):
		return "read"
	case strings.HasPrefix(op.name, "Add"):
		return "added to"
	case strings.HasPrefix(op.name, "CompareAndSwap"):
		return "swapped"
	case strings.HasPrefix(op.name, "Swap"):
		return "swapped"
	}
	return "written"
}

// atomicOpOf is the operation of sync/atomic that call is, or nil.
func atomicOpOf(info *types.Info, call *ast.CallExpr, path []ast.Node) *atomicOp {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fn, ok := info.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" {
		return nil
	}
	op := &atomicOp{call: call, name: fn.Name(), path: append([]ast.Node(nil), path...)}
	if fn.Signature().Recv() != nil {
		op.typed, op.addr = true, ast.Unparen(sel.X)
	} else if len(call.Args) > 0 {
		op.addr = addressee(info, call.Args[0])
	}
	if op.addr == nil {
		return op
	}
	if _, ok := op.addr.(*ast.IndexExpr); ok {
		op.elem = true
	}
	op.obj = named(info, op.addr)
	return op
}

// addressee is x in &x, also through conversions to other pointers.
func addressee(info *types.Info, e ast.Expr) ast.Expr {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.UnaryExpr:
			if x.Op == token.AND {
				return ast.Unparen(x.X)
			}
			return nil
		case *ast.CallExpr:
			if len(x.Args) != 1 || !info.Types[ast.Unparen(x.Fun)].IsType() {
				return nil
			}
			e = x.Args[0]
		default:
			return nil
		}
	}
}

// A use is one mention of a variable or field.
type use struct {
	id   *ast.Ident
	path []ast.Node // from the file down to the identifier
}

type useKind int

const (
	unknownUse useKind = iota // its address goes somewhere, or it stands in a literal
	atomicUse
	readUse
	writeUse
)

// usesOf finds all mentions of the objects in the package.
func (c *checker) usesOf(objs map[types.Object]bool) map[types.Object][]*use {
	out := make(map[types.Object][]*use)
	for _, file := range c.pass.Files {
		c.usesIn(file, objs, out)
	}
	return out
}

// usesIn adds the mentions below root.
func (c *checker) usesIn(root ast.Node, objs map[types.Object]bool, out map[types.Object][]*use) {
	walk(root, func(n ast.Node, path []ast.Node) {
		id, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		v, ok := c.pass.TypesInfo.Uses[id].(*types.Var)
		if ok && objs[v.Origin()] {
			out[v.Origin()] = append(out[v.Origin()], &use{id, append([]ast.Node(nil), path...)})
		}
	})
}

// expr is the expression that u is: the selector of a field, the element when
// elem is wanted, and what stands around it. Nil when there is no such element.
func (u *use) expr(elem bool) (e ast.Expr, around []ast.Node) {
	i := len(u.path) - 1
	e = u.id
	if i > 0 {
		if sel, ok := u.path[i-1].(*ast.SelectorExpr); ok && sel.Sel == u.id {
			e, i = sel, i-1
		}
	}
	for i > 0 {
		if p, ok := u.path[i-1].(*ast.ParenExpr); ok {
			e, i = p, i-1
			continue
		}
		break
	}
	if !elem {
		return e, u.path[:i]
	}
	if i == 0 {
		return nil, nil
	}
	if ix, ok := u.path[i-1].(*ast.IndexExpr); ok && ix.X == e {
		return ix, u.path[:i-1]
	}
	return nil, nil
}

// kind tells what is done with the variable of u, or with its elements.
func (c *checker) kindOf(u *use, elem bool) useKind {
	e, around := u.expr(elem)
	if e == nil {
		if elem && c.rangesOver(u) {
			return readUse
		}
		return unknownUse
	}
	if len(around) == 0 {
		return unknownUse
	}
	switch p := around[len(around)-1].(type) {
	case *ast.UnaryExpr:
		if p.Op == token.AND {
			if c.inAtomicCall(p, around[:len(around)-1]) {
				return atomicUse
			}
			return unknownUse
		}
	case *ast.KeyValueExpr:
		if p.Key == e {
			return unknownUse
		}
	case *ast.AssignStmt:
		for _, lhs := range p.Lhs {
			if lhs == e {
				return writeUse
			}
		}
	case *ast.IncDecStmt:
		return writeUse
	case *ast.RangeStmt:
		if p.Key == e || p.Value == e {
			return writeUse
		}
	case *ast.SelectorExpr, *ast.IndexExpr, *ast.SliceExpr:
		return unknownUse // a part of it, or a method
	case *ast.CallExpr:
		if isBuiltin(c.pass.TypesInfo, p, "len", "cap") || isSizeof(c.pass.TypesInfo, p) {
			return unknownUse
		}
	}
	return readUse
}

// rangesOver reports a loop that copies the elements of the variable of u.
func (c *checker) rangesOver(u *use) bool {
	e, around := u.expr(false)
	if len(around) == 0 {
		return false
	}
	rng, ok := around[len(around)-1].(*ast.RangeStmt)
	if !ok || rng.X != e || rng.Value == nil {
		return false
	}
	id, ok := rng.Value.(*ast.Ident)
	return !ok || id.Name != "_"
}

// inAtomicCall reports whether the address n goes to sync/atomic, through
// conversions at most.
func (c *checker) inAtomicCall(n ast.Expr, around []ast.Node) bool {
	for i := len(around) - 1; i >= 0; i-- {
		switch p := around[i].(type) {
		case *ast.ParenExpr:
		case *ast.CallExpr:
			if c.pass.TypesInfo.Types[ast.Unparen(p.Fun)].IsType() {
				continue
			}
			op := atomicOpOf(c.pass.TypesInfo, p, nil)
			return op != nil
		default:
			return false
		}
	}
	return false
}

func isBuiltin(info *types.Info, call *ast.CallExpr, names ...string) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	b, ok := info.Uses[id].(*types.Builtin)
	if !ok {
		return false
	}
	for _, name := range names {
		if b.Name() == name {
			return true
		}
	}
	return false
}

// isSizeof reports a call of package unsafe, which evaluates nothing.
func isSizeof(info *types.Info, call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	_, ok = info.Uses[sel.Sel].(*types.Builtin)
	return ok
}

// shared reports a field or package-level variable of this package.
func (c *checker) shared(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	if !ok || v.Pkg() != c.pass.Pkg {
		return false
	}
	return v.IsField() || v.Parent() == c.pass.Pkg.Scope()
}
