package retype

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// typedSteps writes steps with the methods of cmap, cowmap and shardmap.
type typedSteps struct{ *writer }

func (k typedSteps) loadOrStore(l *look, value string) bool {
	return k.twoResults(l, ".LoadOrStore(", ", "+value+")")
}

func (k typedSteps) loadAndDelete(l *look) bool { return k.twoResults(l, ".LoadAndDelete(", ")") }

func (k typedSteps) twoResults(l *look, open, end string) bool {
	if l.ok == nil && len(l.as.Lhs) == 1 {
		k.b.Insert(l.v.End(), ", _")
	}
	take(atomic, l.u)
	k.subscript(l.at, open, end)
	return true
}

func (k typedSteps) load(l *look) bool {
	if l.ok == nil {
		k.b.Insert(l.v.End(), ", _")
	}
	return k.writer.load(l.u, l.at)
}

func (k typedSteps) storeOnce(p *put, result string) bool {
	take(atomic, p.u)
	at := p.as.Lhs[0].(*ast.IndexExpr)
	if result != "" {
		k.b.Insert(p.as.Pos(), result+", _ = ")
	}
	from := p.as.Rhs[0]
	k.b.Replace(at.X.End(), at.Index.Pos(), ".LoadOrStore(")
	k.b.Replace(at.Index.End(), from.Pos(), ", ")
	k.b.Insert(from.End(), ")")
	return true
}

func (k typedSteps) statement(l *look, value string) string {
	return k.callText(l, "LoadOrStore", value)
}

func (k typedSteps) value(_ *use, e ast.Expr) string { return k.text(e) }

func (k typedSteps) others(u *use, list []ast.Stmt, i int) bool {
	return k.addThenLook(u, list, i) || k.block(u, list, i)
}

// addThenLook gives the outcome of a change to the look behind it.
//
//	s.next[kind]++              value, _ := s.next.Update(kind, …)
//	return s.next[kind]         return value
func (k typedSteps) addThenLook(u *use, list []ast.Stmt, i int) bool {
	at := u.index()
	if at == nil || i+1 >= len(list) {
		return false
	}
	switch s := list[i].(type) {
	case *ast.IncDecStmt:
		if s.X != ast.Expr(at) {
			return false
		}
	case *ast.AssignStmt:
		if len(s.Lhs) != 1 || s.Lhs[0] != ast.Expr(at) || s.Tok == token.ASSIGN || s.Tok == token.DEFINE {
			return false
		}
	default:
		return false
	}
	next := k.usesIn(list[i+1].Pos(), list[i+1].End())
	if len(next) != 1 || next[0].taken || next[0].index() == nil || next[0].function() != u.function() || next[0].changes(k.writer) {
		return false
	}
	read := next[0].index()
	if _, tuple := k.pass.TypesInfo.TypeOf(read).(*types.Tuple); tuple || !k.same(at, read) || !k.inHead(list[i+1], read) {
		return false
	}
	name := k.newName(u.file, at, "value")
	k.b.Insert(list[i].Pos(), name+", _ := ")
	if !k.entry(u) {
		k.b.Fail()
		return false
	}
	take(none, next[0])
	k.b.Replace(read.Pos(), read.End(), name)
	return true
}

// inHead reports a place that s evaluates once, other than a condition of a
// loop.
func (k typedSteps) inHead(s ast.Stmt, at ast.Expr) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt, *ast.AssignStmt, *ast.ExprStmt, *ast.SendStmt:
		return true
	case *ast.IfStmt:
		return at.End() <= s.Body.Pos()
	}
	return false
}

// block makes statements that look at one entry and change it one step.
//
//	if n > s.peak[name] {         s.peak.Update(name, func(value int, ok bool) (int, bool) {
//		s.peak[name] = n              	if n > value {
//	}                                 		value, ok = n, true
//	                                  	}
//	                                  	return value, ok
//	                                  })
//
// All that runs under the map's lock then: it must be quiet, must not leave,
// and must not declare what is used later.
func (k typedSteps) block(u *use, list []ast.Stmt, i int) bool {
	at := u.index()
	if at == nil {
		return false
	}
	last := i
	for j := i; j < len(list); j++ {
		for _, x := range k.usesIn(list[j].Pos(), list[j].End()) {
			if x.changes(k.writer) && x.function() == u.function() {
				last = j
			}
		}
	}
	return k.blockOf(u, list[i:last+1]) || last > i && k.blockOf(u, list[i:i+1])
}

func (k typedSteps) blockOf(u *use, run []ast.Stmt) bool {
	at := u.index()
	uses := k.usesIn(run[0].Pos(), run[len(run)-1].End())
	if !k.oneEntry(at, uses, run) || !k.contained(run) {
		return false
	}
	nodes := make([]ast.Node, 0, len(run))
	for _, s := range run {
		nodes = append(nodes, s)
	}
	value, ok := paramName("value", nodes...), paramName("ok", nodes...)
	if k.appended(u, run, uses, value) {
		return true
	}
	for _, x := range uses {
		k.inBlock(x, value, ok)
	}
	k.b.Before(run[0], k.text(u.expr)+".Update("+k.text(at.Index)+", "+k.literal(u, run[0], value, ok)+" {")
	k.b.After(run[len(run)-1], "return "+value+", "+ok, "})")
	return true
}

// oneEntry reports a look and a change, all uses being of one entry.
func (k typedSteps) oneEntry(at *ast.IndexExpr, uses []*use, run []ast.Stmt) bool {
	looks, changes := false, false
	for _, x := range uses {
		if x.taken || x.function() != uses[0].function() || !k.blockForm(x) {
			return false
		}
		switch p := x.parent(0).(type) {
		case *ast.IndexExpr:
			if p.X != x.expr || !k.same(at, p) || !k.stable(at.Index, run[0].Pos(), run[len(run)-1].End()) {
				return false
			}
		case *ast.CallExpr:
			if k.callee(p) != "delete" || k.text(p.Args[0]) != k.text(at.X) || k.text(p.Args[1]) != k.text(at.Index) {
				return false
			}
		default:
			return false
		}
		if x.changes(k.writer) {
			changes = true
		} else {
			looks = true
		}
	}
	return looks && changes
}

// blockForm reports a use that inBlock can write.
func (k typedSteps) blockForm(u *use) bool {
	at := u.index()
	if at == nil {
		return true
	}
	switch p := u.parent(1).(type) {
	case *ast.AssignStmt:
		for _, l := range p.Lhs {
			if l == ast.Expr(at) && len(p.Lhs) != 1 {
				return false
			}
		}
	case *ast.UnaryExpr:
		return p.Op != token.AND
	}
	return true
}

// contained reports statements that may run as the body of a function.
func (k typedSteps) contained(run []ast.Stmt) bool {
	from, to := run[0].Pos(), run[len(run)-1].End()
	for _, s := range run {
		if !k.quiet(s) {
			return false
		}
		leaves := false
		ast.Inspect(s, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt, *ast.BranchStmt, *ast.GoStmt, *ast.DeferStmt, *ast.LabeledStmt:
				leaves = true
			}
			return !leaves
		})
		if leaves {
			return false
		}
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				continue
			}
			for _, l := range s.Lhs {
				if v := k.object(l); v != nil && k.mentionedOutside(v, from, to) {
					return false
				}
			}
		case *ast.DeclStmt:
			return false
		}
	}
	return true
}

func (k typedSteps) mentionedOutside(v types.Object, from, to token.Pos) bool {
	for id, obj := range k.pass.TypesInfo.Uses {
		if obj == v && (id.Pos() < from || id.Pos() >= to) {
			return true
		}
	}
	return v.Pos() < from || v.Pos() >= to
}

// appended writes one assignment as one expression.
//
//	s.tags[id] = append(s.tags[id], tag)   s.tags.Update(id, func(value []string, _ bool) ([]string, bool) { return append(value, tag), true })
func (k typedSteps) appended(u *use, run []ast.Stmt, uses []*use, value string) bool {
	as, ok := run[0].(*ast.AssignStmt)
	if !ok || len(run) != 1 || len(as.Lhs) != 1 || as.Lhs[0] != ast.Expr(u.index()) || as.Tok != token.ASSIGN {
		return false
	}
	for _, x := range uses[1:] {
		if _, tuple := k.pass.TypesInfo.TypeOf(x.index()).(*types.Tuple); tuple || x.changes(k.writer) {
			return false
		}
	}
	at := u.index()
	take(atomic, uses...)
	for _, x := range uses[1:] {
		k.b.Replace(x.index().Pos(), x.index().End(), value)
	}
	k.b.Replace(at.X.End(), at.Index.Pos(), ".Update(")
	k.b.Replace(at.Index.End(), as.Rhs[0].Pos(), ", "+k.literal(u, as, value, "_")+" { return ")
	k.b.Insert(as.End(), ", true })")
	return true
}

// inBlock writes a use inside the function of an Update.
func (k typedSteps) inBlock(u *use, value, ok string) {
	take(atomic, u)
	at := u.index()
	if at == nil { // a deletion
		call := u.parent(0).(*ast.CallExpr)
		k.b.Replace(call.Pos(), call.End(), value+", "+ok+" = *new("+k.typeText(u.file, call, k.elem)+"), false")
		return
	}
	if _, tuple := k.pass.TypesInfo.TypeOf(at).(*types.Tuple); tuple {
		k.b.Replace(at.Pos(), at.End(), value+", "+ok)
		return
	}
	switch p := u.parent(1).(type) {
	case *ast.IncDecStmt:
		k.b.Replace(p.Pos(), p.End(), value+", "+ok+" = "+value+" "+p.Tok.String()[:1]+" 1, true")
		return
	case *ast.AssignStmt:
		if p.Lhs[0] != ast.Expr(at) {
			break
		}
		before := value + ", " + ok + " = "
		if op := strings.TrimSuffix(p.Tok.String(), "="); op != "" {
			before += value + " " + op + " ("
			k.b.Insert(p.End(), ")")
		}
		k.b.Replace(p.Pos(), p.Rhs[0].Pos(), before)
		k.b.Insert(p.End(), ", true")
		return
	}
	k.b.Replace(at.Pos(), at.End(), value)
}
