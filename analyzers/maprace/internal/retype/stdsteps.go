package retype

import (
	"go/ast"
	"go/token"
)

func (k stdSteps) others(*use, []ast.Stmt, int) bool { return false }

func (k stdSteps) statement(l *look, value string) string {
	return k.text(l.at.X) + ".LoadOrStore(" + k.keyText(l.u, l.at.Index) + ", " + value + ")"
}

func (k stdSteps) value(u *use, e ast.Expr) string {
	before, after := k.conv(u, e, k.elem)
	return before + k.text(e) + after
}

func (k stdSteps) load(l *look) bool {
	return k.results(l, "Load", "")
}

func (k stdSteps) loadOrStore(l *look, value string) bool {
	return k.results(l, "LoadOrStore", value)
}

func (k stdSteps) loadAndDelete(l *look) bool { return k.results(l, "LoadAndDelete", "") }

// results writes a look that has two results and asserts the first behind it,
// or at the head of the branch that has found it.
//
//	n, ok := s.hits[page]            value, ok := s.hits.Load(page)
//	                                 n, _ := value.(int)
//	if n, ok := s.hits[page]; ok {   if value, ok := s.hits.Load(page); ok {
//		return n                     	n, _ := value.(int)
func (k stdSteps) results(l *look, method, value string) bool {
	if l.as == nil {
		return false
	}
	args := k.keyText(l.u, l.at.Index)
	if value != "" {
		args += ", " + value
	}
	call := k.text(l.at.X) + "." + method + "(" + args + ")"
	if l.ok == nil && len(l.as.Lhs) == 1 || !isBlank(l.v) {
		if !k.twoResults(l, call, method) {
			return false
		}
	} else {
		k.b.Replace(l.at.Pos(), l.at.End(), call)
	}
	take(effectOf(method), l.u)
	return true
}

func effectOf(method string) effect {
	if method == "Load" {
		return read
	}
	return atomic
}

func (k stdSteps) twoResults(l *look, call, method string) bool {
	if l.as.Tok != token.DEFINE {
		return false
	}
	name := k.newName(l.u.file, l.at, "value")
	if cond, ok := l.u.parent(2).(*ast.IfStmt); ok && cond.Init == ast.Stmt(l.as) {
		v := k.object(l.v)
		if l.ok == nil || v == nil || k.test(l, cond.Cond) != present || len(cond.Body.List) == 0 || k.usedBehind(l.v, cond.Body.End(), l.u) {
			return false
		}
		first := 0
		if method == "LoadAndDelete" {
			first = 1 // the deletion goes
		}
		if k.mentionedIn(v, cond.Body.Pos(), cond.Body.End()) {
			k.b.Before(cond.Body.List[first], k.asserted(l.u, v.Name(), ":=", name))
		} else {
			name = "_"
		}
		k.b.Replace(l.v.Pos(), l.v.End(), name)
		k.b.Replace(l.at.Pos(), l.at.End(), call)
		return true
	}
	list, i := l.u.anchor()
	if i < 0 || list[i] != ast.Stmt(l.as) {
		return false
	}
	op := ":="
	if id, ok := l.v.(*ast.Ident); !ok || k.pass.TypesInfo.Defs[id] == nil {
		op = "="
	}
	k.b.Replace(l.v.Pos(), l.v.End(), name)
	if len(l.as.Lhs) == 1 {
		k.b.Insert(l.v.End(), ", _")
	}
	k.b.Replace(l.at.Pos(), l.at.End(), call)
	k.b.After(l.as, k.asserted(l.u, k.text(l.v), op, name))
	return true
}

// storeOnce stores what was made and takes what another has stored before.
func (k stdSteps) storeOnce(p *put, result string) bool {
	take(atomic, p.u)
	at := p.as.Lhs[0].(*ast.IndexExpr)
	rhs := p.as.Rhs[0]
	before, after := k.conv(p.u, rhs, k.elem)
	k.asKey(p.u, at.Index)
	k.b.Replace(at.X.End(), at.Index.Pos(), ".LoadOrStore(")
	k.b.Replace(at.Index.End(), rhs.Pos(), ", "+before)
	k.b.Insert(rhs.End(), after+")")
	if result != "" {
		name := k.newName(p.u.file, p.as, "stored")
		k.b.Insert(p.as.Pos(), name+", _ := ")
		k.b.After(p.as, k.asserted(p.u, result, "=", name))
	}
	return true
}
