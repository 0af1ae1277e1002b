package escape

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/govlint/govlint/internal/report"
)

// findBuilt finds strings that are made of bytes put together for them alone: the
// bytes are allocated as they grow, and the string once more.
func (s *spot) findBuilt(conv *ast.CallExpr) {
	v := s.local(conv.Args[0])
	if v == nil || s.conditional() {
		return
	}
	made, grown := s.startsEmpty(v)
	if !made.IsValid() || !s.onlyAppended(v, conv) {
		return
	}
	c := s.candidate(conv, report.Finding{Kind: "bytes-string"})
	c.place, c.lines, c.from = operator(conv.Args[0]), grown, ofRuntime
	c.Message = fmt.Sprintf("%s copies what was appended to %s for it, and %s is used for nothing else; a strings.Builder hands over its memory instead", textOf(conv), v.Name(), v.Name())
	c.Witness = []report.Step{
		{Pos: made, Text: v.Name() + " begins empty here"},
		{Pos: grown[0], Text: "is appended to here"},
	}
	s.add(c)
}

// conditional reports a conversion in a comparison, a switch, a look-up or a
// concatenation, for which the compiler copies nothing.
func (s *spot) conditional() bool {
	switch s.parent().(type) {
	case *ast.BinaryExpr, *ast.SwitchStmt, *ast.IndexExpr, *ast.RangeStmt, *ast.CaseClause:
		return true
	}
	return false
}

// startsEmpty is where v is made without elements, with room for a number of them
// that no stack can have ready, and where it is appended to.
func (s *spot) startsEmpty(v *types.Var) (made token.Pos, grown []token.Pos) {
	ast.Inspect(s.fn.Body, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != 1 || len(assign.Rhs) != 1 || s.local(assign.Lhs[0]) != v {
			return true
		}
		call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr)
		switch {
		case !ok:
		case assign.Tok == token.DEFINE && s.builtin(call) == "make" && len(call.Args) == 3 && s.info().Types[call.Args[2]].Value == nil && isZero(s.info(), call.Args[1]):
			made = assign.Pos()
		case s.builtin(call) == "append":
			grown = append(grown, assign.Pos())
		}
		return true
	})
	if len(grown) == 0 {
		made = token.NoPos
	}
	return made, grown
}

func isZero(info *types.Info, e ast.Expr) bool {
	value := info.Types[e].Value
	return value != nil && value.String() == "0"
}

// onlyAppended reports whether v is appended to, measured and, once, converted.
func (s *spot) onlyAppended(v *types.Var, conv *ast.CallExpr) bool {
	only := true
	uses(s.info(), s.fn.Body, v, func(path []ast.Node) {
		for i := len(path) - 2; i >= 0; i-- {
			switch p := path[i].(type) {
			case *ast.ParenExpr:
				continue
			case *ast.CallExpr:
				first := len(p.Args) > 0 && within(path[len(path)-1].Pos(), p.Args[0])
				name := s.builtin(p)
				only = only && (p == conv || name == "len" || name == "append" && first && appendsTo(s, path[:i], v))
			case *ast.AssignStmt:
				only = only && len(p.Lhs) == 1 && s.local(p.Lhs[0]) == v
			default:
				only = false
			}
			return
		}
	})
	return only
}

// appendsTo reports whether the append behind path is assigned to v again.
func appendsTo(s *spot, path []ast.Node, v *types.Var) bool {
	if len(path) == 0 {
		return false
	}
	assign, ok := path[len(path)-1].(*ast.AssignStmt)
	return ok && len(assign.Lhs) == 1 && len(assign.Rhs) == 1 && s.local(assign.Lhs[0]) == v
}
