package escape

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/govlint/govlint/internal/report"
)

// checkLocal reports atomic operations on a copy that nobody else ever sees: a
// parameter, a receiver that is no pointer, the variable of a loop, or a local
// that was copied from somewhere.
func (c *checker) checkLocal() {
	for _, op := range c.census.atomics {
		if op.typed || op.addr == nil || c.inTest(op.call.Pos()) {
			continue
		}
		id := c.copyBase(op.addr)
		if id == nil {
			continue
		}
		v, ok := c.pass.TypesInfo.ObjectOf(id).(*types.Var)
		fn := outerFunc(op.path)
		if !ok || fn == nil || v.Parent() == c.pass.Pkg.Scope() || v.IsField() {
			continue
		}
		from, pos := c.copiedFrom(fn, v)
		if from == "" || !c.unseen(fn, v, op) {
			continue
		}
		c.reportLocal(op, v, from, pos)
	}
}

func (c *checker) reportLocal(op *atomicOp, v *types.Var, from string, pos token.Pos) {
	steps := []report.Step{{Pos: pos, Text: fmt.Sprintf("%s is %s", v.Name(), from)}}
	name := types.ExprString(op.addr)
	what := "nobody else ever sees what it writes"
	if !op.writes() {
		writer := c.writerOf(op.obj)
		if writer == nil {
			return // nothing to miss
		}
		what = fmt.Sprintf("the copy was made plainly, beside the atomic write at %s", c.where(writer.call.Pos()))
		steps = append(steps, report.Step{Pos: writer.call.Pos(), Text: fmt.Sprintf("%s is %s atomically here", types.ExprString(writer.addr), writer.verb())})
	}
	c.emit(report.Finding{
		Kind: "atomic-local", Pos: op.call.Pos(), End: op.call.End(),
		Message: fmt.Sprintf("atomic.%s works on a copy: %s is part of %s, %s; %s; use a pointer to the original", op.name, name, v.Name(), from, what),
		Witness: append(steps, report.Step{Pos: op.call.Pos(), Text: "atomic access to the copy"}),
	})
}

// writerOf is an atomic write of obj elsewhere.
func (c *checker) writerOf(obj types.Object) *atomicOp {
	for _, op := range c.census.atomics {
		if op.obj == obj && obj != nil && op.writes() && !c.inTest(op.call.Pos()) {
			return op
		}
	}
	return nil
}

// copyBase is the variable that e lies in itself, not behind a pointer or slice.
func (c *checker) copyBase(e ast.Expr) *ast.Ident {
	info := c.pass.TypesInfo
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			sel, ok := info.Selections[x]
			if !ok || sel.Indirect() {
				return nil
			}
			e = x.X
		case *ast.IndexExpr:
			t := info.TypeOf(x.X)
			if t == nil {
				return nil
			}
			if _, ok := t.Underlying().(*types.Array); !ok {
				return nil
			}
			e = x.X
		default:
			return nil
		}
	}
}

// copiedFrom says what the local variable v of fn is a copy of, and where; "" when it
// is none.
func (c *checker) copiedFrom(fn *ast.FuncDecl, v *types.Var) (string, token.Pos) {
	if i, ok := c.paramIndex(fn, v); ok {
		if i < 0 {
			return "a receiver that is no pointer", v.Pos()
		}
		return "a parameter that is no pointer to it", v.Pos()
	}
	from, pos := "", v.Pos()
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			if id, ok := n.Value.(*ast.Ident); ok && c.pass.TypesInfo.Defs[id] == types.Object(v) {
				from = "the loop's copy of an element of " + types.ExprString(n.X)
			}
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				id, ok := lhs.(*ast.Ident)
				if ok && len(n.Lhs) == len(n.Rhs) && c.pass.TypesInfo.Defs[id] == types.Object(v) && c.readsShared(n.Rhs[i]) {
					from = "a copy of " + types.ExprString(n.Rhs[i])
				}
			}
		}
		return from == ""
	})
	return from, pos
}

// readsShared reports an expression that reads memory others can have, too.
func (c *checker) readsShared(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		_, ok := c.pass.TypesInfo.Selections[x]
		return ok
	case *ast.IndexExpr, *ast.StarExpr:
		return !c.pass.TypesInfo.Types[e].IsType()
	}
	return false
}

// unseen reports whether what op does to v stays in v: no other code has its
// address, and after op it is not read but by sync/atomic.
func (c *checker) unseen(fn *ast.FuncDecl, v *types.Var, op *atomicOp) bool {
	uses := make(map[types.Object][]*use)
	c.usesIn(fn, map[types.Object]bool{v: true}, uses)
	for _, u := range uses[v] {
		if enclosing(u.path) != enclosing(op.path) {
			return false // a literal shares the variable
		}
		e, around := widest(u)
		if len(around) == 0 {
			return false
		}
		switch p := around[len(around)-1].(type) {
		case *ast.UnaryExpr:
			if p.Op == token.AND && !c.inAtomicCall(p, around[:len(around)-1]) {
				return false
			}
			continue
		case *ast.CallExpr:
			if sel, ok := p.Fun.(*ast.SelectorExpr); ok && ast.Expr(sel) == e {
				return false // a method, which may take the address
			}
		}
		if inLHS(e, around) {
			continue
		}
		if u.id.Pos() > op.call.Pos() && op.writes() || inLoop(op.path, v) && op.writes() {
			return false
		}
	}
	return true
}

// inLoop reports a loop around op that does not declare v anew.
func inLoop(path []ast.Node, v *types.Var) bool {
	for _, n := range path {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if v.Pos() < n.Pos() {
				return true
			}
		}
	}
	return false
}

// widest is the expression of fields and elements that starts with u.
func widest(u *use) (ast.Expr, []ast.Node) {
	var e ast.Expr = u.id
	i := len(u.path) - 1
	for i > 0 {
		switch p := u.path[i-1].(type) {
		case *ast.SelectorExpr:
			if p.X != e {
				return e, u.path[:i]
			}
			e = p
		case *ast.IndexExpr:
			if p.X != e {
				return e, u.path[:i]
			}
			e = p
		case *ast.ParenExpr:
			e = p
		default:
			return e, u.path[:i]
		}
		i--
	}
	return e, u.path[:i]
}

func inLHS(e ast.Expr, around []ast.Node) bool {
	as, ok := around[len(around)-1].(*ast.AssignStmt)
	if !ok {
		return false
	}
	for _, lhs := range as.Lhs {
		if lhs == e {
			return true
		}
	}
	return false
}
