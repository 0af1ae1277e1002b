package rewrite

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// ahead takes the look, or a copy, under the lock before a statement that may
// not run under it.
//
//	render(out, s.pages[id])     s.mu.RLock()
//	                             value := s.pages[id]
//	                             s.mu.RUnlock()
//	                             render(out, value)
func (w *writer) ahead(s ast.Stmt, uses []*use) bool {
	lock, ok := w.lockFor(uses, s.Pos(), s.Pos())
	if !ok {
		return false
	}
	take, give := w.calls(lock, uses)
	if done, ok := w.valueAhead(s, uses, take, give); done {
		return ok
	}
	if done, ok := w.initAhead(s, uses, take, give); done {
		return ok
	}
	if slices.ContainsFunc(uses, func(x *use) bool { return x.write }) || !evaluatedOnce(s) {
		return false
	}
	lines := []string{take}
	for _, x := range uses {
		e, name := w.taken(x)
		if e == nil || !w.r.quiet(e) || conditional(x, e) {
			return false
		}
		name = w.fresh(name)
		text := w.b.Text(e)
		if x.expr == e {
			text = w.b.Import(w.unit.file, "maps", e.Pos()) + ".Clone(" + text + ")"
		}
		lines = append(lines, name+" := "+text)
		w.b.Replace(e.Pos(), e.End(), name)
	}
	w.b.Before(s, append(lines, give)...)
	return true
}

// taken is the expression to evaluate ahead: an element, a length, or the map
// itself where it is iterated or passed on to be read.
func (w *writer) taken(x *use) (ast.Expr, string) {
	switch p := x.parent(0).(type) {
	case *ast.IndexExpr:
		return w.element(x, p)
	case *ast.SelectorExpr:
		if x.origin != nil && isBasic(w.pass.TypesInfo.TypeOf(p)) {
			return p, "value"
		}
	case *ast.CallExpr:
		if builtin(w.pass, p) == "len" {
			return p, "count"
		}
	case *ast.RangeStmt:
		m, ok := w.guard.Map.Type().Underlying().(*types.Map)
		if !ok {
			return nil, ""
		}
		if _, nested := m.Elem().Underlying().(*types.Map); nested || w.r.mentions(p.Body) {
			return nil, ""
		}
		return x.expr, "snapshot"
	}
	return nil, ""
}

// element is the innermost element of nested maps that x reads, or its length:
// a map taken out of another would be used without the lock.
func (w *writer) element(x *use, at ast.Expr) (ast.Expr, string) {
	for level := 1; !x.escape; level++ {
		switch p := x.parent(level).(type) {
		case *ast.IndexExpr:
			if p.X == at {
				at = p
				continue
			}
		case *ast.CallExpr:
			if builtin(w.pass, p) == "len" {
				return p, "count"
			}
		}
		t := w.pass.TypesInfo.TypeOf(at)
		_, tuple := t.(*types.Tuple)
		if _, nested := t.Underlying().(*types.Map); nested || tuple {
			return nil, ""
		}
		return at, "value"
	}
	return nil, ""
}

// evaluatedOnce reports a statement whose expressions are evaluated once, before
// anything else that it does.
func evaluatedOnce(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.ReturnStmt, *ast.SendStmt, *ast.RangeStmt, *ast.GoStmt:
		return true
	case *ast.IfStmt:
		return s.Init == nil
	case *ast.SwitchStmt:
		return s.Init == nil
	}
	return false
}

// conditional reports a look that the statement may not take, or takes after
// a call.
func conditional(x *use, e ast.Expr) bool {
	for i, n := range x.stack {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if (n.Op == token.LAND || n.Op == token.LOR) && n.Y.Pos() <= e.Pos() && e.End() <= n.Y.End() {
				return true
			}
		case *ast.IfStmt:
			if i+1 < len(x.stack) && x.stack[i+1] == n.Else {
				return true
			}
		case *ast.CaseClause:
			return !slices.ContainsFunc(n.Body, func(s ast.Stmt) bool { return s.Pos() <= e.Pos() && e.End() <= s.End() })
		}
	}
	return false
}

// valueAhead computes what is stored before the lock is taken.
//
//	s.pages[id] = load(id)     value := load(id)
//	                           s.mu.Lock()
//	                           s.pages[id] = value
//	                           s.mu.Unlock()
func (w *writer) valueAhead(s ast.Stmt, uses []*use, take, give string) (done, ok bool) {
	as, is := s.(*ast.AssignStmt)
	if !is || as.Tok != token.ASSIGN || len(as.Lhs) != 1 || len(as.Rhs) != 1 || len(uses) != 1 || uses[0].escape {
		return false, false
	}
	at, is := as.Lhs[0].(*ast.IndexExpr)
	if !is || at.X != uses[0].expr || !w.r.quiet(at.Index) || isNil(as.Rhs[0]) {
		return false, false
	}
	if !types.Identical(w.pass.TypesInfo.TypeOf(as.Rhs[0]), w.pass.TypesInfo.TypeOf(at)) {
		return false, false
	}
	name := w.fresh("value")
	w.b.Before(s, name+" := "+w.b.Text(as.Rhs[0]), take)
	w.b.Replace(as.Rhs[0].Pos(), as.Rhs[0].End(), name)
	w.b.After(s, give)
	return true, true
}

func isNil(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "nil"
}

// initAhead takes a look out of the head of an if.
//
//	if page, ok := s.pages[id]; ok {     s.mu.RLock()
//		send(page)                       page, ok := s.pages[id]
//	}                                    s.mu.RUnlock()
//	                                     if ok {
//	                                     	send(page)
//	                                     }
func (w *writer) initAhead(s ast.Stmt, uses []*use, take, give string) (done, ok bool) {
	cond, is := s.(*ast.IfStmt)
	if !is || cond.Init == nil {
		return false, false
	}
	init, is := cond.Init.(*ast.AssignStmt)
	if !is || init.Tok != token.DEFINE || !w.r.quiet(init) {
		return true, false
	}
	for _, x := range uses {
		if x.expr.End() > init.End() || x.write || x.escape {
			return true, false
		}
	}
	for _, l := range init.Lhs {
		id, is := l.(*ast.Ident)
		if !is || id.Name != "_" && (w.names[id.Name] || w.taints(id.Name, cond)) {
			return true, false
		}
		w.names[id.Name] = true
	}
	w.b.Before(s, take, w.b.Text(init), give)
	w.b.Replace(init.Pos(), cond.Cond.Pos(), "")
	return true, true
}

// taints reports whether name, declared in front of the statement rather than
// in it, would be declared twice or be taken for another behind it.
func (w *writer) taints(name string, s *ast.IfStmt) bool {
	found := false
	ast.Inspect(w.unit.decl, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if ok && id.Name == name && (id.Pos() < s.Pos() || id.Pos() > s.End()) {
			found = true
		}
		return !found
	})
	return found
}

// fresh is a name for a value of the map, like the one given.
func (w *writer) fresh(name string) string {
	if OtherMaps(w.pass, w.unit.decl, func(v *types.Var) bool { return v == w.guard.Map }) {
		name = w.guard.Map.Name() + strings.ToUpper(name[:1]) + name[1:] // each may be given names, perhaps in one go
	}
	return w.unused(name)
}

// unused is a name that nothing in the file has.
func (w *writer) unused(name string) string {
	for i := 1; ; i++ {
		try := name
		if i > 1 {
			try = fmt.Sprintf("%s%d", name, i)
		}
		if !w.names[try] && !w.used(try) {
			w.names[try] = true
			return try
		}
	}
}

func (w *writer) used(name string) bool {
	found := w.pass.Pkg.Scope().Lookup(name) != nil
	ast.Inspect(w.unit.file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			found = true
		}
		return !found
	})
	return found
}

// OtherMaps reports fields, or variables of the package or of n, that are maps and
// are named in n, other than those of which own holds.
func OtherMaps(pass *analysis.Pass, n ast.Node, own func(*types.Var) bool) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return !found
		}
		v, ok := pass.TypesInfo.Uses[id].(*types.Var)
		found = found || ok && isMap(v.Type()) && !own(v.Origin())
		return !found
	})
	return found
}
