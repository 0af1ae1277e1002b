package retype

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// declare gives the variable its new type.
//
//	hits map[string]int              hits cmap.Map[string, int]
//	var hits = make(map[string]int)  var hits cmap.Map[string, int]
//	hits := make(map[string]int)     var hits cmap.Map[string, int]
//	hits := map[string]int{"a": 1}   hits := cmap.From(map[string]int{"a": 1})
//	func fill(m map[string]int)      func fill(m *cmap.Map[string, int])
func (w *writer) declare(m *member) bool {
	d := m.decl
	switch {
	case d.field != nil && m.v.IsField():
		w.retype(d.file, d.field.Type, "")
		for _, init := range w.index.inits[m.v] {
			if !w.declareInit(m, init) {
				return false
			}
		}
		return true
	case d.field != nil:
		if d.field.Names[0].Pos() == m.v.Pos() {
			w.retype(d.file, d.field.Type, "*")
		}
		return true
	case d.spec != nil:
		return w.declareVar(m)
	}
	return w.declareLocal(m)
}

func (w *writer) retype(file *ast.File, old ast.Expr, star string) {
	w.b.Replace(old.Pos(), old.End(), star+w.kind.typeAt(w, file, old))
	w.dropped = append(w.dropped, old)
}

func (w *writer) declareVar(m *member) bool {
	d := m.decl
	var value ast.Expr
	if len(d.spec.Values) > 0 {
		value = d.spec.Values[0]
	}
	if d.spec.Type != nil {
		if _, plain := d.spec.Type.(*ast.MapType); !plain {
			return false
		}
	}
	if u := w.useAt(value); u != nil {
		return false
	}
	if value == nil || w.empty(value) {
		w.b.Replace(d.spec.Names[0].End(), d.spec.End(), " "+w.kind.typeAt(w, d.file, d.spec))
		w.drop(d.spec.Type, value)
		return w.pure(value)
	}
	from := w.kind.from(w, d.file, d.spec)
	if from == "" || d.spec.Type != nil || !w.fresh(value) {
		return false
	}
	m.pointer = true
	w.wrap(value, from+"(", ")")
	return true
}

func (w *writer) declareLocal(m *member) bool {
	d := m.decl
	value := d.stmt.Rhs[0]
	if u := w.useAt(value); u != nil {
		m.pointer = true
		if from := w.members[u.v]; !from.pointer && !from.isValuePointer(w) {
			w.b.Insert(value.Pos(), "&")
		}
		take(none, u)
		return true
	}
	if w.empty(value) {
		w.b.Replace(d.stmt.Pos(), d.stmt.End(), "var "+m.v.Name()+" "+w.kind.typeAt(w, d.file, d.stmt))
		w.drop(value)
		return w.pure(value) && w.inList(d.stmt)
	}
	from := w.kind.from(w, d.file, d.stmt)
	if from == "" || !w.fresh(value) {
		return false
	}
	m.pointer = true
	w.wrap(value, from+"(", ")")
	return true
}

// isValuePointer reports a variable that is declared with what From returns;
// its declaration may stand behind the use.
func (m *member) isValuePointer(w *writer) bool {
	switch d := m.decl; {
	case d.field != nil:
		return !m.v.IsField()
	case d.spec != nil:
		return len(d.spec.Values) > 0 && !w.empty(d.spec.Values[0])
	default:
		return !w.empty(d.stmt.Rhs[0])
	}
}

// declareInit rewrites the value of a field in a literal.
//
//	return &stats{hits: make(map[string]int)}     return &stats{}
//
//	r := &router{routes: map[string]int{"/": 1}}  r := &router{}
//	                                              for key, value := range map[string]int{"/": 1} {
//	                                              	r.routes.Store(key, value)
//	                                              }
func (w *writer) declareInit(m *member, init initial) bool {
	value := init.kv.Value
	if !w.removeElement(init) {
		return false
	}
	if w.empty(value) {
		w.drop(value)
		return w.pure(value)
	}
	if !w.fresh(value) {
		return false
	}
	n := len(init.stack) - 1
	if addr, ok := init.stack[n].(*ast.UnaryExpr); ok && addr.Op == token.AND {
		n--
	}
	if n < 1 {
		return false
	}
	stmt, ok := init.stack[n].(ast.Stmt)
	if !ok || listOf(init.stack[n-1]) == nil {
		return false
	}
	entries := w.text(value)
	switch s := stmt.(type) {
	case *ast.AssignStmt:
		id, ok := s.Lhs[0].(*ast.Ident)
		if !ok || len(s.Lhs) != 1 || id.Name == "_" || s.Tok != token.DEFINE {
			return false
		}
		w.b.After(s, w.kind.fill(w, id.Name+"."+m.v.Name(), entries)...)
	case *ast.ReturnStmt:
		if len(s.Results) != 1 {
			return false
		}
		name := w.newName(init.file, s, "made")
		w.b.Replace(s.Pos(), s.Results[0].Pos(), name+" := ")
		w.b.After(s, append(w.kind.fill(w, name+"."+m.v.Name(), entries), "return "+name)...)
	default:
		return false
	}
	return true
}

// removeElement takes an element out of a literal with its comma, and with its
// line if it has one for itself.
func (w *writer) removeElement(init initial) bool {
	from, to := init.kv.Pos(), init.lit.Rbrace
	for _, e := range init.lit.Elts {
		if e.Pos() > from {
			to = e.Pos()
			break
		}
	}
	for _, group := range init.file.Comments {
		if from < group.End() && group.Pos() < to {
			return false
		}
	}
	return w.b.RemoveElement(init.kv, to)
}

// assigned rewrites an assignment of a whole map, and the test for nil that
// leads to one.
//
//	if s.hits == nil {                    (nothing: the zero value is ready)
//		s.hits = make(map[string]int)
//	}
//	s.hits = make(map[string]int)         s.hits.Clear()
//	s.routes = next                       s.routes.Replace(next)
func (w *writer) assigned(u *use) bool {
	as, ok := u.parent(0).(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 1 || as.Lhs[0] != u.expr || as.Tok != token.ASSIGN {
		return true // some other use
	}
	if w.useAt(as.Rhs[0]) != nil || w.members[u.v].decl.isParam(u.v) {
		return false
	}
	if w.empty(as.Rhs[0]) {
		w.drop(as.Rhs[0])
		return w.pure(as.Rhs[0]) && w.emptied(u, as)
	}
	text := w.kind.replace(w.text(u.expr), w.text(as.Rhs[0]))
	if text == "" || w.editedLater(u, as) || w.aliased() {
		return false
	}
	take(write, u)
	w.b.Replace(as.Pos(), as.Rhs[0].Pos(), text[:strings.Index(text, w.text(as.Rhs[0]))])
	w.b.Insert(as.Rhs[0].End(), ")")
	return true
}

func (d declaration) isParam(v *types.Var) bool { return d.field != nil && !v.IsField() }

// emptied rewrites the assignment of a new map.
func (w *writer) emptied(u *use, as *ast.AssignStmt) bool {
	if cond, test := w.lazy(u, as); cond != nil {
		take(none, u, test)
		w.b.Remove(cond)
		return true
	}
	list, i := u.anchor()
	if i < 0 || list[i] != ast.Stmt(as) {
		return false
	}
	if w.settingUp(u) {
		take(none, u)
		w.b.Remove(as)
		return true
	}
	if w.aliased() {
		return false
	}
	take(write, u)
	w.b.Replace(u.expr.End(), as.End(), "."+w.kind.clear()+"()")
	return true
}

// aliased reports a local name for the map. It stands for the map that was there,
// even after another was put in its place.
//
//	old := s.jobs
//	s.jobs = make(map[string]job)
//	for _, j := range old {
func (w *writer) aliased() bool {
	for _, m := range w.order {
		if m.decl.stmt != nil && w.useAt(m.decl.stmt.Rhs[0]) != nil {
			return true
		}
	}
	return false
}

// lazy is the if around as that makes the map when it is nil, and the use that
// tests it.
func (w *writer) lazy(u *use, as *ast.AssignStmt) (*ast.IfStmt, *use) {
	cond, ok := u.parent(2).(*ast.IfStmt)
	if !ok || cond.Init != nil || cond.Else != nil || len(cond.Body.List) != 1 {
		return nil, nil
	}
	test, ok := cond.Cond.(*ast.BinaryExpr)
	if !ok || test.Op != token.EQL || !w.pass.TypesInfo.Types[test.Y].IsNil() {
		return nil, nil
	}
	looked := w.useAt(test.X)
	if looked == nil || w.text(test.X) != w.text(u.expr) || !w.standsAlone(looked, cond) || as == nil {
		return nil, nil
	}
	return cond, looked
}

// standsAlone reports whether cond stands in a list, not behind an else.
func (w *writer) standsAlone(u *use, cond *ast.IfStmt) bool {
	list, i := u.anchor()
	return i >= 0 && list[i] == ast.Stmt(cond)
}

// settingUp reports an assignment in init, or to an object that its function
// has just made: there is nothing in the map yet.
func (w *writer) settingUp(u *use) bool {
	fn, ok := u.function().(*ast.FuncDecl)
	if !ok {
		return false
	}
	for _, other := range w.uses {
		if other != u && other.function() == ast.Node(fn) && other.expr.Pos() < u.expr.Pos() {
			return false
		}
	}
	if fn.Name.Name == "init" && fn.Recv == nil {
		return !w.root.IsField()
	}
	sel, ok := u.expr.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok {
		return false
	}
	made := false
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if as, ok := n.(*ast.AssignStmt); ok && as.Tok == token.DEFINE && len(as.Lhs) == 1 && len(as.Rhs) == 1 {
			if def, ok := as.Lhs[0].(*ast.Ident); ok && w.pass.TypesInfo.Defs[def] == w.pass.TypesInfo.Uses[id] {
				made = isLiteral(as.Rhs[0])
			}
		}
		return true
	})
	return made
}

func isLiteral(e ast.Expr) bool {
	if addr, ok := e.(*ast.UnaryExpr); ok && addr.Op == token.AND {
		e = addr.X
	}
	_, ok := e.(*ast.CompositeLit)
	return ok
}
