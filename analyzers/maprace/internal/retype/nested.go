package retype

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A nestedMap is a shardmap.Map of plain maps, which Do uses under the lock of
// their key.
type nestedMap struct{ typedMap }

func (nestedMap) name() string { return "shardmap.Map" }

func (nestedMap) typeAt(w *writer, file *ast.File, n ast.Node) string {
	return typedMap{"shardmap"}.typeAt(w, file, n)
}

func (nestedMap) from(*writer, *ast.File, ast.Node) string { return "" } // who has the inner maps is not known
func (nestedMap) fill(w *writer, target, entries string) []string {
	return typedMap{"shardmap"}.fill(w, target, entries)
}

// rewrite wraps what uses one outer key.
func (nestedMap) rewrite(w *writer) bool {
	for _, u := range w.uses {
		if u.taken {
			continue
		}
		if u.index() == nil {
			if !w.outer(u) {
				return false
			}
			continue
		}
		list, i := u.anchor()
		if i < 0 || !w.doBlock(u, list, i) && !w.doAhead(u, list[i]) {
			return false
		}
	}
	return true
}

// outer rewrites a use of the outer map that does not reach the inner ones.
func (w *writer) outer(u *use) bool {
	switch p := u.parent(0).(type) {
	case *ast.CallExpr:
		switch w.callee(p) {
		case "len", "clear", "delete", "maps.Keys":
			return w.call(u, p)
		case "":
			return w.pass1(u, p)
		}
	case *ast.RangeStmt:
		return isBlank(p.Value) && len(w.usesIn(p.Body.Pos(), p.Body.End())) == 0 && w.iterate(u, p)
	}
	return false
}

// doBlock runs statements on the map that holds the key.
//
//	if s.hits[host] == nil {                    s.hits.Do(host, func(shard map[string]map[string]int) {
//		s.hits[host] = make(map[string]int)     	if shard[host] == nil {
//	}                                           		shard[host] = make(map[string]int)
//	s.hits[host][page]++                        	}
//	                                            	shard[host][page]++
//	                                            })
func (w *writer) doBlock(u *use, list []ast.Stmt, i int) bool {
	last := i
	for j := i; j < len(list); j++ {
		for _, x := range w.usesIn(list[j].Pos(), list[j].End()) {
			if x.function() == u.function() && x.changes(w) {
				last = j
			}
		}
	}
	last = w.upToAliases(list, i, last)
	return w.doRun(u, list[i:last+1], list[last+1:]) || last > i && w.doRun(u, list[i:i+1], nil)
}

// upToAliases is the last statement that names an inner map which is taken
// between i and last.
func (w *writer) upToAliases(list []ast.Stmt, i, last int) int {
	for j := i; j <= last; j++ {
		as, ok := list[j].(*ast.AssignStmt)
		if !ok || as.Tok != token.DEFINE {
			continue
		}
		v := w.object(as.Lhs[0])
		if v == nil || !isMap(v.Type()) || len(w.usesIn(as.Pos(), as.End())) == 0 {
			continue
		}
		for n := last + 1; n < len(list); n++ {
			if w.mentionedIn(v, list[n].Pos(), list[n].End()) {
				last = n
			}
		}
	}
	return last
}

func (w *writer) doRun(u *use, run, next []ast.Stmt) bool {
	from, to := run[0].Pos(), run[len(run)-1].End()
	uses := w.usesIn(from, to)
	at := u.index()
	if !w.stable(at.Index, from, to) || !(typedSteps{w}).contained(run) {
		return false
	}
	nodes := make([]ast.Node, 0, len(run))
	for _, s := range run {
		nodes = append(nodes, s)
	}
	changes := false
	for _, x := range uses {
		if x.taken || x.function() != u.function() || !w.ofKey(x, at) || !w.staysIn(x, from, to) {
			return false
		}
		changes = changes || x.changes(w)
	}
	name := paramName("shard", nodes...)
	for _, x := range uses {
		take(atomic, x)
		x.key = w.text(at.Index)
		w.b.Replace(x.expr.Pos(), x.expr.End(), name)
	}
	before, after := []string(nil), []string{"})"}
	if changes {
		uses[0].effect = write
		if looks(w, uses) {
			uses[0].effect = atomic
		}
		before, after = w.lookBehind(u, next, name)
	} else {
		uses[0].effect = read
	}
	w.b.Before(run[0], append(before, w.do(u, run[0], name))...)
	w.b.After(run[len(run)-1], after...)
	return true
}

func looks(w *writer, uses []*use) bool {
	return slices.ContainsFunc(uses, func(x *use) bool { return !x.changes(w) })
}

// lookBehind takes the value that the next statement wants while the lock is
// still held.
func (w *writer) lookBehind(u *use, next []ast.Stmt, name string) (before, after []string) {
	after = []string{"})"}
	if len(next) == 0 {
		return nil, after
	}
	uses := w.usesIn(next[0].Pos(), next[0].End())
	if len(uses) != 1 || uses[0].taken || uses[0].function() != u.function() || !w.ofKey(uses[0], u.index()) {
		return nil, after
	}
	x := uses[0]
	e, ok := x.parent(1).(ast.Expr)
	if !ok || x.changes(w) || x.index() == nil || !w.innerUse(e, x.index(), next[0].Pos(), next[0].End()) {
		return nil, after
	}
	t := w.pass.TypesInfo.TypeOf(e)
	if _, tuple := t.(*types.Tuple); tuple || !w.evaluatedFirst(x, x.index(), next[0]) || mentions(e, name) || !w.quiet(e) {
		return nil, after
	}
	value := w.newName(u.file, next[0], "value")
	take(none, x)
	w.b.Replace(e.Pos(), e.End(), value)
	return []string{"var " + value + " " + w.typeText(u.file, next[0], types.Default(t))},
		[]string{"\t" + value + " = " + w.renamed(e, x.expr, name), "})"}
}

// renamed is the text of e with name in the place of x.
func (w *writer) renamed(e, x ast.Expr, name string) string {
	text := w.text(e)
	at := int(x.Pos() - e.Pos())
	return text[:at] + name + text[at+len(w.text(x)):]
}

// do is the head of a call of Do.
func (w *writer) do(u *use, n ast.Node, name string) string {
	t := "map[" + w.typeText(u.file, n, w.key) + "]" + w.typeText(u.file, n, w.elem)
	return w.text(u.expr) + ".Do(" + w.text(u.index().Index) + ", func(" + name + " " + t + ") {"
}

// ofKey reports a use of the entry at.
func (w *writer) ofKey(x *use, at *ast.IndexExpr) bool {
	switch p := x.parent(0).(type) {
	case *ast.IndexExpr:
		return p.X == x.expr && w.text(p.X) == w.text(at.X) && w.text(p.Index) == w.text(at.Index)
	case *ast.CallExpr:
		return w.callee(p) == "delete" && w.text(p.Args[0]) == w.text(at.X) && w.text(p.Args[1]) == w.text(at.Index)
	}
	return false
}

// staysIn reports a use whose inner map is not kept beyond to.
func (w *writer) staysIn(x *use, from, to token.Pos) bool {
	at := x.index()
	if at == nil {
		return true // delete
	}
	return w.innerUse(x.parent(1), at, from, to)
}

// innerUse reports a harmless use, by its parent p, of an inner map.
func (w *writer) innerUse(p ast.Node, e ast.Expr, from, to token.Pos) bool {
	switch p := p.(type) {
	case *ast.IndexExpr:
		return p.X == e && !isMapElem(w, p)
	case *ast.RangeStmt:
		return p.X == e
	case *ast.BinaryExpr:
		return true
	case *ast.CallExpr:
		switch w.callee(p) {
		case "len", "delete", "clear":
			return true
		}
	case *ast.AssignStmt:
		if len(p.Lhs) == 1 && p.Lhs[0] == e {
			return w.empty(p.Rhs[0]) || w.fresh(p.Rhs[0]) || w.madeIn(p.Rhs[0], from, to)
		}
		if len(p.Rhs) != 1 || p.Rhs[0] != e || p.Tok != token.DEFINE {
			return false
		}
		v := w.object(p.Lhs[0])
		return v == nil || w.localUses(v, from, to)
	}
	return false
}

// madeIn reports a local name of an inner map.
func (w *writer) madeIn(e ast.Expr, from, to token.Pos) bool {
	v := w.object(e)
	return v != nil && from <= v.Pos() && v.Pos() < to && w.localUses(v, from, to)
}

// localUses reports a local name of an inner map that is harmless, too.
func (w *writer) localUses(v types.Object, from, to token.Pos) bool {
	local, ok := v.(*types.Var)
	if !ok || !isMap(local.Type()) {
		return false
	}
	for _, x := range w.index.uses[local] {
		if x.expr.Pos() < from || x.expr.End() > to {
			return false
		}
		if p, ok := x.parent(0).(*ast.AssignStmt); ok && len(p.Lhs) == 1 && p.Lhs[0] == x.expr && (w.empty(p.Rhs[0]) || w.fresh(p.Rhs[0])) {
			continue
		}
		if p, ok := x.parent(0).(*ast.AssignStmt); ok && len(p.Rhs) == 1 && p.Rhs[0] == x.expr {
			if at, ok := p.Lhs[0].(*ast.IndexExpr); ok && w.isMember(at.X) {
				continue // put back
			}
		}
		if !w.innerUse(x.parent(0), x.expr, from, to) {
			return false
		}
	}
	return true
}

// doAhead takes one value out of an inner map before the statement.
//
//	return s.hits[host][page]      var value int
//	                               s.hits.Do(host, func(shard map[string]map[string]int) { value = shard[host][page] })
//	                               return value
func (w *writer) doAhead(u *use, s ast.Stmt) bool {
	at := u.index()
	e, ok := u.parent(1).(ast.Expr)
	if !ok || len(w.usesIn(e.Pos(), e.End())) != 1 || u.changes(w) || !w.innerUse(e, at, s.Pos(), s.End()) {
		return false
	}
	t := w.pass.TypesInfo.TypeOf(e)
	if tuple, ok := t.(*types.Tuple); ok {
		t = tuple.At(0).Type()
	}
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		t = types.Default(t)
	}
	if !w.evaluatedFirst(u, at, s) && !w.inIf(e, s) {
		return false
	}
	value := w.newName(u.file, s, "value")
	lines := []string{"var " + value + " " + w.typeText(u.file, s, t)}
	targets := value
	if _, tuple := w.pass.TypesInfo.TypeOf(e).(*types.Tuple); tuple {
		found := w.newName(u.file, s, "found")
		lines = append(lines, "var "+found+" bool")
		targets += ", " + found
	}
	name := paramName("shard", e)
	w.b.Before(s, append(lines, w.do(u, s, name)+" "+targets+" = "+w.renamed(e, u.expr, name)+" })")...)
	w.b.Replace(e.Pos(), e.End(), targets)
	take(read, u)
	u.key = w.text(at.Index)
	return true
}

// inIf reports the head of an if that evaluates e once and first.
func (w *writer) inIf(e ast.Expr, s ast.Stmt) bool {
	cond, ok := s.(*ast.IfStmt)
	if !ok {
		return false
	}
	if as, ok := cond.Init.(*ast.AssignStmt); ok {
		return len(as.Rhs) == 1 && as.Rhs[0] == e
	}
	return cond.Init == nil && (cond.Cond == e || isFirst(cond.Cond, e))
}

// isFirst reports the leftmost operand of operators.
func isFirst(cond, e ast.Expr) bool {
	for {
		switch c := cond.(type) {
		case *ast.BinaryExpr:
			cond = c.X
		case *ast.UnaryExpr:
			cond = c.X
		case *ast.ParenExpr:
			cond = c.X
		default:
			return cond == e
		}
	}
}
