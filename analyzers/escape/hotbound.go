package escape

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/govlint/govlint/internal/report"
)

// findBound finds method values: each is a function that holds its receiver, made anew
// wherever x.Method stands without a call, as in the states of a parser.
func (s *spot) findBound(sel *ast.SelectorExpr) {
	selection := s.info().Selections[sel]
	if selection == nil || selection.Kind() != types.MethodVal || s.isCalled(sel) || s.startsGoroutine() {
		return
	}
	c := s.candidate(sel, report.Finding{Kind: "closure"})
	c.place, c.from = operator(sel), ofRuntime
	c.Witness = []report.Step{{Pos: sel.X.Pos(), Text: textOf(sel.X) + " is bound here, so that the function needs memory of its own"}}
	c.Message = fmt.Sprintf("%s is allocated %s, for a method without its call holds its receiver; bind it once and keep it, or hand on the method expression and the receiver", textOf(sel), s.often(s.loop()))
	s.add(c)
}

// isCalled reports whether the selector at the end of the path is what a call calls.
func (s *spot) isCalled(sel *ast.SelectorExpr) bool {
	var fun ast.Expr = sel
	for i := len(s.path) - 2; i >= 0; i-- {
		switch p := s.path[i].(type) {
		case *ast.ParenExpr:
			fun = p
		case *ast.CallExpr:
			return p.Fun == fun
		default:
			return false
		}
	}
	return false
}
