package escape

import (
	"fmt"
	"go/ast"
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
	write  bool
	beside []*atomicOp // what it races with
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
		p := &plain{use: u, write: kind == writeUse}
		if p.beside = c.beside(m, p); len(p.beside) == 0 {
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
	op := at.opposite()
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

// opposite is the atomic access to show beside p: one in another function if there is one.
func (p *plain) opposite() *atomicOp {
	for _, op := range p.beside {
		if outerFunc(op.path) != outerFunc(p.path) {
			return op
		}
	}
	return p.beside[0]
}

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
