package maprace

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/govlint/govlint/internal/place"
)

type tokenPos = token.Pos

// A namedMap is a map operand in the source, and where its access is said to
// be: at the bracket of an index, the parenthesis of a call, the for.
type namedMap struct {
	column int
	expr   ast.Expr
}

// nameAt is the map at p as the source writes it at pos, or as p says when
// the source does not tell.
func (c *checker) nameAt(pos tokenPos, p place.Place) string {
	at := c.pass.Fset.Position(pos)
	if c.names == nil {
		c.names = make(map[string]map[int][]namedMap)
	}
	lines, ok := c.names[at.Filename]
	if !ok {
		lines = c.mapsIn(pos)
		c.names[at.Filename] = lines
	}
	var found ast.Expr
	for _, n := range lines[at.Line] {
		if n.column == at.Column && (found == nil || types.ExprString(n.expr) == c.places.Name(p)) {
			found = n.expr
		}
	}
	if found == nil {
		return c.places.Name(p)
	}
	if s := types.ExprString(found); len(s) < 60 && !strings.Contains(s, "func(") {
		return s
	}
	return c.places.Name(p)
}

// mapsIn lists the map operands of the file at pos, by line.
func (c *checker) mapsIn(pos tokenPos) map[int][]namedMap {
	lines := make(map[int][]namedMap)
	note := func(pos tokenPos, x ast.Expr) {
		p := c.pass.Fset.Position(pos)
		lines[p.Line] = append(lines[p.Line], namedMap{p.Column, ast.Unparen(x)})
	}
	for _, file := range c.pass.Files {
		if pos < file.FileStart || pos > file.FileEnd {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.IndexExpr:
				if t := c.pass.TypesInfo.TypeOf(n.X); t != nil && isMap(t) {
					note(n.Lbrack, n.X)
					note(n.Pos(), n.X)
				}
			case *ast.RangeStmt:
				if t := c.pass.TypesInfo.TypeOf(n.X); t != nil && isMap(t) {
					note(n.For, n.X)
				}
			case *ast.CallExpr:
				c.noteCall(n, note)
			}
			return true
		})
	}
	return lines
}

// noteCall notes the maps, or pointers to one, among the arguments of a call
// and as its receiver.
func (c *checker) noteCall(call *ast.CallExpr, note func(tokenPos, ast.Expr)) {
	for _, arg := range call.Args {
		arg := ast.Unparen(arg)
		if u, ok := arg.(*ast.UnaryExpr); ok {
			arg = u.X
		}
		if t := c.pass.TypesInfo.TypeOf(arg); t != nil && isMap(t) {
			note(call.Lparen, arg)
		}
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		if t := c.pass.TypesInfo.TypeOf(sel.X); t != nil && isMap(t) {
			note(call.Lparen, sel.X)
		}
	}
}
