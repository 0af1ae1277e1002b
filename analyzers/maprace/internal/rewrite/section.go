package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/edit"
)

// A writer puts the uses of one map into critical sections.
type writer struct {
	pass  *analysis.Pass
	b     *edit.Builder
	r     *reader
	guard Guard
	lock  string // its name
	rw    bool
	unit  *unit
	names map[string]bool // of variables added
}

// cover puts uses, all of which stand in list, into sections: one where a look
// may decide a later write, else one each.
func (w *writer) cover(list []ast.Stmt, uses []*use) bool {
	at := make(map[int][]*use)
	var index []int
	for _, x := range uses {
		i := slices.IndexFunc(list, func(s ast.Stmt) bool { return s.Pos() <= x.expr.Pos() && x.expr.End() <= s.End() })
		if i < 0 {
			return false
		}
		if at[i] == nil {
			index = append(index, i)
		}
		at[i] = append(at[i], x)
	}
	slices.Sort(index)
	if len(index) > 1 {
		first, last := index[0], index[len(index)-1]
		if w.decided(uses) || last-first == len(index)-1 {
			if w.section(list, first, last, uses) {
				return true
			}
			if w.decided(uses) && !w.upToLastWrite(list, &index, at) {
				return false
			}
		}
	}
	for _, i := range index {
		if !w.statement(list, i, at[i]) {
			return false
		}
	}
	return true
}

// upToLastWrite puts all up to the last write into one section and leaves the
// rest in index.
func (w *writer) upToLastWrite(list []ast.Stmt, index *[]int, at map[int][]*use) bool {
	n, most := 0, 0
	var uses, together []*use
	for i, k := range *index {
		uses = append(uses, at[k]...)
		if slices.ContainsFunc(at[k], func(x *use) bool { return x.write }) {
			n, most, together = i+1, k, slices.Clone(uses)
		}
	}
	if n == 0 || n == len(*index) || !w.section(list, (*index)[0], most, together) {
		return false
	}
	*index = (*index)[n:]
	return true
}

// decided reports a pure read with a write behind it, which it may decide.
func (w *writer) decided(uses []*use) bool {
	looked := false
	for _, x := range uses {
		if x.write && looked {
			return true
		}
		looked = looked || !x.write
	}
	return false
}

// statement covers the uses in one statement of list: inside it where they
// stand apart from its head, as a whole, or by a look taken before it.
func (w *writer) statement(list []ast.Stmt, i int, uses []*use) bool {
	s := list[i]
	inner := innerLists(s)
	parts := make(map[int][]*use)
	head := false
	for _, x := range uses {
		k := slices.IndexFunc(inner, func(l []ast.Stmt) bool {
			return len(l) > 0 && l[0].Pos() <= x.expr.Pos() && x.expr.End() <= l[len(l)-1].End()
		})
		if k < 0 {
			head = true
			continue
		}
		parts[k] = append(parts[k], x)
	}
	if head {
		return w.section(list, i, i, uses) || len(parts) == 0 && w.ahead(s, uses)
	}
	for k, l := range inner {
		if len(parts[k]) > 0 && !w.cover(l, parts[k]) {
			return false
		}
	}
	return len(parts) > 0
}

// innerLists are the lists of statements in s, those of function literals
// left out.
func innerLists(s ast.Stmt) [][]ast.Stmt {
	switch s := s.(type) {
	case *ast.BlockStmt:
		return [][]ast.Stmt{s.List}
	case *ast.LabeledStmt:
		return innerLists(s.Stmt)
	case *ast.IfStmt:
		out := [][]ast.Stmt{s.Body.List}
		if s.Else != nil {
			out = append(out, innerLists(s.Else)...)
		}
		return out
	case *ast.ForStmt:
		return [][]ast.Stmt{s.Body.List}
	case *ast.RangeStmt:
		return [][]ast.Stmt{s.Body.List}
	case *ast.SwitchStmt:
		return clauses(s.Body)
	case *ast.TypeSwitchStmt:
		return clauses(s.Body)
	case *ast.SelectStmt:
		return clauses(s.Body)
	}
	return nil
}

func clauses(body *ast.BlockStmt) [][]ast.Stmt {
	var out [][]ast.Stmt
	for _, c := range body.List {
		out = append(out, listOf(c))
	}
	return out
}

// section puts list[first:last+1] under the lock when all of it is quiet.
//
//	s.hits[page]++        s.mu.Lock()
//	                      s.hits[page]++
//	                      s.mu.Unlock()
//
// What leaves from inside gives the lock up first; where nothing but quiet code
// follows up to the end of the function, a deferred call does.
func (w *writer) section(list []ast.Stmt, first, last int, uses []*use) bool {
	lock, ok := w.lockFor(uses, list[first].Pos(), list[last].End())
	if !ok || !w.r.quietStmts(list[first:last+1]) || w.elsewhere(list[first:last+1], uses) {
		return false
	}
	if slices.ContainsFunc(uses, func(x *use) bool { return x.escape }) {
		return false
	}
	take, give := w.calls(lock, uses)
	exits, ok := exitsOf(list[first : last+1])
	if !ok {
		return false
	}
	if len(exits) == 0 {
		w.b.Before(list[first], take)
		w.b.After(list[last], give)
		return true
	}
	if ret, ok := list[first].(*ast.ReturnStmt); ok && first == last && ret != nil {
		w.b.Before(list[first], take, "defer "+give)
		return true
	}
	if sameList(list, w.unit.body.List) && w.r.quietStmts(list[last+1:]) && !w.anyUse(list[last+1:]) {
		w.b.Before(list[first], take, "defer "+give)
		return true
	}
	for _, e := range exits {
		if w.r.mentions(e) || anyIn(w.unit.uses, e) {
			return false
		}
	}
	w.b.Before(list[first], take)
	for _, e := range exits {
		w.b.Before(e, give)
	}
	if !terminates(list[last]) {
		w.b.After(list[last], give)
	}
	return true
}

func sameList(a, b []ast.Stmt) bool { return len(a) > 0 && len(b) > 0 && a[0] == b[0] }

func (w *writer) anyUse(list []ast.Stmt) bool {
	return slices.ContainsFunc(list, func(s ast.Stmt) bool { return w.r.mentions(s) || anyIn(w.unit.uses, s) })
}

func anyIn(uses []*use, n ast.Node) bool {
	return slices.ContainsFunc(uses, func(x *use) bool { return n.Pos() <= x.expr.Pos() && x.expr.End() <= n.End() })
}

// elsewhere reports uses in the statements that are not to be covered: they
// hold the lock already, or are those of a literal.
func (w *writer) elsewhere(list []ast.Stmt, uses []*use) bool {
	n := 0
	for _, s := range list {
		ast.Inspect(s, func(x ast.Node) bool {
			if g, ok := x.(*ast.GoStmt); ok && g != nil {
				return false
			}
			if id, ok := x.(*ast.Ident); ok && refersTo(w.pass, id, w.guard.Map) {
				n++
			}
			return true
		})
	}
	for _, x := range uses {
		if x.origin != nil {
			n++
		}
	}
	return n != len(uses)
}

func (w *writer) calls(lock string, uses []*use) (take, give string) {
	if w.rw && !slices.ContainsFunc(uses, func(x *use) bool { return x.write }) {
		return lock + ".RLock()", lock + ".RUnlock()"
	}
	return lock + ".Lock()", lock + ".Unlock()"
}

// lockFor is the expression for the lock of the uses between from and to: that
// of the one object whose map they use, a variable which does not change there.
func (w *writer) lockFor(uses []*use, from, to token.Pos) (string, bool) {
	if w.guard.Lock != nil && !w.guard.Lock.IsField() || w.guard.Lock == nil && !w.guard.Map.IsField() {
		return w.lock, w.means(w.lock, from)
	}
	if !w.guard.Map.IsField() {
		return "", false
	}
	text := ""
	for _, x := range uses {
		base, root, ok := x.base(w.pass)
		if !ok || base == nil || from <= root.Pos() && root.Pos() < to || w.assigned(root, from, to) {
			return "", false
		}
		t := w.b.Text(base)
		if text != "" && t != text {
			return "", false
		}
		text = t
	}
	return text + "." + w.lock, text != ""
}

// means reports whether name is the lock at pos, not something in between.
func (w *writer) means(name string, pos token.Pos) bool {
	scope := w.pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return false
	}
	_, obj := scope.LookupParent(name, pos)
	if w.guard.Lock != nil {
		return obj == types.Object(w.guard.Lock)
	}
	return obj == nil
}

func (w *writer) assigned(v *types.Var, from, to token.Pos) bool {
	found := false
	ast.Inspect(w.unit.body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || as.Pos() < from || as.End() > to {
			return true
		}
		for _, l := range as.Lhs {
			if id, ok := l.(*ast.Ident); ok && w.pass.TypesInfo.Uses[id] == types.Object(v) {
				found = true
			}
		}
		return true
	})
	return found
}
