package ctxprop

import (
	"bytes"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/edit"
	"github.com/govlint/govlint/internal/report"
)

// fixParam gives a function that lacks one a context parameter, and its callers
// the context to pass:
//
//	func load(                     db *sql.DB) { db.Query       (     "…") }
//	          ctx context.Context,               db.QueryContext(ctx, "…")
//	func show(ctx context.Context) { load(     db) }
//	                                      ctx,
//
// It is offered when every caller stands in the package and has one context.
func (c *checker) fixParam(fn *ssa.Function, l *loss) []analysis.SuggestedFix {
	decl := c.flows.Pkg.Decl[fn]
	if decl == nil || len(c.losses[fn]) != 1 || mentions(decl, "ctx") || c.neededByInterface(fn) || c.inTestFiles(fn) {
		return nil
	}
	file := c.fileAt(decl.Pos())
	if file == nil {
		return nil
	}
	b := edit.New(c.pass)
	param := "ctx " + b.Import(file, "context", decl.Type.Params.Pos()) + ".Context"
	if decl.Type.Params.NumFields() > 0 {
		param += ", "
	}
	b.Insert(decl.Type.Params.Opening+1, param)
	for _, call := range c.flows.Calls(fn) {
		if !c.passContext(b, call) {
			return nil
		}
	}
	message := "Add a context parameter, and pass it from every caller"
	if !c.useParam(b, l) {
		return nil
	}
	if l.root != nil {
		message = report.ChangesBehaviour + "the work ends when the caller's context does"
	}
	return one(message, b)
}

// passContext puts the caller's context before the arguments of a call.
func (c *checker) passContext(b *edit.Builder, call ssa.CallInstruction) bool {
	u, ok := c.usable(call, nil)
	expr := c.callOf(call)
	if !ok || expr == nil || !c.onlyUsable(call, u) || !c.means(expr.Pos(), u) {
		return false
	}
	text := u.Expr
	if len(expr.Args) > 0 {
		text += ", "
	}
	b.Insert(expr.Lparen+1, text)
	return true
}

// useParam makes the work that was done without a context use the new parameter.
func (c *checker) useParam(b *edit.Builder, l *loss) bool {
	if l.root != nil {
		expr := c.callOf(l.root)
		if expr == nil || l.root.Parent() != l.at.Parent() {
			return false
		}
		b.Replace(expr.Pos(), expr.End(), "ctx")
		return true
	}
	expr := c.callOf(l.at)
	if expr == nil || l.variant.Fn == nil || !renameCallee(b, expr, l.callee.Name(), l.variant.Name) {
		return false
	}
	text := "ctx"
	if len(expr.Args) > 0 {
		text += ", "
	}
	b.Insert(expr.Lparen+1, text)
	return true
}

func mentions(decl *ast.FuncDecl, name string) bool {
	found := false
	ast.Inspect(decl, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}

// neededByInterface reports a method that some interface of the package asks for.
func (c *checker) neededByInterface(fn *ssa.Function) bool {
	if fn.Signature.Recv() == nil {
		return false
	}
	scope := c.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		iface, ok := scope.Lookup(name).Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for i := range iface.NumMethods() {
			if iface.Method(i).Name() == fn.Name() {
				return true
			}
		}
	}
	return false
}

// inTestFiles reports a function that test files beside it may call, which a
// pass over the package without its tests does not see.
func (c *checker) inTestFiles(fn *ssa.Function) bool {
	dir := filepath.Dir(c.pass.Fset.Position(fn.Pos()).Filename)
	names, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return true
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil || bytes.Contains(text, []byte(fn.Name()+"(")) {
			return true
		}
	}
	return false
}
