package escape

import (
	"go/ast"
	"go/types"
	"strings"
)

// cold reports whether the node at the end of path runs rarely: what makes an
// error, a log line or a panic, and what stands before them in their block.
func cold(info *types.Info, path []ast.Node) bool {
	for i := len(path) - 1; i >= 0; i-- {
		switch n := path[i].(type) {
		case *ast.CallExpr:
			if coldCall(info, n) {
				return true
			}
		case *ast.BlockStmt:
			if i > 0 && conditional(path[i-1]) && endsCold(info, n.List) {
				return true
			}
		case *ast.CaseClause:
			if endsCold(info, n.Body) {
				return true
			}
		case *ast.ReturnStmt:
			if failing(info, n) {
				return true
			}
		case *ast.FuncLit:
			return false
		}
	}
	return false
}

func conditional(n ast.Node) bool {
	_, ok := n.(*ast.IfStmt)
	return ok
}

func endsCold(info *types.Info, list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch last := list[len(list)-1].(type) {
	case *ast.ReturnStmt:
		return failing(info, last)
	case *ast.ExprStmt:
		call, ok := last.X.(*ast.CallExpr)
		return ok && coldCall(info, call)
	}
	return false
}

// failing reports a return of an error that is surely one.
func failing(info *types.Info, ret *ast.ReturnStmt) bool {
	if len(ret.Results) == 0 {
		return false
	}
	last := ret.Results[len(ret.Results)-1]
	t := info.TypeOf(last)
	if t == nil || info.Types[last].IsNil() {
		return false
	}
	if call, ok := ast.Unparen(last).(*ast.CallExpr); ok && len(ret.Results) == 1 && calleeOf(info, call) != nil {
		return coldCall(info, call) // its error may be nil
	}
	return types.AssignableTo(t, types.Universe.Lookup("error").Type()) && !types.Identical(t, types.Typ[types.UntypedNil])
}

// coldCall reports a call that makes an error, logs or ends the program.
func coldCall(info *types.Info, call *ast.CallExpr) bool {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "panic" {
		_, builtin := info.Uses[id].(*types.Builtin)
		return builtin
	}
	fn := calleeOf(info, call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "log", "log/slog", "errors", "testing":
		return true
	case "fmt":
		return fn.Name() == "Errorf"
	case "os":
		return fn.Name() == "Exit"
	}
	if results := fn.Signature().Results(); results.Len() == 1 && isError(results.At(0).Type()) && madeError(fn.Name()) {
		return true
	}
	return false
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// madeError reports the name of a function that makes errors.
func madeError(name string) bool {
	return strings.HasPrefix(name, "Err") || strings.HasPrefix(name, "err") || strings.HasSuffix(name, "Errorf") || name == "Wrap" || name == "Wrapf"
}

func (s *spot) cold() bool { return cold(s.info(), s.path) }
