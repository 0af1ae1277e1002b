package escape

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/govlint/govlint/internal/report"
)

// A mixture is a variable that is accessed with sync/atomic and without.
type mixture struct {
	obj    types.Object
	elem   bool // of its elements
	ops    []*atomicOp
	uses   []*use
	plains []*plain
}

// A plain access is one without sync/atomic.
type plain struct {
	*use
	write bool
}

// checkMixed reports fields and package-level variables that are accessed both
// with sync/atomic and without. A plain access counts unless it comes before
// the value is published, after its goroutines have been waited for, under a
// lock that the others hold, or in the only goroutine that writes.
func (c *checker) checkMixed() {
	groups := make(map[types.Object]*mixture)
	objs := make(map[types.Object]bool)
	var order []*mixture
	for _, op := range c.census.atomics {
		if op.typed || op.obj == nil || !c.shared(op.obj) || c.inTest(op.call.Pos()) {
			continue
		}
		m := groups[op.obj]
		if m == nil {
			m = &mixture{obj: op.obj, elem: op.elem}
			groups[op.obj] = m
			order = append(order, m)
			objs[op.obj] = true
		}
		m.ops = append(m.ops, op)
	}
	if len(order) == 0 {
		return
	}
	uses := c.usesOf(objs)
	for _, m := range order {
		m.uses = uses[m.obj]
		c.mixtures[m.obj] = m
		c.checkMixture(m)
	}
}

func (c *checker) checkMixture(m *mixture) {
	var write, read *plain
	for _, u := range m.uses {
		kind := c.kindOf(u, m.elem)
		if kind != readUse && kind != writeUse || c.inTest(u.id.Pos()) {
			continue
		}
		p := &plain{u, kind == writeUse}
		if c.harmless(m, p) {
			continue
		}
		m.plains = append(m.plains, p)
		if p.write && write == nil {
			write = p
		} else if !p.write && read == nil {
			read = p
		}
	}
	at := write
	if at == nil {
		at = read
	}
	if at == nil {
		return
	}
	c.reportMixture(m, at)
}

func (c *checker) reportMixture(m *mixture, at *plain) {
	op := c.opposite(m, at)
	if op == nil {
		return
	}
	e, _ := at.expr(m.elem)
	if e == nil {
		e, _ = at.expr(false)
	}
	name := types.ExprString(e)
	what, want := "read", "atomic.Load"
	if at.write {
		what, want = "written", "atomic.Store"
	}
	advice := want + suffixOf(op.name) + " here"
	if typed := typedName(m.obj.Type(), m.elem); typed != "" {
		advice = "make it an atomic." + typed + ", which has no plain access"
	}
	steps := []report.Step{
		{Pos: at.id.Pos(), Text: fmt.Sprintf("%s is %s in %s, without sync/atomic", name, what, c.funcAt(at.path))},
		{Pos: op.call.Pos(), Text: fmt.Sprintf("%s is %s atomically in %s", types.ExprString(op.addr), op.verb(), c.funcAt(op.path))},
	}
	for _, p := range m.plains {
		if p != at && len(steps) < 8 {
			steps = append(steps, report.Step{Pos: p.id.Pos(), Text: "another plain access, in " + c.funcAt(p.path)})
		}
	}
	c.emit(report.Finding{
		Kind: "atomic-mixed", Pos: e.Pos(), End: e.End(),
		Message: fmt.Sprintf("%s is %s plainly here and %s atomically at %s, which is a data race: the plain access may see or leave any value; %s",
			name, what, op.verb(), c.where(op.call.Pos()), advice),
		Witness: steps,
		Fixes:   c.fixMixed(m),
	})
}

// opposite is the atomic access that races with p: a write for a plain read,
// in another function if there is one.
func (c *checker) opposite(m *mixture, p *plain) *atomicOp {
	var best *atomicOp
	for _, op := range m.ops {
		if !p.write && !op.writes() || !c.sameOwner(op, p) {
			continue
		}
		if best == nil || outerFunc(best.path) == outerFunc(p.path) && outerFunc(op.path) != outerFunc(p.path) {
			best = op
		}
	}
	return best
}

// sameOwner reports whether op and p can mean one object: a struct that two
// others embed has its fields once in each.
func (c *checker) sameOwner(op *atomicOp, p *plain) bool {
	e, _ := p.expr(false)
	a, b := baseOf(op.addr), baseOf(e)
	if a == nil || b == nil {
		return true
	}
	_, direct := op.addr.(*ast.SelectorExpr)
	_, known := e.(*ast.SelectorExpr)
	x, y := c.pass.TypesInfo.TypeOf(a), c.pass.TypesInfo.TypeOf(b)
	if !direct || !known || x == nil || y == nil {
		return true
	}
	return types.Identical(deref(x), deref(y)) || c.declares(x, p) || c.declares(y, p)
}

// declares reports whether t is the struct that has the field of p itself.
func (c *checker) declares(t types.Type, p *plain) bool {
	st, ok := deref(t).Underlying().(*types.Struct)
	if !ok {
		return true
	}
	v, ok := c.pass.TypesInfo.Uses[p.id].(*types.Var)
	if !ok {
		return true
	}
	for f := range st.Fields() {
		if f.Origin() == v.Origin() {
			return true
		}
	}
	return false
}

// harmless reports a plain access that nothing atomic can run beside.
func (c *checker) harmless(m *mixture, p *plain) bool {
	op := c.opposite(m, p)
	if op == nil {
		return true // a read, and nobody writes atomically
	}
	fn := outerFunc(p.path)
	if fn == nil || isInit(fn) {
		return true // an initialiser
	}
	if !p.write && c.onlyWriter(m, fn) {
		return true
	}
	e, _ := p.expr(false)
	if c.inOwnCopy(m, e) || !p.write && c.snapshots(m) {
		return true
	}
	return c.explained(p) || c.fresh(e, p.path, 0) || c.afterJoin(p) ||
		c.oneGoroutine(m, p) || c.underLock(m, p)
}

// onlyWriter reports whether all atomic writes stand in fn: then the goroutine
// of fn reads what it wrote itself.
func (c *checker) onlyWriter(m *mixture, fn *ast.FuncDecl) bool {
	for _, op := range m.ops {
		if op.writes() && outerFunc(op.path) != fn {
			return false
		}
	}
	return true
}

// inOwnCopy reports a part of a local variable that is a struct itself, and that
// nothing accesses atomically: how the copy was made is another matter.
func (c *checker) inOwnCopy(m *mixture, e ast.Expr) bool {
	id := c.copyBase(e)
	if id == nil {
		return false
	}
	v := c.pass.TypesInfo.ObjectOf(id)
	if v == nil || v == m.obj || v.Parent() == c.pass.Pkg.Scope() {
		return false
	}
	for _, op := range m.ops {
		if base := baseOf(op.addr); base != nil && c.pass.TypesInfo.ObjectOf(base) == v {
			return false
		}
	}
	return true
}

// snapshots reports whether the package fills structs with what it reads
// atomically: then a plain read may be of one of those, which nobody changes.
func (c *checker) snapshots(m *mixture) bool {
	for _, op := range m.ops {
		if op.writes() || len(op.path) < 2 {
			continue
		}
		kv, ok := op.path[len(op.path)-2].(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := kv.Key.(*ast.Ident); ok && c.pass.TypesInfo.ObjectOf(key) == m.obj {
			return true
		}
	}
	return false
}

// explained reports a comment, at the access or on its function, that says why
// no atomic access is needed.
func (c *checker) explained(p *plain) bool {
	text := c.commentAt(p.id.Pos())
	if fn := outerFunc(p.path); fn.Doc != nil {
		text += strings.ToLower(fn.Doc.Text())
	}
	for _, word := range []string{"race", "lock", "safe", "concurren", "single", "exclusive", "no other", "no need", "not need", "non-atomic", "nonatomic", "no atomic", "testing", "tests"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// afterJoin reports an access behind something that waits for goroutines.
func (c *checker) afterJoin(p *plain) bool {
	body := enclosing(p.path)
	joined := false
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil || n.Pos() > p.id.Pos() || joined {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == body
		case *ast.UnaryExpr:
			joined = n.Op == token.ARROW && n.End() <= p.id.Pos()
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && n.End() <= p.id.Pos() {
				joined = sel.Sel.Name == "Wait"
			}
		}
		return !joined
	})
	return joined
}

func isInit(fn *ast.FuncDecl) bool { return fn.Recv == nil && fn.Name.Name == "init" }

// outerFunc is the declared function of a path.
func outerFunc(path []ast.Node) *ast.FuncDecl {
	for _, n := range path {
		if fn, ok := n.(*ast.FuncDecl); ok {
			return fn
		}
	}
	return nil
}

// funcAt names the function of a path.
func (c *checker) funcAt(path []ast.Node) string {
	fn := outerFunc(path)
	if fn == nil {
		return "an initialiser"
	}
	name := fn.Name.Name
	if fn.Recv != nil && len(fn.Recv.List) > 0 {
		recv := types.ExprString(fn.Recv.List[0].Type)
		if i := strings.IndexByte(recv, '['); i > 0 {
			recv = recv[:i]
		}
		name = recv + "." + name
		if strings.HasPrefix(recv, "*") {
			name = "(" + recv + ")." + fn.Name.Name
		}
	}
	if _, ok := enclosing(path).(*ast.FuncLit); ok {
		return "a function literal in " + name
	}
	return name
}

// suffixOf is Int64 in AddInt64.
func suffixOf(name string) string {
	for _, suffix := range []string{"Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Pointer"} {
		if strings.HasSuffix(name, suffix) && len(name) > len(suffix) && name[len(name)-len(suffix)-1] != 'U' {
			return suffix
		}
	}
	return ""
}

// typedName is the type of sync/atomic that fits t, or "" when none does.
func typedName(t types.Type, elem bool) string {
	if elem {
		return ""
	}
	basic, ok := types.Unalias(t).(*types.Basic)
	if !ok {
		return ""
	}
	switch basic.Kind() {
	case types.Int32:
		return "Int32"
	case types.Int64:
		return "Int64"
	case types.Uint32:
		return "Uint32"
	case types.Uint64:
		return "Uint64"
	case types.Uintptr:
		return "Uintptr"
	}
	return ""
}
