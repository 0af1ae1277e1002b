package retype

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A look is a lookup that tells whether the key is there.
type look struct {
	u     *use
	at    *ast.IndexExpr
	as    *ast.AssignStmt
	v, ok ast.Expr // what is assigned; ok is nil where v == nil is the test
}

// lookup matches v, ok := x[k], and v := x[k] for values that can be nil.
func (w *writer) lookup(s ast.Stmt) *look {
	as, is := s.(*ast.AssignStmt)
	if !is || len(as.Rhs) != 1 || as.Tok != token.DEFINE && as.Tok != token.ASSIGN {
		return nil
	}
	at, is := as.Rhs[0].(*ast.IndexExpr)
	if !is {
		return nil
	}
	u := w.useAt(at.X)
	if u == nil || u.taken || len(w.usesIn(as.Pos(), as.End())) != 1 {
		return nil
	}
	switch len(as.Lhs) {
	case 1:
		return &look{u: u, at: at, as: as, v: as.Lhs[0]}
	case 2:
		return &look{u: u, at: at, as: as, v: as.Lhs[0], ok: as.Lhs[1]}
	}
	return nil
}

// tests is how cond tests what l has found.
type tests int

const (
	otherwise tests = iota
	present
	absent
)

func (w *writer) test(l *look, cond ast.Expr) tests {
	switch c := cond.(type) {
	case *ast.Ident:
		if l.ok != nil && w.object(l.ok) != nil && w.object(l.ok) == w.object(c) {
			return present
		}
	case *ast.UnaryExpr:
		if c.Op == token.NOT && w.test(l, c.X) == present {
			return absent
		}
	case *ast.BinaryExpr:
		_, pointer := w.elem.Underlying().(*types.Pointer)
		if l.ok != nil || !pointer || !w.pass.TypesInfo.Types[c.Y].IsNil() || w.object(c.X) == nil || w.object(c.X) != w.object(l.v) || !w.neverNil() {
			return otherwise
		}
		switch c.Op {
		case token.EQL:
			return absent
		case token.NEQ:
			return present
		}
	}
	return otherwise
}

// neverNil reports that no entry is ever set to nil in so many words.
func (w *writer) neverNil() bool {
	for _, u := range w.uses {
		if as, ok := u.parent(1).(*ast.AssignStmt); ok && len(as.Rhs) == 1 && len(as.Lhs) == 1 && as.Lhs[0] == ast.Expr(u.index()) {
			if w.pass.TypesInfo.Types[as.Rhs[0]].IsNil() {
				return false
			}
		}
	}
	return true
}

// A put stores the value that was not there.
type put struct {
	u     *use
	as    *ast.AssignStmt
	value ast.Expr
	stmts []ast.Stmt // what there is of it in the list
	sets  bool       // the variable of the look is assigned the value first
	local ast.Expr   // a variable declared for the value first
}

// putAt matches, at the head of list, x[k] = e, or that with e assigned to the
// variable of the look, or to a new one, before.
func (w *writer) putAt(l *look, list []ast.Stmt) *put {
	if len(list) == 0 {
		return nil
	}
	if p := w.stores(l, list[0]); p != nil {
		p.stmts = list[:1]
		return p
	}
	first, ok := list[0].(*ast.AssignStmt)
	if !ok || len(list) < 2 || len(first.Lhs) != 1 || len(first.Rhs) != 1 || len(w.usesIn(first.Pos(), first.End())) > 0 {
		return nil
	}
	v := w.object(first.Lhs[0])
	p := w.stores(l, list[1])
	if p == nil || v == nil || w.object(p.value) != v {
		return nil
	}
	p.value, p.stmts = first.Rhs[0], list[:2]
	switch {
	case first.Tok == token.ASSIGN && v == w.object(l.v):
		p.sets = true
	case first.Tok == token.DEFINE:
		p.local = first.Lhs[0]
	default:
		return nil
	}
	return p
}

// stores matches x[k] = e for the map and key of l.
func (w *writer) stores(l *look, s ast.Stmt) *put {
	as, ok := s.(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 1 || len(as.Rhs) != 1 || as.Tok != token.ASSIGN {
		return nil
	}
	at, ok := as.Lhs[0].(*ast.IndexExpr)
	if !ok {
		return nil
	}
	u := w.useAt(at.X)
	if u == nil || u.taken || len(w.usesIn(as.Pos(), as.End())) != 1 || !w.same(l.at, at) {
		return nil
	}
	return &put{u: u, as: as, value: as.Rhs[0]}
}

// same reports whether two places are the entry of one key in one map.
func (w *writer) same(a, b *ast.IndexExpr) bool {
	from, to := min(a.Pos(), b.Pos()), max(a.End(), b.End())
	return w.text(a.X) == w.text(b.X) && w.text(a.Index) == w.text(b.Index) && w.stable(a.Index, from, to)
}

// deletes matches delete(x, k) for the map and key of l.
func (w *writer) deletes(l *look, s ast.Stmt) *use {
	es, ok := s.(*ast.ExprStmt)
	if !ok {
		return nil
	}
	call, ok := es.X.(*ast.CallExpr)
	if !ok || w.callee(call) != "delete" {
		return nil
	}
	u := w.useAt(call.Args[0])
	if u == nil || u.taken || w.text(u.expr) != w.text(l.u.expr) || w.text(call.Args[1]) != w.text(l.at.Index) {
		return nil
	}
	if !w.stable(l.at.Index, min(l.at.Pos(), s.Pos()), max(l.at.End(), s.End())) {
		return nil
	}
	return u
}

// ends reports a list that control does not leave at its end.
func ends(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.CONTINUE || s.Tok == token.BREAK
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && id.Name == "panic"
	}
	return false
}

// commented reports a comment between two positions.
func (w *writer) commented(file *ast.File, from, to token.Pos) bool {
	for _, group := range file.Comments {
		if from < group.End() && group.Pos() < to {
			return true
		}
	}
	return false
}

func (w *writer) commentedStmts(file *ast.File, list []ast.Stmt) bool {
	return len(list) > 0 && w.commented(file, list[0].Pos(), list[len(list)-1].End())
}
