package goroutineleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/govlint/govlint/internal/edit"
)

// deferClose lets the only sender close its channel however it ends:
//
//	go func() {
//		defer close(done)
//		…
//	}()
//
// A close that it has already, and does not always get to, makes room for it.
func (c *checker) deferClose(at *place, b *edit.Builder) string {
	ch, body := c.onlySender(at)
	if ch == nil || body == nil || len(body.List) == 0 {
		return ""
	}
	for _, stmt := range c.closes(ch) {
		if !inside(body, stmt.Pos()) || !last(c.pathTo(stmt.Pos()), body) {
			return ""
		}
		if _, isExpr := stmt.(*ast.ExprStmt); !isExpr {
			return ""
		}
		b.Remove(stmt)
	}
	line := "defer close(" + ch.Name() + ")"
	if call, made := c.makeOf(at); made == ch && inside(body, call.Pos()) && sameFunction(c.pathTo(call.Pos()), body) {
		stmt := innermost[ast.Stmt](c.pathTo(call.Pos()))
		b.After(stmt, line)
		return line
	}
	b.Before(body.List[0], line)
	return line
}

// closeAfter closes a channel when its only sender, the function that made it,
// has sent the last value:
//
//	for _, j := range all {
//		jobs <- j
//	}
//	close(jobs)
func (c *checker) closeAfter(at *place, b *edit.Builder) string {
	ch, body := c.onlySender(at)
	if ch == nil || body == nil || len(c.closes(ch)) > 0 {
		return ""
	}
	var after ast.Stmt
	for _, stmt := range body.List {
		if len(find(stmt, func(s *ast.SendStmt) bool { return c.object(s.Chan) == ch })) > 0 {
			after = stmt
		}
	}
	if after == nil {
		return ""
	}
	b.After(after, "close("+ch.Name()+")")
	return "close " + ch.Name() + " behind the last value"
}

// onlySender is the channel of a finding, a variable of the function around,
// and the body of the one function that sends on it or closes it. A receiver
// that wants a value must be able to tell that there is none.
func (c *checker) onlySender(at *place) (types.Object, *ast.BlockStmt) {
	if !c.canBeClosed(at) {
		return nil, nil
	}
	_, made := c.makeOf(at)
	ch, ok := made.(*types.Var)
	if !ok || ch.IsField() || ch.Parent() == c.pass.Pkg.Scope() {
		return nil, nil
	}
	var bodies []*ast.BlockStmt
	use := func(pos token.Pos) {
		path := c.pathTo(pos)
		fn, _, body := function(path)
		if !slices.Contains(bodies, body) {
			bodies = append(bodies, body)
		}
		if inLoop(c.pathTo(fn.Pos()), c.functionOf(ch)) {
			bodies = append(bodies, nil) // each of several goroutines sends
		}
	}
	root := outermost(at.path)
	for _, s := range find(root, func(s *ast.SendStmt) bool { return c.object(s.Chan) == ch }) {
		use(s.Arrow)
	}
	for _, stmt := range c.closes(ch) {
		use(stmt.Pos())
	}
	if len(bodies) != 1 {
		return nil, nil
	}
	return ch, bodies[0]
}

// functionOf is the function that declares v.
func (c *checker) functionOf(v *types.Var) ast.Node {
	fn, _, _ := function(c.pathTo(v.Pos()))
	return fn
}

// canBeClosed reports whether the blocked receiver takes the zero value of a
// closed channel for what it is.
func (c *checker) canBeClosed(at *place) bool {
	for _, n := range at.path {
		switch n := n.(type) {
		case *ast.RangeStmt:
			return true
		case *ast.UnaryExpr:
			if n.Op != token.ARROW {
				continue
			}
			ch, ok := c.pass.TypesInfo.TypeOf(n.X).Underlying().(*types.Chan)
			if !ok {
				return false
			}
			if s, ok := ch.Elem().Underlying().(*types.Struct); ok && s.NumFields() == 0 {
				return true
			}
			_, isTuple := c.pass.TypesInfo.TypeOf(n).(*types.Tuple)
			return isTuple
		}
	}
	return false
}

// closes are the statements that close ch, deferred ones too.
func (c *checker) closes(ch types.Object) []ast.Stmt {
	var out []ast.Stmt
	for _, file := range c.pass.Files {
		out = append(out, find(file, func(stmt ast.Stmt) bool {
			var call ast.Node
			switch s := stmt.(type) {
			case *ast.ExprStmt:
				call = s.X
			case *ast.DeferStmt:
				call = s.Call
			default:
				return false
			}
			arg, ok := c.isBuiltin(call, "close")
			return ok && c.object(arg) == ch
		})...)
	}
	return out
}

func sameFunction(path []ast.Node, body *ast.BlockStmt) bool {
	_, _, b := function(path)
	return b == body
}

// deferCancel lets a context end with the function that made it, where only
// some of its ways out cancel it:
//
//	ctx, cancel := context.WithCancel(ctx)
//	defer cancel()
func (c *checker) deferCancel(at *place, b *edit.Builder) string {
	root := outermost(at.path)
	for _, as := range find(root, func(as *ast.AssignStmt) bool { return c.makesContext(as) }) {
		cancel, ok := as.Lhs[1].(*ast.Ident)
		if !ok || cancel.Name == "_" || !c.onlyCalled(root, c.pass.TypesInfo.ObjectOf(cancel)) {
			continue
		}
		line := "defer " + cancel.Name + "()"
		b.After(as, line)
		return line
	}
	return ""
}

func (c *checker) makesContext(as *ast.AssignStmt) bool {
	if len(as.Lhs) != 2 || len(as.Rhs) != 1 {
		return false
	}
	call, ok := as.Rhs[0].(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := c.callee(call)
	return fn != nil && fn.FullName() == "context.WithCancel"
}

// onlyCalled reports whether cancel is called in root, and neither deferred
// nor handed on.
func (c *checker) onlyCalled(root ast.Node, cancel types.Object) bool {
	uses := len(find(root, func(id *ast.Ident) bool { return c.pass.TypesInfo.Uses[id] == cancel }))
	calls := len(find(root, func(s *ast.ExprStmt) bool {
		call, ok := s.X.(*ast.CallExpr)
		return ok && len(call.Args) == 0 && c.object(call.Fun) == cancel
	}))
	return calls > 0 && uses == calls
}
