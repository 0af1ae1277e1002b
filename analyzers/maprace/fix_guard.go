package maprace

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/edit"
	"github.com/govlint/govlint/internal/lockset"
)

// takeGuard is the fix that takes the guard around the accesses to the map
// that fn makes without it, or none: when the function can be reached with a
// lock held, when the accesses do not name the map by way of its struct, and
// when what lies between them may block or call back.
//
//	s.hits[code]++    →    s.mu.Lock()
//	                       s.hits[code]++
//	                       s.mu.Unlock()
//
// Other maps with the same guard that fn uses without it are put under it at the
// same time: each by itself would take the lock while it is held for the other.
func (c *checker) takeGuard(cl *class, fn *ssa.Function, guard lockset.ID) []analysis.SuggestedFix {
	if c.lapsesBelow(fn, guard) {
		return nil
	}
	own := c.lapsesIn(cl, fn, guard)
	if len(own) == 0 {
		return nil
	}
	var all []lapse
	for _, other := range c.classOrder {
		if g, _ := c.guardOf(other); g == guard {
			all = append(all, c.lapsesIn(other, fn, guard)...)
		}
	}
	if len(all) > len(own) {
		if fixes := c.holdOver(fn, guard, all); fixes != nil {
			return c.firstLock(fn, guard, fixes)
		}
	}
	return c.firstLock(fn, guard, c.holdOver(fn, guard, own))
}

// firstLock is the fixes, unless others that take the same lock in fn were
// offered already: the next run will show what is left to do.
func (c *checker) firstLock(fn *ssa.Function, guard lockset.ID, fixes []analysis.SuggestedFix) []analysis.SuggestedFix {
	if len(fixes) == 0 {
		return nil
	}
	key := lockIn{fn, guard}
	text := fmt.Sprint(fixes[0].TextEdits)
	if before, ok := c.locked[key]; ok && before != text {
		return nil
	}
	c.locked[key] = text
	return fixes
}

// A lapse is an access without the guard.
type lapse struct {
	*observation
	cl *class
}

type lockIn struct {
	fn    *ssa.Function
	guard lockset.ID
}

// lapsesBelow reports a function that fn calls and that lacks the guard itself:
// its fix will take the lock there.
func (c *checker) lapsesBelow(fn *ssa.Function, guard lockset.ID) bool {
	for _, cl := range c.classOrder {
		if g, _ := c.guardOf(cl); g != guard {
			continue
		}
		for _, o := range cl.obs {
			if o.may[guard] != 0 {
				continue
			}
			for ctx := o.ctx; ctx.from != nil; ctx = ctx.from {
				if ctx.from.fn == fn {
					return true
				}
			}
		}
	}
	return false
}

// holdOver is the fix that holds the guard over the accesses.
func (c *checker) holdOver(fn *ssa.Function, guard lockset.ID, lapses []lapse) []analysis.SuggestedFix {
	var positions []token.Pos
	var exprs []ast.Expr
	lock := ""
	for _, o := range lapses {
		expr := c.mapExpr(o.pos)
		l := c.lockExpr(expr, o.pos, o.cl, guard)
		if l == "" || lock != "" && l != lock {
			return nil
		}
		lock = l
		positions, exprs = append(positions, o.pos), append(exprs, expr)
	}
	return c.hold(fn, guard, lock, positions, exprs)
}

// hold is the fix that holds the lock over the statements of fn at positions,
// whose maps are reached by exprs.
func (c *checker) hold(fn *ssa.Function, guard lockset.ID, lock string, positions []token.Pos, exprs []ast.Expr) []analysis.SuggestedFix {
	s := c.stretchOf(fn, positions)
	if s == nil || !c.declaredBefore(exprs, s) || !c.withAliases(fn, s, exprs) || c.comparedOutside(fn, s, exprs) {
		return nil
	}
	read := c.reads(fn, s) && isRW(guard)
	b := edit.New(c.pass)
	if !c.section(b, s, lock, read) {
		return nil
	}
	mode := "lock"
	if read {
		mode = "read lock"
	}
	return fix(b, fmt.Sprintf("take the %s of %s here", mode, lock))
}

// lapsesIn are the accesses of fn to the map without the guard, one for each
// place. None when some way into fn may hold a lock: taking the guard there
// could wait for itself, or for another lock in the wrong order.
func (c *checker) lapsesIn(cl *class, fn *ssa.Function, guard lockset.ID) []lapse {
	for _, ctx := range c.contexts[fn] {
		if ctx.assumed || len(ctx.may) > 0 {
			return nil
		}
	}
	var out []lapse
	seen := make(map[token.Pos]bool)
	for _, o := range cl.obs {
		if o.ctx.fn != fn || o.may[guard] != 0 || seen[o.pos] {
			continue
		}
		if len(o.may) > 0 || !o.pos.IsValid() || o.op == replace {
			return nil
		}
		seen[o.pos] = true
		out = append(out, lapse{o, cl})
	}
	return out
}

// lockExpr is the guard as the source at pos would name it: the field beside
// the map in the same object, or the package-level variable.
func (c *checker) lockExpr(expr ast.Expr, pos token.Pos, cl *class, guard lockset.ID) string {
	mu, ok := guard.(*types.Var)
	if !ok || !isMutex(mu.Type()) {
		return ""
	}
	for tail := cl.tail; tail > 0 && expr != nil; tail-- {
		index, ok := ast.Unparen(expr).(*ast.IndexExpr)
		if !ok {
			return ""
		}
		expr = index.X
	}
	switch x := expr.(type) {
	case *ast.Ident:
		if c.pass.TypesInfo.Uses[x] == cl.of && !mu.IsField() && c.visible(mu, pos) {
			return mu.Name()
		}
	case *ast.SelectorExpr:
		if c.pass.TypesInfo.Uses[x.Sel] == cl.of && mu.IsField() {
			return c.besideExpr(x.X, mu)
		}
	}
	return ""
}

// mapExpr is the map operand of the access that is said to be at pos.
func (c *checker) mapExpr(pos token.Pos) ast.Expr {
	at := c.pass.Fset.Position(pos)
	var found ast.Expr
	for _, n := range c.mapsIn(pos)[at.Line] {
		if n.column == at.Column {
			if found != nil && types.ExprString(found) != types.ExprString(n.expr) {
				return nil
			}
			found = n.expr
		}
	}
	return found
}

func (c *checker) visible(mu *types.Var, pos token.Pos) bool {
	_, obj := c.pass.Pkg.Scope().Innermost(pos).LookupParent(mu.Name(), pos)
	return obj == types.Object(mu)
}

// besideExpr is x.mu, or a shorter x that has the field: for a.b.m kept under
// a.mu it is a.mu.
func (c *checker) besideExpr(x ast.Expr, mu *types.Var) string {
	for {
		obj, _, _ := types.LookupFieldOrMethod(c.pass.TypesInfo.TypeOf(x), true, c.pass.Pkg, mu.Name())
		if obj == types.Object(mu) {
			break
		}
		sel, ok := ast.Unparen(x).(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		x = sel.X
	}
	if !c.shared(x) {
		return ""
	}
	text := types.ExprString(x)
	if mu.Embedded() {
		return text
	}
	return text + "." + mu.Name()
}

// shared reports a chain of fields that leads through a pointer or starts at
// a package-level variable: locking a copy would guard nothing.
func (c *checker) shared(x ast.Expr) bool {
	pointer := false
	for {
		if t := c.pass.TypesInfo.TypeOf(x); t != nil {
			_, isPointer := t.Underlying().(*types.Pointer)
			pointer = pointer || isPointer
		}
		switch n := ast.Unparen(x).(type) {
		case *ast.SelectorExpr:
			x = n.X
		case *ast.Ident:
			v, ok := c.pass.TypesInfo.Uses[n].(*types.Var)
			return ok && (pointer || v.Parent() == c.pass.Pkg.Scope())
		default:
			return false
		}
	}
}

func isMutex(t types.Type) bool {
	switch types.TypeString(t, nil) {
	case "sync.Mutex", "sync.RWMutex", "*sync.Mutex", "*sync.RWMutex":
		return true
	}
	return false
}

func isRW(guard lockset.ID) bool {
	mu, ok := guard.(*types.Var)
	return ok && (types.TypeString(mu.Type(), nil) == "sync.RWMutex" || types.TypeString(mu.Type(), nil) == "*sync.RWMutex")
}

// declaredBefore reports whether what leads to the maps is declared before
// the stretch.
func (c *checker) declaredBefore(exprs []ast.Expr, s *stretch) bool {
	start, end := s.list[s.from].Pos(), s.list[s.to].End()
	return !slices.ContainsFunc(exprs, func(x ast.Expr) bool {
		declared := false
		ast.Inspect(x, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				v, isVar := c.pass.TypesInfo.Uses[id].(*types.Var)
				declared = declared || isVar && !v.IsField() && start <= v.Pos() && v.Pos() < end
			}
			return !declared
		})
		return declared
	})
}

// reads reports whether nothing in the stretch writes a map or a field, itself
// or by a call: the guard may keep more than the map.
func (c *checker) reads(fn *ssa.Function, s *stretch) bool {
	start, end := s.list[s.from].Pos(), s.list[s.to].End()
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if !(start <= in.Pos() && in.Pos() < end) {
				continue
			}
			if slices.ContainsFunc(append(c.accessesOf(in), c.passedOn(in)...), func(a access) bool { return a.op.writes() }) {
				return false
			}
			if callee := calleeOf(in); callee != nil && len(callee.Blocks) > 0 && c.stores(callee, 0) {
				return false
			}
		}
	}
	ok := true
	for _, stmt := range s.stmts() {
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				ok = ok && !slices.ContainsFunc(n.Lhs, c.reachesField)
			case *ast.IncDecStmt:
				ok = ok && !c.reachesField(n.X)
			}
			return ok
		})
	}
	return ok
}

func calleeOf(in ssa.Instruction) *ssa.Function {
	if call, ok := in.(*ssa.Call); ok {
		return call.Call.StaticCallee()
	}
	return nil
}

// stores reports whether fn, or what it calls in the package, may store to
// anything but its own variables.
func (c *checker) stores(fn *ssa.Function, depth int) bool {
	if depth > maxQuietDepth {
		return true
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.MapUpdate:
				return true
			case *ssa.Store:
				if _, local := in.Addr.(*ssa.Alloc); !local {
					return true
				}
			case *ssa.Call:
				if b, ok := in.Call.Value.(*ssa.Builtin); ok && (b.Name() == "delete" || b.Name() == "clear" || b.Name() == "copy") {
					return true
				}
				if callee := calleeOf(in); callee != nil && len(callee.Blocks) > 0 && c.stores(callee, depth+1) {
					return true
				}
			}
		}
	}
	return false
}

func (c *checker) reachesField(x ast.Expr) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		_, sel := n.(*ast.SelectorExpr)
		found = found || sel
		return !found
	})
	return found
}

// fix is what b has collected, or none.
func fix(b *edit.Builder, message string) []analysis.SuggestedFix {
	edits := b.Edits()
	if len(edits) == 0 {
		return nil
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// section holds the lock over the stretch. It reports whether that can be.
func (c *checker) section(b *edit.Builder, s *stretch, lock string, read bool) bool {
	take, give := lock+".Lock()", lock+".Unlock()"
	if read {
		take, give = lock+".RLock()", lock+".RUnlock()"
	}
	if !c.quiet(s.stmts()) {
		return c.hoisted(b, s, take, give)
	}
	e := s.exits()
	switch {
	case e.jumps:
		return false
	case e.last || e.returns:
		// Held until the function returns: what comes before must be as quiet.
		if !e.last && (!s.body || !c.quiet(s.list[s.from:])) {
			return false
		}
		b.Before(s.list[s.from], take, "defer "+give)
		return true
	}
	b.Before(s.list[s.from], take)
	b.After(s.list[s.to], give)
	return true
}
