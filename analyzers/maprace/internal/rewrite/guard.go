package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/edit"
)

// A Guard asks for every use of Map to be made under a lock.
type Guard struct {
	Map  *types.Var
	Lock *types.Var // that guards Map elsewhere; nil to add one beside it

	// With a Lock: where to work, and whether the uses between two positions
	// hold it already. Nil means everywhere, and that none does.
	In   func(from, to token.Pos) bool
	Held func(from, to token.Pos) bool

	// NilTests says that comparisons with nil, which Held does not know, lack it.
	NilTests bool
}

// Edits are the edits that do it, and the name of the lock.
//
// Before and after, where the struct has no lock:
//
//	type stats struct {        type stats struct {
//		hits map[string]int    	mu   sync.RWMutex // guards hits
//	}                          	hits map[string]int
//	                           }
//	s.hits[page]++             s.mu.Lock()
//	                           s.hits[page]++
//	                           s.mu.Unlock()
//	return len(s.hits)         s.mu.RLock()
//	                           defer s.mu.RUnlock()
//	                           return len(s.hits)
func (g Guard) Edits(pass *analysis.Pass) ([]analysis.TextEdit, string) {
	units, complete := unitsOf(pass, g.Map)
	if g.Lock == nil && !complete {
		return nil, ""
	}
	for _, u := range units {
		for _, x := range u.uses {
			// With a lock there is a way to handle the values, which need not be this.
			x.escape = x.escape || x.leak && g.Lock == nil
		}
	}
	w := &writer{pass: pass, b: edit.New(pass), r: newReader(pass, g.Map), guard: g, names: make(map[string]bool)}
	if g.Lock != nil {
		w.lock, w.rw = g.Lock.Name(), typeName(g.Lock.Type()) == "sync.RWMutex"
		if !w.rw && typeName(g.Lock.Type()) != "sync.Mutex" {
			return nil, ""
		}
	} else {
		w.rw = true
		if !w.declare(units) {
			return nil, ""
		}
	}
	done := 0
	for _, u := range units {
		uses := w.wanted(u)
		if len(uses) == 0 {
			continue
		}
		done++
		w.unit = u
		if !w.cover(u.body.List, uses) {
			return nil, ""
		}
	}
	if done == 0 {
		return nil, ""
	}
	return w.b.Edits(), w.lock
}

func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return ""
	}
	return n.Obj().Pkg().Path() + "." + n.Obj().Name()
}

// wanted are the uses in u that need the lock and lack it.
func (w *writer) wanted(u *unit) []*use {
	var out []*use
	for _, x := range u.uses {
		of := x
		if x.origin != nil {
			of = x.origin
		}
		from, to := of.expr.Pos(), of.expr.End()
		if s := of.anchor(); s != nil {
			from, to = s.Pos(), s.End()
		}
		if w.guard.In != nil && !w.guard.In(u.node.Pos(), u.node.End()) {
			continue
		}
		if w.guard.Held != nil && w.guard.Held(from, to) && !(w.guard.NilTests && of.isTest()) {
			continue
		}
		if w.guard.Lock == nil && (w.alone(u, x) || w.outside(u, x)) {
			continue
		}
		out = append(out, x)
	}
	return out
}

// isTest reports a comparison, which can only be with nil.
func (x *use) isTest() bool {
	_, ok := x.parent(0).(*ast.BinaryExpr)
	return ok
}

// anchor is the innermost statement of a list that x stands in.
func (x *use) anchor() ast.Stmt {
	for i := len(x.stack) - 1; i > 0; i-- {
		s, ok := x.stack[i].(ast.Stmt)
		if ok && listOf(x.stack[i-1]) != nil {
			return s
		}
	}
	return nil
}

func listOf(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// alone reports a use that only its goroutine can make: in init, or of an
// object that the function makes and starts no goroutine with.
func (w *writer) alone(u *unit, x *use) bool {
	if u.decl.Name.Name == "init" && u.decl.Recv == nil {
		return !starts(u.decl.Body)
	}
	_, root, ok := x.base(w.pass)
	if !ok || root == nil || root.Pos() < u.body.Pos() || root.Pos() > u.body.End() || starts(u.decl.Body) {
		return false
	}
	made := false
	ast.Inspect(u.body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || as.Tok != token.DEFINE || len(as.Lhs) != 1 || len(as.Rhs) != 1 || as.Lhs[0].Pos() != root.Pos() {
			return true
		}
		rhs := as.Rhs[0]
		if addr, ok := rhs.(*ast.UnaryExpr); ok && addr.Op == token.AND {
			rhs = addr.X
		}
		_, made = rhs.(*ast.CompositeLit)
		return true
	})
	return made
}

func starts(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.GoStmt, *ast.FuncLit:
			found = true
		}
		return !found
	})
	return found
}

// outside reports a use of a local map before the first goroutine that has it
// is started, or after all were waited for, in the function that declares it.
func (w *writer) outside(u *unit, x *use) bool {
	v := w.guard.Map
	if v.IsField() || v.Parent() == w.pass.Pkg.Scope() || v.Pos() < u.body.Pos() || v.Pos() > u.body.End() {
		return false
	}
	first, last := -1, -1
	waited := ""
	for i, s := range u.body.List {
		if launches(s, w.r) {
			if first < 0 {
				first = i
			}
			waited = ""
		}
		if name := waitOn(w.pass, s); name != "" && first >= 0 {
			waited, last = name, i
		}
	}
	if first < 0 {
		return true
	}
	if x.expr.Pos() < u.body.List[first].Pos() {
		return true
	}
	return waited != "" && x.expr.Pos() > u.body.List[last].End() && w.allJoin(u, waited)
}

// launches reports a literal in s that has the map: it may run in a goroutine.
func launches(s ast.Stmt, r *reader) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && r.mentions(lit) {
			found = true
		}
		return !found
	})
	return found
}

// waitOn is the name of the variable whose Wait s calls.
func waitOn(pass *analysis.Pass, s ast.Stmt) string {
	var call *ast.CallExpr
	switch s := s.(type) {
	case *ast.ExprStmt:
		call, _ = s.X.(*ast.CallExpr)
	}
	if call == nil {
		return ""
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Wait" {
		return ""
	}
	id, ok := sel.X.(*ast.Ident)
	if !ok || typeName(pass.TypesInfo.TypeOf(id)) != "sync.WaitGroup" {
		return ""
	}
	return id.Name
}

// allJoin reports whether every literal with the map is run by Go of the wait
// group, or in a go statement and calls its Done.
func (w *writer) allJoin(u *unit, group string) bool {
	joined := true
	ast.Inspect(u.body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && isMethod(call, group, "Go") {
			return false
		}
		if g, ok := n.(*ast.GoStmt); ok {
			if lit, ok := g.Call.Fun.(*ast.FuncLit); ok && doneIn(lit, group) {
				return false
			}
		}
		if lit, ok := n.(*ast.FuncLit); ok && w.r.mentions(lit) {
			joined = false
		}
		return joined
	})
	return joined
}

func doneIn(lit *ast.FuncLit, group string) bool {
	if len(lit.Body.List) == 0 {
		return false
	}
	d, ok := lit.Body.List[0].(*ast.DeferStmt)
	return ok && isMethod(d.Call, group, "Done")
}

func isMethod(call *ast.CallExpr, recv, name string) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == recv
}
