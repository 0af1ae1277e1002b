package maprace

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
	"github.com/govlint/govlint/internal/spawn"
)

// quiet reports whether statements may run with a lock held that was not held
// before: they touch no channel, no other lock and no goroutine, and call only
// what surely returns soon and calls back nobody.
func (c *checker) quiet(stmts []ast.Stmt) bool {
	ok := true
	for _, stmt := range stmts {
		ast.Inspect(stmt, func(n ast.Node) bool {
			ok = ok && c.quietNode(n)
			return ok
		})
	}
	return ok
}

func (c *checker) quietNode(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.SendStmt, *ast.SelectStmt, *ast.GoStmt, *ast.DeferStmt, *ast.LabeledStmt, *ast.FuncLit:
		return false
	case *ast.UnaryExpr:
		return n.Op != token.ARROW
	case *ast.RangeStmt:
		switch c.pass.TypesInfo.TypeOf(n.X).Underlying().(type) {
		case *types.Chan, *types.Signature:
			return false
		}
	case *ast.CallExpr:
		return c.quietCall(n)
	}
	return true
}

func (c *checker) quietCall(call *ast.CallExpr) bool {
	tv := c.pass.TypesInfo.Types[ast.Unparen(call.Fun)]
	if tv.IsType() {
		return true
	}
	if tv.IsBuiltin() {
		name := types.ExprString(ast.Unparen(call.Fun))
		return !slices.Contains([]string{"panic", "recover", "close", "print", "println"}, name)
	}
	fn := calledObject(c.pass.TypesInfo, call)
	if fn == nil {
		return false
	}
	if fn.Pkg() == c.pass.Pkg {
		target := c.pkg.SSA.Prog.FuncValue(fn)
		return target != nil && c.quietFunc(target, 0)
	}
	if fn.Pkg() != nil && fn.Pkg().Path() == "fmt" {
		return (strings.HasPrefix(fn.Name(), "Sprint") || fn.Name() == "Errorf") && c.basicArgs(call)
	}
	return quietObject(fn) || isSlices(fn) && c.walksMaps(call)
}

// isSlices reports functions that take entries out of an iterator: Collect,
// Sorted and the like.
func isSlices(fn *types.Func) bool {
	return fn.Pkg() != nil && fn.Pkg().Path() == "slices" && fn.Signature().Params().Len() == 1
}

func (c *checker) walksMaps(call *ast.CallExpr) bool {
	return !slices.ContainsFunc(call.Args, func(arg ast.Expr) bool { return !rewrite.WalksMap(c.pass, arg) })
}

// basicArgs reports arguments that print themselves with no method.
func (c *checker) basicArgs(call *ast.CallExpr) bool {
	return !slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		_, ok := types.Unalias(c.pass.TypesInfo.TypeOf(arg)).(*types.Basic)
		return !ok
	})
}

func calledObject(info *types.Info, call *ast.CallExpr) *types.Func {
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
		if sel := info.Selections[fun]; sel != nil && types.IsInterface(sel.Recv()) {
			return nil
		}
	}
	if id == nil {
		return nil
	}
	fn, _ := info.Uses[id].(*types.Func)
	return fn
}

// quietObject reports functions of std that compute and nothing else.
func quietObject(fn *types.Func) bool {
	if fn.Pkg() == nil || takesFunc(fn.Signature()) {
		return false
	}
	switch fn.Pkg().Path() {
	case "strings", "strconv", "errors", "unicode", "unicode/utf8", "math", "maps", "slices", "path", "path/filepath", "bytes", "cmp", "sync/atomic":
		return true
	case "sort":
		return fn.Name() == "Strings" || fn.Name() == "Ints" || fn.Name() == "Float64s"
	case "time":
		if fn.Signature().Recv() != nil {
			return !strings.HasPrefix(fn.FullName(), "(*time.T")
		}
		return slices.Contains([]string{"Now", "Since", "Until", "Date", "Unix"}, fn.Name())
	}
	return false
}

func takesFunc(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if _, ok := p.Type().Underlying().(*types.Signature); ok {
			return true
		}
	}
	return false
}

const maxQuietDepth = 4

// quietFunc is quiet for a function of the package.
func (c *checker) quietFunc(fn *ssa.Function, depth int) bool {
	if depth > maxQuietDepth || len(fn.Blocks) == 0 {
		return false
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if !c.quietInstr(in, depth) {
				return false
			}
		}
	}
	return true
}

func (c *checker) quietInstr(in ssa.Instruction, depth int) bool {
	switch in := in.(type) {
	case *ssa.Send, *ssa.Select, *ssa.Go, *ssa.Defer, *ssa.Panic, *ssa.MakeClosure:
		return false
	case *ssa.UnOp:
		return in.Op != token.ARROW
	case *ssa.Call:
		if b, ok := in.Call.Value.(*ssa.Builtin); ok {
			return b.Name() != "close"
		}
		callee := in.Call.StaticCallee()
		if callee == nil {
			return false
		}
		if len(callee.Blocks) > 0 {
			return c.quietFunc(callee, depth+1)
		}
		obj := spawn.CalleeObject(in.Common())
		return obj != nil && quietObject(obj)
	}
	return true
}
