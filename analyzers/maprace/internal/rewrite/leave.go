package rewrite

import (
	"go/ast"
	"go/token"
)

// exitsOf are the statements by which control leaves list other than at its
// end. It reports false for those that cannot be given a line before them.
func exitsOf(list []ast.Stmt) ([]ast.Stmt, bool) {
	var out []ast.Stmt
	ok := true
	var walk func(n ast.Node, loop, sw bool)
	walk = func(n ast.Node, loop, sw bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			if m == n {
				return true
			}
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ForStmt, *ast.RangeStmt:
				walk(m, true, true)
				return false
			case *ast.SwitchStmt, *ast.TypeSwitchStmt:
				walk(m, loop, true)
				return false
			case *ast.ReturnStmt:
				out = append(out, m)
			case *ast.BranchStmt:
				switch {
				case m.Tok == token.BREAK && sw || m.Tok == token.CONTINUE && loop || m.Tok == token.FALLTHROUGH:
				case m.Tok == token.GOTO || m.Label != nil:
					ok = false
				default:
					out = append(out, m)
				}
			}
			return true
		})
	}
	for _, s := range list {
		walk(&ast.BlockStmt{List: []ast.Stmt{s}}, false, false)
	}
	return out, ok
}

// terminates reports whether control never comes to the end of s.
func terminates(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.BlockStmt:
		return len(s.List) > 0 && terminates(s.List[len(s.List)-1])
	case *ast.IfStmt:
		return s.Else != nil && terminates(s.Body) && terminates(s.Else)
	case *ast.ForStmt:
		return s.Cond == nil
	case *ast.SwitchStmt:
		return false
	}
	return false
}
