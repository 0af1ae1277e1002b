package escape

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/govlint/govlint/internal/report"
)

// A copying is one place where a value is copied that must not be.
type copying struct {
	pos, end token.Pos
	text     string
	why      string
	steps    []report.Step
}

// checkCopies reports copies of locks and atomics, once a function: those that
// vet's copylocks finds, and those of structs with fields that are accessed
// through functions of sync/atomic, which no type marks.
func (c *checker) checkCopies() {
	byFunc := make(map[*ast.FuncDecl][]copying)
	var order []*ast.FuncDecl
	add := func(x copying) {
		if c.inTest(x.pos) {
			return
		}
		fn := c.funcDeclAt(x.pos)
		if byFunc[fn] == nil {
			order = append(order, fn)
		}
		byFunc[fn] = append(byFunc[fn], x)
	}
	c.lockCopies(add)
	c.rawCopies(add)
	for _, fn := range order {
		c.reportCopies(byFunc[fn])
	}
}

func (c *checker) reportCopies(all []copying) {
	first := all[0]
	steps := append([]report.Step{{Pos: first.pos, Text: first.text}}, first.steps...)
	for _, x := range all[1:] {
		steps = append(steps, report.Step{Pos: x.pos, Text: x.text})
	}
	more := ""
	if n := len(all) - 1; n == 1 {
		more = ", and another one in this function"
	} else if n > 1 {
		more = fmt.Sprintf(", and %d more in this function", n)
	}
	c.emit(report.Finding{
		Kind: "value-copy", Pos: first.pos, End: first.end,
		Message: fmt.Sprintf("%s: %s%s; use a pointer", first.text, first.why, more),
		Witness: steps,
	})
}

// funcDeclAt is the declared function around pos, nil outside of one.
func (c *checker) funcDeclAt(pos token.Pos) *ast.FuncDecl {
	file := c.fileAt(pos)
	if file == nil {
		return nil
	}
	for _, decl := range file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Pos() <= pos && pos <= fn.End() {
			return fn
		}
	}
	return nil
}

// lockCopies runs vet's own check, which knows the types that hold a lock.
func (c *checker) lockCopies(add func(copying)) {
	p := *c.pass
	p.ResultOf = map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(c.pass.Files)}
	p.Report = func(d analysis.Diagnostic) {
		add(copying{
			pos: d.Pos, end: d.End, text: d.Message,
			why: "the copy is another lock or counter, which those that use the original do not see",
		})
	}
	// It fails on nothing: its errors are its reports.
	_, _ = copylock.Analyzer.Run(&p)
}

// rawCopies finds the copies of structs that other code changes atomically: the
// copy reads the fields plainly.
func (c *checker) rawCopies(add func(copying)) {
	owners := c.rawOwners()
	if len(owners) == 0 {
		return
	}
	for _, file := range c.pass.Files {
		ast.PreorderStack(file, nil, func(n ast.Node, around []ast.Node) bool {
			path := append(around, n)
			e, ok := n.(ast.Expr)
			if !ok || len(path) < 2 {
				return true
			}
			tv := c.pass.TypesInfo.Types[e]
			if !tv.IsValue() {
				return c.rangeCopy(path, owners, add)
			}
			m := rawIn(tv.Type, owners)
			if m != nil && copied(c.pass.TypesInfo, e, path) && c.copyRaces(m, e, path) {
				add(c.rawCopy(m, e, tv.Type))
			}
			return true
		})
	}
}

func (c *checker) rawCopy(m *mixture, e ast.Expr, t types.Type) copying {
	op := m.writer()
	return copying{
		pos: e.Pos(), end: e.End(),
		text: fmt.Sprintf("%s copies a %s", types.ExprString(e), c.typeName(t)),
		why:  fmt.Sprintf("that reads its field %s plainly while other code changes it atomically at %s, which is a data race", m.obj.Name(), c.where(op.call.Pos())),
		steps: []report.Step{
			{Pos: op.call.Pos(), Text: fmt.Sprintf("%s is %s atomically here", types.ExprString(op.addr), op.verb())},
		},
	}
}

// rangeCopy finds the variable of a loop that copies each element.
func (c *checker) rangeCopy(path []ast.Node, owners map[*types.Var]*mixture, add func(copying)) bool {
	rng, ok := path[len(path)-2].(*ast.RangeStmt)
	id, isIdent := path[len(path)-1].(*ast.Ident)
	if !ok || !isIdent || rng.Value != ast.Expr(id) || id.Name == "_" {
		return true
	}
	v, ok := c.pass.TypesInfo.Defs[id].(*types.Var)
	if !ok {
		return true
	}
	if m := rawIn(v.Type(), owners); m != nil && c.copyRaces(m, rng.X, path) {
		x := c.rawCopy(m, id, v.Type())
		x.text = fmt.Sprintf("the loop copies each %s of %s", c.typeName(v.Type()), types.ExprString(rng.X))
		add(x)
	}
	return true
}

// rawOwners are the fields that are written through functions of sync/atomic.
func (c *checker) rawOwners() map[*types.Var]*mixture {
	out := make(map[*types.Var]*mixture)
	for obj, m := range c.mixtures {
		if v, ok := obj.(*types.Var); ok && v.IsField() && !m.elem && m.writer() != nil {
			out[v] = m
		}
	}
	return out
}

// writer is the first atomic write.
func (m *mixture) writer() *atomicOp {
	for _, op := range m.ops {
		if op.writes() {
			return op
		}
	}
	return nil
}

// rawIn is the first field inside a value of type t that is one of owners.
func rawIn(t types.Type, owners map[*types.Var]*mixture) *mixture {
	if arr, ok := t.Underlying().(*types.Array); ok {
		t = arr.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range st.Fields() {
		if m := owners[f.Origin()]; m != nil {
			return m
		}
		if m := rawIn(f.Type(), owners); m != nil {
			return m
		}
	}
	return nil
}

// copied reports whether what stands around e, at the end of path, copies it. New
// values are moved, not copied.
func copied(info *types.Info, e ast.Expr, path []ast.Node) bool {
	switch x := e.(type) {
	case *ast.CompositeLit, *ast.CallExpr, *ast.ParenExpr:
		return false
	case *ast.StarExpr:
		if _, call := ast.Unparen(x.X).(*ast.CallExpr); call {
			return false
		}
	}
	i := len(path) - 2
	for i > 0 {
		if _, ok := path[i].(*ast.ParenExpr); !ok {
			break
		}
		i--
	}
	switch p := path[i].(type) {
	case *ast.AssignStmt:
		for k, rhs := range p.Rhs {
			if ast.Unparen(rhs) == e {
				id, ok := p.Lhs[min(k, len(p.Lhs)-1)].(*ast.Ident)
				return !ok || id.Name != "_"
			}
		}
	case *ast.ValueSpec, *ast.ReturnStmt, *ast.CompositeLit, *ast.SendStmt:
		return true
	case *ast.KeyValueExpr:
		return p.Value == e
	case *ast.CallExpr:
		return p.Fun != e && !isBuiltin(info, p, "len", "cap", "new") && !isSizeof(info, p)
	}
	return false
}

// copyRaces reports whether an atomic write can run beside the copy of e.
func (c *checker) copyRaces(m *mixture, e ast.Expr, path []ast.Node) bool {
	id := baseOf(e)
	fn := outerFunc(path)
	if id == nil || fn == nil || isInit(fn) || c.inTest(e.Pos()) || c.onlyWriter(m, fn) {
		return false
	}
	if v, ok := c.pass.TypesInfo.ObjectOf(id).(*types.Var); ok && c.ownCopy(fn, v, e) {
		return false
	}
	if ix, ok := ast.Unparen(e).(*ast.IndexExpr); ok {
		if _, ok := c.pass.TypesInfo.TypeOf(ix.X).Underlying().(*types.Map); ok {
			return false // values of maps have no address for anybody
		}
	}
	p := &plain{use: &use{id, path}}
	if c.uncalled(fn) || c.fresh(e, path, 0) || joined(path, id.Pos()) {
		return false
	}
	return len(c.racing(slices.DeleteFunc(slices.Clone(m.ops), func(op *atomicOp) bool { return !op.writes() }), p)) > 0
}

// ownCopy reports a local variable or parameter that is a struct itself: whoever
// made that copy is to blame.
func (c *checker) ownCopy(fn *ast.FuncDecl, v *types.Var, e ast.Expr) bool {
	if v.Parent() == c.pass.Pkg.Scope() || v.IsField() || fn == nil {
		return false
	}
	_, st := v.Type().Underlying().(*types.Struct)
	_, ident := ast.Unparen(e).(*ast.Ident)
	return st || ident && !isPointer(v.Type())
}
