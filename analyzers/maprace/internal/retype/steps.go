package retype

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// steps rewrites what takes several uses and must be one step.
func (w *writer) steps(k stepper) {
	for _, u := range w.uses {
		if u.taken {
			continue
		}
		list, i := u.anchor()
		if i < 0 {
			continue
		}
		switch {
		case w.lookThenPut(k, list, i):
		case w.lookThenDelete(k, list, i):
		default:
			k.others(u, list, i)
		}
	}
}

// A stepper writes steps for one kind of map.
type stepper interface {
	loadOrStore(l *look, value string) bool // in the place of the look; value is one that value returned
	loadAndDelete(l *look) bool
	storeOnce(p *put, result string) bool   // in the place of the store
	load(l *look) bool                      // the look, as a look
	statement(l *look, value string) string // a LoadOrStore whose results nobody wants
	value(u *use, e ast.Expr) string        // e as the map wants it
	others(u *use, list []ast.Stmt, i int) bool
}

// A branch is a look and the if that acts on it, on one line or two.
type branch struct {
	*look
	cond  *ast.IfStmt
	test  tests
	after []ast.Stmt // what follows the if
	split bool       // the look is a statement of its own
}

func (w *writer) branchAt(list []ast.Stmt, i int) *branch {
	if cond, ok := list[i].(*ast.IfStmt); ok && cond.Init != nil {
		l := w.lookup(cond.Init)
		if l == nil || l.as.Tok != token.DEFINE {
			return nil
		}
		return &branch{l, cond, w.test(l, cond.Cond), list[i+1:], false}
	}
	l := w.lookup(list[i])
	if l == nil || i+1 >= len(list) {
		return nil
	}
	cond, ok := list[i+1].(*ast.IfStmt)
	if !ok || cond.Init != nil {
		return nil
	}
	return &branch{l, cond, w.test(l, cond.Cond), list[i+2:], true}
}

// lookThenPut rewrites a look for a key and the insertion of the one that is
// not there.
//
//	if _, ok := s.rooms[id]; !ok {       if _, ok := s.rooms.LoadOrStore(id, &room{}); !ok {
//		s.rooms[id] = &room{}            	s.opened++
//		s.opened++                       }
//	}
//
//	room, ok := s.rooms[id]              room, _ := s.rooms.LoadOrStore(id, &room{})
//	if !ok {
//		room = &room{}
//		s.rooms[id] = room
//	}
//
//	if s.seen[id] {                      if _, ok := s.seen.LoadOrStore(id, true); ok {
//		return false                     	return false
//	}                                    }
//	s.seen[id] = true                    return true
//	return true
//
// What is costly to make is made as before, and stored unless another was
// faster:
//
//	page, ok := s.pages[id]              page, ok := s.pages.Load(id)
//	if !ok {                             if !ok {
//		page = render(id)                	page = render(id)
//		s.pages[id] = page               	page, _ = s.pages.LoadOrStore(id, page)
//	}                                    }
func (w *writer) lookThenPut(k stepper, list []ast.Stmt, i int) bool {
	if w.markThenPut(k, list, i) {
		return true
	}
	b := w.branchAt(list, i)
	if b == nil {
		return false
	}
	switch b.test {
	case absent:
		p := w.putAt(b.look, b.cond.Body.List)
		return p != nil && p.local == nil && (w.putNow(k, b, p) || w.putLater(k, b, p))
	case present:
		return ends(b.cond.Body.List) && b.cond.Else == nil && w.putBehind(k, b)
	}
	return false
}

// putNow looks and stores at once: the value costs nothing.
func (w *writer) putNow(k stepper, b *branch, p *put) bool {
	rest := b.cond.Body.List[len(p.stmts):]
	whole := len(rest) == 0 && b.cond.Else == nil
	if !w.pure(p.value) || w.uses1(p.value, b.look) {
		return false
	}
	used := w.usedBehind(b.v, b.cond.Body.List[len(p.stmts)-1].End(), b.u)
	if used && !p.sets {
		return false
	}
	value := k.value(b.u, p.value)
	switch {
	case whole && w.commented(b.u.file, b.cond.Body.Lbrace, b.cond.End()) || w.commentedStmts(b.u.file, p.stmts):
		return false
	case whole && !b.split:
		take(atomic, b.u)
		take(none, p.u)
		w.b.Replace(b.cond.Pos(), b.cond.End(), k.statement(b.look, value))
		return true
	case whole && !w.forgetOK(k, b, value, used):
		return false
	case whole:
		take(none, p.u)
		w.b.Remove(b.cond)
		return true
	case b.ok == nil || !k.loadOrStore(b.look, value):
		return false
	}
	take(none, p.u)
	for _, s := range p.stmts {
		w.b.Remove(s)
	}
	return true
}

// forgetOK writes the look of an if that goes away, without the ok that only
// the if needed.
func (w *writer) forgetOK(k stepper, b *branch, value string, used bool) bool {
	okUsed := b.ok != nil && w.usedBehind(b.ok, b.cond.End(), b.u)
	if !used && !okUsed {
		take(atomic, b.u)
		w.b.Replace(b.as.Pos(), b.as.End(), k.statement(b.look, value))
		return true
	}
	if okUsed {
		return k.loadOrStore(b.look, value)
	}
	if b.ok != nil {
		w.b.Replace(b.ok.Pos(), b.ok.End(), "_")
	}
	if id, ok := b.v.(*ast.Ident); ok && b.as.Tok == token.DEFINE && w.pass.TypesInfo.Defs[id] == nil {
		w.b.Replace(b.as.TokPos, b.as.TokPos+2, "=")
	}
	l := *b.look
	l.ok = nil
	return k.loadOrStore(&l, value)
}

// putLater makes the value as before and stores it unless another was faster.
// Nothing but the value may depend on who was.
func (w *writer) putLater(k stepper, b *branch, p *put) bool {
	if len(b.cond.Body.List) != len(p.stmts) || b.cond.Else != nil || b.ok != nil && b.split && w.usedBehind(b.ok, b.cond.End(), b.u) {
		return false
	}
	used := w.usedBehind(b.v, b.cond.Body.End(), b.u)
	if used && !p.sets {
		return false
	}
	result := ""
	if used {
		result = w.text(b.v)
	}
	return k.load(b.look) && k.storeOnce(p, result)
}

// putBehind is for a look that leaves when it finds the key, with the
// insertion behind it.
func (w *writer) putBehind(k stepper, b *branch) bool {
	p := w.putAt(b.look, b.after)
	if p != nil && w.pure(p.value) && !w.uses1(p.value, b.look) && !w.commentedStmts(b.u.file, p.stmts) && b.ok != nil {
		value := k.value(b.u, p.value)
		switch {
		case p.local != nil:
			value = k.value(b.u, p.local)
			w.b.Before(b.first(), w.text(p.stmts[0]))
		case !p.sets && b.split && w.usedBehind(b.v, p.as.End(), b.u):
			return false
		}
		if !k.loadOrStore(b.look, value) {
			return false
		}
		take(none, p.u)
		for _, s := range p.stmts {
			w.b.Remove(s)
		}
		return true
	}
	return w.memo(k, b)
}

func (b *branch) first() ast.Stmt {
	if b.split {
		return b.as
	}
	return b.cond
}

// memo is for a value that takes time to make: both ways out return it alike.
func (w *writer) memo(k stepper, b *branch) bool {
	if len(b.cond.Body.List) != 1 {
		return false
	}
	early, ok := b.cond.Body.List[0].(*ast.ReturnStmt)
	if !ok {
		return false
	}
	for j, s := range b.after {
		if len(w.usesIn(s.Pos(), s.End())) == 0 {
			continue
		}
		p := w.stores(b.look, s)
		if p == nil || j+1 >= len(b.after) {
			return false
		}
		late, ok := b.after[j+1].(*ast.ReturnStmt)
		id, isName := p.value.(*ast.Ident)
		if !ok || !isName || !w.alike(early, late, b.v, id) {
			return false
		}
		return k.load(b.look) && k.storeOnce(p, id.Name)
	}
	return false
}

// alike reports returns that differ in one name.
func (w *writer) alike(early, late *ast.ReturnStmt, v ast.Expr, id *ast.Ident) bool {
	if len(early.Results) != len(late.Results) {
		return false
	}
	for i, e := range early.Results {
		l := late.Results[i]
		if w.object(e) != nil && w.object(e) == w.object(v) && w.object(l) == w.object(id) && w.object(l) != nil {
			continue
		}
		_, literal := e.(*ast.BasicLit)
		name, isName := e.(*ast.Ident)
		constant := literal || isName && (name.Name == "nil" || name.Name == "true" || name.Name == "false")
		if !constant || w.text(e) != w.text(l) {
			return false
		}
	}
	return true
}

// markThenPut is lookThenPut for sets.
func (w *writer) markThenPut(k stepper, list []ast.Stmt, i int) bool {
	cond, ok := list[i].(*ast.IfStmt)
	if !ok || cond.Init != nil || !w.onlyTrue() {
		return false
	}
	e, not := cond.Cond, ""
	if n, ok := e.(*ast.UnaryExpr); ok && n.Op == token.NOT {
		e, not = n.X, "!"
	}
	at, ok := e.(*ast.IndexExpr)
	if !ok || w.useAt(at.X) == nil || w.useAt(at.X).taken {
		return false
	}
	l := &look{u: w.useAt(at.X), at: at}
	from := cond.Body.List
	if not == "" {
		if from = list[i+1:]; cond.Else != nil || !ends(cond.Body.List) {
			return false
		}
	}
	if len(from) == 0 {
		return false
	}
	p := w.stores(l, from[0])
	if p == nil || w.commentedStmts(l.u.file, from[:1]) {
		return false
	}
	take(atomic, l.u)
	take(none, p.u)
	if not != "" && len(from) == 1 && cond.Else == nil && !w.commented(l.u.file, cond.Pos(), cond.End()) {
		w.b.Replace(cond.Pos(), cond.End(), k.statement(l, "true"))
		return true
	}
	name := paramName("ok", cond)
	w.b.Replace(cond.Cond.Pos(), cond.Cond.End(), "_, "+name+" := "+k.statement(l, "true")+"; "+not+name)
	w.b.Remove(from[0])
	return true
}

// onlyTrue reports a set: a map of booleans that are true when they are there.
func (w *writer) onlyTrue() bool {
	b, ok := w.elem.Underlying().(*types.Basic)
	if !ok || b.Kind() != types.Bool {
		return false
	}
	for _, u := range w.uses {
		at := u.index()
		if at == nil {
			continue
		}
		as, ok := u.parent(1).(*ast.AssignStmt)
		if !ok || len(as.Lhs) != 1 || as.Lhs[0] != ast.Expr(at) {
			continue
		}
		if v := w.pass.TypesInfo.Types[as.Rhs[0]].Value; v == nil || v.String() != "true" {
			return false
		}
	}
	return true
}

// uses1 reports an expression that names what the look assigns.
func (w *writer) uses1(e ast.Expr, l *look) bool {
	for _, x := range []ast.Expr{l.v, l.ok} {
		if v := w.object(x); v != nil && w.mentionedIn(v, e.Pos(), e.End()) {
			return true
		}
	}
	return false
}

// usedBehind reports whether the variable is named behind pos in the function
// around u, or anywhere when it was there before the look.
func (w *writer) usedBehind(e ast.Expr, pos token.Pos, u *use) bool {
	if e == nil {
		return false
	}
	id, ok := e.(*ast.Ident)
	if !ok {
		return true
	}
	v := w.object(id)
	if v == nil {
		return false
	}
	if w.pass.TypesInfo.Defs[id] == nil {
		return true
	}
	return w.mentionedIn(v, pos, u.function().End())
}

// call is x.Method(k, args…).
func (w *writer) callText(l *look, method string, args ...string) string {
	return w.text(l.at.X) + "." + method + "(" + strings.Join(append([]string{w.text(l.at.Index)}, args...), ", ") + ")"
}
