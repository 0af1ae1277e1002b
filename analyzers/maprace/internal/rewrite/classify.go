package rewrite

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// A classifier tells reads from writes, and a map that is used from one that is
// handed on.
type classifier struct {
	pass    *analysis.Pass
	of      *types.Var
	mutable map[types.Type]bool
	depth   int // of calls that are passed the map
}

func (c *classifier) classify(x *use) {
	switch p := x.parent(0).(type) {
	case *ast.IndexExpr:
		if p.X != x.expr {
			x.escape = true
			return
		}
		c.element(x, p, 1)
	case *ast.RangeStmt:
		x.escape = p.X != x.expr
		x.alias = c.valueOf(p)
	case *ast.BinaryExpr:
		x.escape = p.Op != token.EQL && p.Op != token.NEQ
	case *ast.AssignStmt:
		x.write = slices.Contains(p.Lhs, x.expr)
		x.escape = !x.write
	case *ast.CallExpr:
		c.passed(x, p)
	default:
		x.escape = true
	}
}

// element follows elem, a part of the map whose parent is at a level, outwards:
// what is assigned may be the element, a field of it, or an element of a map in
// it. What goroutines share must not go anywhere but to a local name.
func (c *classifier) element(x *use, elem ast.Expr, level int) {
	for ; ; level++ {
		switch p := x.parent(level).(type) {
		case *ast.ParenExpr:
			elem = p
			continue
		case *ast.IndexExpr:
			if p.X == elem {
				elem = p
				continue
			}
		case *ast.SelectorExpr:
			if call, ok := x.parent(level + 1).(*ast.CallExpr); ok && call.Fun == ast.Expr(p) {
				x.write = c.shares(elem) // for all that is known
				return
			}
			elem = p
			continue
		case *ast.RangeStmt:
			if p.X == elem {
				x.alias = c.valueOf(p)
				return
			}
		case *ast.AssignStmt:
			c.assigned(x, p, elem)
			return
		case *ast.IncDecStmt:
			x.write = p.X == elem
			return
		case *ast.BinaryExpr:
			return
		case *ast.CallExpr:
			switch name := builtin(c.pass, p); name {
			case "delete", "clear":
				x.write = true
				return
			case "len", "cap":
				return
			}
		}
		c.leave(x, elem)
		return
	}
}

// leave notes that elem goes where it is not followed.
func (c *classifier) leave(x *use, elem ast.Expr) {
	x.escape = x.escape || holdsMap(c.pass.TypesInfo.TypeOf(elem))
	x.leak = x.leak || c.shares(elem)
}

func (c *classifier) assigned(x *use, as *ast.AssignStmt, elem ast.Expr) {
	at := slices.Index(as.Lhs, elem)
	if x.write = at >= 0; x.write {
		if as.Tok == token.ASSIGN && len(as.Lhs) == len(as.Rhs) && c.shares(as.Rhs[at]) {
			x.alias = LocalVar(c.pass, as.Rhs[at])
		}
		return
	}
	if at = slices.Index(as.Rhs, elem); at < 0 || !c.shares(elem) && !isSlice(c.pass.TypesInfo.TypeOf(elem)) {
		c.leave(x, elem)
		return
	}
	if v := LocalVar(c.pass, as.Lhs[at]); v != nil {
		x.alias = v
		return
	}
	if id, ok := as.Lhs[at].(*ast.Ident); !ok || id.Name != "_" {
		c.leave(x, elem)
	}
}

// LocalVar is the local variable that e names, or nil.
func LocalVar(pass *analysis.Pass, e ast.Expr) *types.Var {
	id, ok := e.(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := pass.TypesInfo.ObjectOf(id).(*types.Var)
	if !ok || v.IsField() || v.Parent() == pass.Pkg.Scope() {
		return nil
	}
	return v
}

// valueOf is the loop's variable for values that are shared.
func (c *classifier) valueOf(loop *ast.RangeStmt) *types.Var {
	if loop.Value == nil || !c.shares(loop.Value) {
		return nil
	}
	return LocalVar(c.pass, loop.Value)
}

// shares reports a value, alone or with the ok of its lookup, that goroutines
// share once they have it.
func (c *classifier) shares(e ast.Expr) bool {
	t := c.pass.TypesInfo.TypeOf(e)
	if tuple, ok := t.(*types.Tuple); ok {
		t = tuple.At(0).Type()
	}
	if t == nil || isSlice(t) {
		return false
	}
	is, known := c.mutable[t]
	if !known {
		is = Mutable(c.pass, t)
		c.mutable[t] = is
	}
	return is
}

func isSlice(t types.Type) bool {
	if tuple, ok := t.(*types.Tuple); ok {
		t = tuple.At(0).Type()
	}
	_, ok := t.Underlying().(*types.Slice)
	return ok
}

// holdsMap reports a map, alone or with the ok of its lookup.
func holdsMap(t types.Type) bool {
	if tuple, ok := t.(*types.Tuple); ok {
		t = tuple.At(0).Type()
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func (c *classifier) passed(x *use, call *ast.CallExpr) {
	switch builtin(c.pass, call) {
	case "len":
		return
	case "delete", "clear":
		x.write = true
		return
	}
	switch callee := calleeOf(c.pass, call); {
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
		by := calleeOf(c.pass, outer)
		x.escape = by == nil || by.FullName() != "slices.Collect" && by.FullName() != "slices.Sorted"
	default:
		if writes, ok := c.lends(x, call, callee); ok {
			x.write = writes
			return
		}
		x.escape = true
		x.gives = c.gives(x, call)
	}
}

// lends reports a call of a function of the package that uses the map it is
// passed while it runs and keeps nothing of it, and whether it writes it. The lock
// that is held over the call is held over that.
//
//	s.mu.Lock()
//	add(s.hits, page, 1)
//	s.mu.Unlock()
func (c *classifier) lends(x *use, call *ast.CallExpr, callee *types.Func) (writes, ok bool) {
	const most = 3
	i := slices.Index(call.Args, x.expr)
	sig := callee.Signature()
	switch x.parent(1).(type) {
	case *ast.GoStmt, *ast.DeferStmt:
		return false, false
	}
	if i < 0 || c.depth == most || callee.Pkg() != c.pass.Pkg || sig.Variadic() || sig.TypeParams() != nil || sig.RecvTypeParams() != nil {
		return false, false
	}
	units, complete := unitsBelow(c.pass, sig.Params().At(i), c.depth+1)
	for _, u := range units {
		if _, literal := u.node.(*ast.FuncLit); literal {
			return false, false
		}
		for _, y := range u.uses {
			if y.escape || y.leak || y.gives {
				return false, false
			}
			writes = writes || y.write
		}
	}
	return writes, complete
}

// gives reports a call that is passed the map and returns what lies in it, for
// all that is known, to be used behind the statement.
//
//	room := roomOf(s.rooms, id)
//	room.guests++
func (c *classifier) gives(x *use, call *ast.CallExpr) bool {
	if results, ok := c.pass.TypesInfo.TypeOf(call).(*types.Tuple); ok && results.Len() == 0 {
		return false
	}
	if _, dropped := x.parent(1).(*ast.ExprStmt); dropped || !c.shares(call) {
		return false
	}
	y := &use{expr: x.expr, stack: x.stack}
	c.element(y, call, 1)
	return y.alias != nil || y.leak || y.escape
}

// addAliases adds the uses of local names for what lies in the map: as long as
// they are used, the lock is needed.
//
//	room := s.rooms[id]
//	room.guests++
func (c *classifier) addAliases(u *unit) {
	seen := make(map[*types.Var]bool)
	for i := 0; i < len(u.uses); i++ { // an alias may have aliases
		x := u.uses[i]
		v := x.alias
		if v == nil || seen[v] {
			continue
		}
		seen[v] = true
		uses, inside := c.usesOf(u, x)
		if isSlice(v.Type()) && !slices.ContainsFunc(uses, func(y *use) bool { return y.write }) {
			continue
		}
		if !inside || v.Pos() < u.body.Pos() || v.Pos() >= u.body.End() {
			x.escape = x.escape || holdsMap(v.Type())
			x.leak = true
		}
		u.uses = append(u.uses, uses...)
	}
	slices.SortStableFunc(u.uses, func(a, b *use) int { return cmp.Compare(a.expr.Pos(), b.expr.Pos()) })
}

// usesOf are the uses in u of the value that x.alias names. It reports false when
// a literal uses it too.
func (c *classifier) usesOf(u *unit, x *use) (uses []*use, inside bool) {
	inside = true
	ast.PreorderStack(u.body, nil, func(n ast.Node, around []ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || c.pass.TypesInfo.Uses[id] != types.Object(x.alias) {
			return true
		}
		if slices.ContainsFunc(around, func(n ast.Node) bool { _, is := n.(*ast.FuncLit); return is }) {
			inside = false
			return true
		}
		y := &use{expr: id, stack: slices.Clone(around), origin: x}
		if x.origin != nil {
			y.origin = x.origin
		}
		if c.valueUse(y, id) {
			uses = append(uses, y)
		}
		return true
	})
	return uses, inside
}

// valueUse reports a use of what a local name stands for, rather than of the
// name: an assignment to it, a comparison, the storing of it in the map.
func (c *classifier) valueUse(y *use, id *ast.Ident) bool {
	switch p := y.parent(0).(type) {
	case *ast.AssignStmt:
		if slices.Contains(p.Lhs, ast.Expr(id)) {
			return false
		}
		at := slices.Index(p.Rhs, ast.Expr(id))
		if at >= 0 && len(p.Lhs) == len(p.Rhs) {
			if to, ok := p.Lhs[at].(*ast.IndexExpr); ok && c.isMap(to.X) {
				return false
			}
			if to, ok := p.Lhs[at].(*ast.Ident); ok && to.Name == "_" {
				return false
			}
		}
	case *ast.BinaryExpr:
		return false
	}
	c.element(y, id, 0)
	return true
}

// isMap reports the map itself.
func (c *classifier) isMap(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return refersTo(c.pass, e, c.of)
	case *ast.SelectorExpr:
		return refersTo(c.pass, e.Sel, c.of)
	}
	return false
}
