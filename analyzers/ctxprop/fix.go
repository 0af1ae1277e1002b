package ctxprop

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/edit"
	"github.com/govlint/govlint/internal/spawn"
)

func one(message string, b *edit.Builder) []analysis.SuggestedFix {
	edits := b.Edits()
	if edits == nil {
		return nil
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// path is the way from the node at pos up to its file.
func (c *checker) path(pos token.Pos) []ast.Node {
	for _, file := range c.pass.Files {
		if file.FileStart <= pos && pos <= file.FileEnd {
			path, _ := astutil.PathEnclosingInterval(file, pos, pos+1)
			return path
		}
	}
	return nil
}

func (c *checker) fileAt(pos token.Pos) *ast.File {
	path := c.path(pos)
	if len(path) == 0 {
		return nil
	}
	file, _ := path[len(path)-1].(*ast.File)
	return file
}

// stmtAt is the statement of a block that the node at pos belongs to, with the block.
func (c *checker) stmtAt(pos token.Pos) (ast.Stmt, *ast.BlockStmt) {
	path := c.path(pos)
	for i, n := range path {
		stmt, ok := n.(ast.Stmt)
		if !ok || i+1 == len(path) {
			continue
		}
		if block, ok := path[i+1].(*ast.BlockStmt); ok {
			return stmt, block
		}
	}
	return nil, nil
}

// fixDetach:
//
//	go s.send(                      r.Context() , m)
//	          context.WithoutCancel(           )
func (c *checker) fixDetach(call ssa.CallInstruction) []analysis.SuggestedFix {
	expr := c.callOf(call)
	if expr == nil {
		return nil
	}
	file := c.fileAt(expr.Pos())
	if file == nil {
		return nil
	}
	for _, arg := range expr.Args {
		if !ctxflow.IsContext(c.pass.TypesInfo.TypeOf(arg)) {
			continue
		}
		b := edit.New(c.pass)
		name := b.Import(file, "context", arg.Pos())
		b.Insert(arg.Pos(), name+".WithoutCancel(")
		b.Insert(arg.End(), ")")
		return one("Keep the values of the context and not its end", b)
	}
	return nil
}

// fixDiscarded:
//
//	ctx, _      := context.WithTimeout(ctx, d)
//	     cancel
//	defer cancel()
func (c *checker) fixDiscarded(call *ssa.Call) []analysis.SuggestedFix {
	ids := c.flows.Assigned(call)
	stmt, _ := c.stmtAt(call.Pos())
	assign, ok := stmt.(*ast.AssignStmt)
	if !ok || assign.Tok != token.DEFINE || len(ids) != 2 || ids[1] == nil || ids[1].Name != "_" || spawn.InLoop(call.Block()) {
		return nil
	}
	if !c.free("cancel", call.Pos()) || !takesNothing(call, 1) {
		return nil
	}
	b := edit.New(c.pass)
	b.Replace(ids[1].Pos(), ids[1].End(), "cancel")
	b.After(stmt, "defer cancel()")
	return one("Defer the cancel function", b)
}

// takesNothing reports a CancelFunc, which needs no cause.
func takesNothing(call *ssa.Call, index int) bool {
	sig, ok := call.Call.Signature().Results().At(index).Type().Underlying().(*types.Signature)
	return ok && sig.Params().Len() == 0
}

func (c *checker) free(name string, pos token.Pos) bool {
	scope := c.pass.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return false
	}
	_, obj := scope.LookupParent(name, token.NoPos)
	return obj == nil
}

// fixDefer puts defer cancel() behind the statement that makes it.
func (c *checker) fixDefer(call *ssa.Call, cancel *ssa.Extract) []analysis.SuggestedFix {
	if !takesNothing(call, cancel.Index) {
		return nil
	}
	for use := range c.usesOf(cancel) {
		if in, ok := use.(ssa.CallInstruction); !ok || in.Parent() != call.Parent() || c.resolve(in.Common().Value) != ssa.Value(cancel) {
			return nil // somebody else may still need the context when the function returns
		}
	}
	return c.deferAfter(call, cancel, "()", "Defer the cancel function")
}

// fixSpanEnd puts defer span.End() behind the statement that starts it.
func (c *checker) fixSpanEnd(call *ssa.Call, span *ssa.Extract) []analysis.SuggestedFix {
	return c.deferAfter(call, span, ".End()", "Defer the end of the span")
}

func (c *checker) deferAfter(call *ssa.Call, v *ssa.Extract, suffix, message string) []analysis.SuggestedFix {
	ids := c.flows.Assigned(call)
	stmt, _ := c.stmtAt(call.Pos())
	if _, ok := stmt.(*ast.AssignStmt); !ok || v.Index >= len(ids) || ids[v.Index] == nil || spawn.InLoop(call.Block()) {
		return nil
	}
	if c.assignedTwice(ids[v.Index]) {
		return nil
	}
	b := edit.New(c.pass)
	b.After(stmt, "defer "+ids[v.Index].Name+suffix)
	return one(message, b)
}

// assignedTwice reports a variable that a deferred call would not find as it
// was: it reads its receiver when it is deferred, which is right, but a second
// value would need a second defer.
func (c *checker) assignedTwice(id *ast.Ident) bool {
	obj := c.pass.TypesInfo.ObjectOf(id)
	n := 0
	for _, other := range c.flows.AssignedIdents() {
		if c.pass.TypesInfo.ObjectOf(other) == obj {
			n++
		}
	}
	return n > 1
}

// fixSpanContext:
//
//	_  , span := tracer.Start(ctx, "name")
//	ctx
func (c *checker) fixSpanContext(start *ssa.Call, parent ssa.Value) []analysis.SuggestedFix {
	p, ok := parent.(*ssa.Parameter)
	ids := c.flows.Assigned(start)
	stmt, block := c.stmtAt(start.Pos())
	assign, isAssign := stmt.(*ast.AssignStmt)
	if !ok || !isAssign || assign.Tok != token.DEFINE || len(ids) != 2 || ids[0] == nil || ids[0].Name != "_" || p.Parent() != start.Parent() {
		return nil
	}
	decl, ok := start.Parent().Syntax().(*ast.FuncDecl)
	if !ok || decl.Body != block {
		return nil
	}
	b := edit.New(c.pass)
	b.Replace(ids[0].Pos(), ids[0].End(), p.Name())
	return one("Keep the context that carries the span", b)
}

// fixNil replaces a literal nil:
//
//	s.find(nil, id)
//	       context.TODO()
func (c *checker) fixNil(call ssa.CallInstruction, arg ssa.Value) []analysis.SuggestedFix {
	expr := c.callOf(call)
	if expr == nil {
		return nil
	}
	file := c.fileAt(expr.Pos())
	for _, a := range expr.Args {
		id, ok := ast.Unparen(a).(*ast.Ident)
		if !ok || id.Name != "nil" || file == nil {
			continue
		}
		sig, ok := c.pass.TypesInfo.TypeOf(expr.Fun).Underlying().(*types.Signature)
		if !ok || expr.Args[0] != a || sig.Params().Len() == 0 || !ctxflow.IsContext(sig.Params().At(0).Type()) {
			return nil
		}
		b := edit.New(c.pass)
		text := b.Import(file, "context", a.Pos()) + ".TODO()"
		for _, u := range c.flows.Usables(call) {
			if c.onlyUsable(call, u) && c.means(a.Pos(), u) {
				text = u.Expr
				b = edit.New(c.pass)
			}
		}
		b.Replace(a.Pos(), a.End(), text)
		return one("Pass "+text, b)
	}
	return nil
}
