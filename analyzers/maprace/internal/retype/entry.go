package retype

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// entry rewrites a use of one entry.
//
//	s.hits[page] = 1               s.hits.Store(page, 1)
//	n, ok := s.hits[page]          n, ok := s.hits.Load(page)
//	n := s.hits[page]              n, _ := s.hits.Load(page)
func (w *writer) entry(u *use) bool {
	at := u.index()
	if at == nil {
		return false
	}
	u.key = w.text(at.Index)
	switch p := u.parent(1).(type) {
	case *ast.IncDecStmt:
		return w.update(u, p, at, p.Tok.String()[:1], "1", nil)
	case *ast.AssignStmt:
		if len(p.Lhs) == 1 && p.Lhs[0] == ast.Expr(at) {
			return w.assign(u, p, at)
		}
		for _, l := range p.Lhs {
			if l == ast.Expr(at) {
				return false
			}
		}
		if len(p.Rhs) == 1 && p.Rhs[0] == ast.Expr(at) {
			if len(p.Lhs) == 1 {
				w.b.Insert(p.Lhs[0].End(), ", _")
			}
			return p.Tok == token.DEFINE && w.load(u, at) || p.Tok == token.ASSIGN && w.load(u, at)
		}
	case *ast.ValueSpec:
		if len(p.Values) == 1 && len(p.Names) <= 2 && p.Type == nil {
			if len(p.Names) == 1 {
				w.b.Insert(p.Names[0].End(), ", _")
			}
			return w.load(u, at)
		}
	case *ast.UnaryExpr:
		if p.Op == token.AND {
			return false
		}
	}
	return w.ahead(u, at)
}

func (w *writer) load(u *use, at *ast.IndexExpr) bool {
	take(read, u)
	w.subscript(at, ".Load(", ")")
	return true
}

// subscript puts a call in the place of the brackets of x[k].
func (w *writer) subscript(at *ast.IndexExpr, open, end string) {
	w.b.Replace(at.X.End(), at.Index.Pos(), open)
	w.b.Replace(at.Index.End(), at.End(), end)
}

func (w *writer) assign(u *use, as *ast.AssignStmt, at *ast.IndexExpr) bool {
	rhs := as.Rhs[0]
	if as.Tok == token.ASSIGN {
		take(write, u)
		w.b.Replace(at.X.End(), at.Index.Pos(), ".Store(")
		w.b.Replace(at.Index.End(), rhs.Pos(), ", ")
		w.b.Insert(rhs.End(), ")")
		return true
	}
	return w.update(u, as, at, strings.TrimSuffix(as.Tok.String(), "="), w.text(rhs), rhs)
}

// update makes a change by what the entry is one step.
//
//	s.hits[page] += n     s.hits.Update(page, func(old int, _ bool) (int, bool) { return old + n, true })
//
// What is added may not be computed under the map's lock unless it is quiet.
func (w *writer) update(u *use, s ast.Stmt, at *ast.IndexExpr, op, by string, e ast.Expr) bool {
	old := "old"
	if e != nil {
		if len(w.usesIn(e.Pos(), e.End())) > 0 {
			return false
		}
		if !w.quiet(e) {
			list, i := u.anchor()
			if i < 0 || list[i] != s || !w.simple(at.Index) || !types.Identical(w.pass.TypesInfo.TypeOf(e), w.elem) {
				return false
			}
			by = w.newName(u.file, s, "change")
			w.b.Before(s, by+" := "+w.text(e))
		} else if _, binary := e.(*ast.BinaryExpr); binary {
			by = "(" + by + ")"
		}
		old = paramName("old", e)
	}
	take(write, u)
	w.subscript2(at, s, ".Update(", ", "+w.literal(u, s, old, "_")+" { return "+old+" "+op+" "+by+", true })")
	return true
}

// subscript2 rewrites x[k] and what follows up to the end of s.
func (w *writer) subscript2(at *ast.IndexExpr, s ast.Stmt, open, rest string) {
	w.b.Replace(at.X.End(), at.Index.Pos(), open)
	w.b.Replace(at.Index.End(), s.End(), rest)
}

// literal is the head of a function for Update.
func (w *writer) literal(u *use, n ast.Node, old, ok string) string {
	t := w.typeText(u.file, n, w.elem)
	return "func(" + old + " " + t + ", " + ok + " bool) (" + t + ", bool)"
}

// ahead takes a look before the statement that needs its one value.
//
//	return s.hits[page] + 1      hits, _ := s.hits.Load(page)
//	                             return hits + 1
//	if s.seen[id] {              if seen, _ := s.seen.Load(id); seen {
func (w *writer) ahead(u *use, at *ast.IndexExpr) bool {
	if _, tuple := w.pass.TypesInfo.TypeOf(at).(*types.Tuple); tuple {
		return false
	}
	if cond := w.head(u, at); cond.IsValid() {
		name := w.newName(u.file, at, "value")
		w.b.Insert(cond, name+", _ := "+w.text(u.expr)+".Load("+w.text(at.Index)+"); ")
		w.shared(u, at, u.headOf(), name)
		return w.replaceBy(u, at, name)
	}
	list, i := u.anchor()
	if i < 0 || !w.evaluatedFirst(u, at, list[i]) {
		return false
	}
	name := w.newName(u.file, at, "value")
	w.b.Before(list[i], name+", _ := "+w.text(u.expr)+".Load("+w.text(at.Index)+")")
	w.shared(u, at, list[i], name)
	return w.replaceBy(u, at, name)
}

// shared gives what was looked up to the other places of the statement that
// look for the same: two looks could differ.
func (w *writer) shared(u *use, at *ast.IndexExpr, s ast.Stmt, name string) {
	all := w.usesIn(s.Pos(), s.End())
	for _, x := range all {
		if x.changes(w) {
			return
		}
	}
	for _, x := range all {
		other := x.index()
		if x == u || x.taken || other == nil || x.function() != u.function() || !w.same(at, other) || !w.stable(at.Index, s.Pos(), s.End()) {
			continue
		}
		if _, tuple := w.pass.TypesInfo.TypeOf(other).(*types.Tuple); !tuple {
			w.replaceBy(x, other, name)
		}
	}
}

// headOf is the if or switch that the use stands in the head of.
func (u *use) headOf() ast.Stmt {
	for n := 1; ; n++ {
		if s, ok := u.parent(n).(ast.Stmt); ok {
			return s
		}
	}
}

func (w *writer) replaceBy(u *use, at *ast.IndexExpr, name string) bool {
	if len(w.usesIn(at.Pos(), at.End())) > 1 {
		return false // one look needs another
	}
	take(read, u)
	w.b.Replace(at.Pos(), at.End(), name)
	return true
}

// head is where a look fits in the head of an if or a switch whose condition is
// nothing but simple code.
func (w *writer) head(u *use, at *ast.IndexExpr) token.Pos {
	for n := 1; ; n++ {
		switch p := u.parent(n).(type) {
		case *ast.ParenExpr, *ast.UnaryExpr, *ast.BinaryExpr, *ast.SelectorExpr, *ast.CallExpr, *ast.IndexExpr:
			continue
		case *ast.IfStmt:
			if p.Init != nil || !w.alone(u, at, p.Cond) || !w.firstIn(p.Cond, u, at) {
				return token.NoPos
			}
			return p.Cond.Pos()
		case *ast.SwitchStmt:
			if p.Init != nil || p.Tag == nil || at.Pos() < p.Tag.Pos() || at.End() > p.Tag.End() || !w.firstIn(p.Tag, u, at) {
				return token.NoPos
			}
			return p.Tag.Pos()
		}
		return token.NoPos
	}
}

// alone reports whether e looks for no other entry.
func (w *writer) alone(u *use, at *ast.IndexExpr, e ast.Expr) bool {
	for _, x := range w.usesIn(e.Pos(), e.End()) {
		if x != u && (x.index() == nil || !w.same(at, x.index())) {
			return false
		}
	}
	return true
}

// evaluatedFirst reports whether the look can be taken before the statement:
// s takes it once and for sure, and calls nothing unknown before.
func (w *writer) evaluatedFirst(u *use, at *ast.IndexExpr, s ast.Stmt) bool {
	switch x := s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.ReturnStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt, *ast.IncDecStmt, *ast.DeclStmt:
		return w.firstIn(s, u, at)
	case *ast.RangeStmt:
		return x.X.Pos() <= at.Pos() && at.End() <= x.X.End() && w.firstIn(x.X, u, at)
	}
	return false
}

// firstIn reports whether nothing that n does before the look can be told from
// doing it afterwards.
func (w *writer) firstIn(n ast.Node, u *use, at *ast.IndexExpr) bool {
	for i, p := range u.stack {
		b, ok := p.(*ast.BinaryExpr)
		if ok && (b.Op == token.LAND || b.Op == token.LOR) && b.Pos() >= n.Pos() && b.Y.Pos() <= at.Pos() && i > 0 && !w.simple(at.Index) {
			return false
		}
		if _, lit := p.(*ast.FuncLit); lit && p.Pos() > n.Pos() {
			return false
		}
	}
	first := true
	ast.Inspect(n, func(x ast.Node) bool {
		call, ok := x.(*ast.CallExpr)
		if ok && call.End() <= at.Pos() && !w.quiet(call) {
			first = false
		}
		if recv, ok := x.(*ast.UnaryExpr); ok && recv.Op == token.ARROW && recv.End() <= at.Pos() {
			first = false
		}
		return first
	})
	return first
}
