package escape

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/govlint/govlint/internal/report"
)

// grows reports "s += x" and "s = s + x".
func (s *spot) grows(assign *ast.AssignStmt) bool {
	if assign.Tok == token.ADD_ASSIGN {
		return true
	}
	if assign.Tok != token.ASSIGN {
		return false
	}
	e := ast.Unparen(assign.Rhs[0])
	for {
		bin, ok := e.(*ast.BinaryExpr)
		if !ok || bin.Op != token.ADD {
			break
		}
		e = ast.Unparen(bin.X)
	}
	_, isSum := ast.Unparen(assign.Rhs[0]).(*ast.BinaryExpr)
	return isSum && textOf(e) == textOf(assign.Lhs[0])
}

func isString(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func textOf(e ast.Expr) string { return types.ExprString(e) }

// findGrowth finds slices and maps that are filled in a loop over something
// whose length is known before.
func (s *spot) findGrowth(assign *ast.AssignStmt) {
	if len(assign.Lhs) != 1 || len(assign.Rhs) != 1 {
		return
	}
	loop, ok := s.loop().(*ast.RangeStmt)
	if !ok || !s.everyRound(loop) {
		return
	}
	length := s.lengthOf(loop)
	if length == "" {
		return
	}
	if call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr); ok && s.builtin(call) == "append" {
		s.findAppend(assign, call, loop, length)
		return
	}
	if index, ok := ast.Unparen(assign.Lhs[0]).(*ast.IndexExpr); ok && assign.Tok == token.ASSIGN {
		s.findFill(index, loop, length)
	}
}

// everyRound reports whether the visited statement stands directly in the body of
// loop and nothing before it ends a round early, except by leaving the function.
func (s *spot) everyRound(loop *ast.RangeStmt) bool {
	stmt, block := s.statement()
	if block != loop.Body || stmt != s.path[len(s.path)-1] {
		return false
	}
	for _, before := range block.List {
		if before == stmt {
			return true
		}
		if skips(before) {
			return false
		}
	}
	return false
}

// skips reports a continue, break or goto in n that may concern a loop around it.
func skips(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BranchStmt:
			found = found || n.Tok != token.FALLTHROUGH
		}
		return !found
	})
	return found
}

// lengthOf is an expression for the number of rounds, "" if there is none.
func (s *spot) lengthOf(loop *ast.RangeStmt) string {
	t := s.typeOf(loop.X)
	if t == nil || !simple(loop.X) {
		return ""
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Array, *types.Map:
		return "len(" + textOf(loop.X) + ")"
	case *types.Basic:
		if u.Kind() == types.Int {
			return textOf(loop.X)
		}
	}
	return ""
}

// origin is the statement that makes v empty, in the block in which loop stands
// or around it, when v is used by nothing in between.
func (s *spot) origin(v *types.Var, loop *ast.RangeStmt) (decl ast.Stmt, value ast.Expr) {
	block := s.blockOf(loop)
	if block == nil {
		return nil, nil
	}
	for _, stmt := range block.List {
		if stmt == ast.Stmt(loop) {
			return decl, value
		}
		if within(v.Pos(), stmt) {
			decl, value = stmt, initial(stmt, v.Name())
			continue
		}
		if decl != nil {
			used := false
			uses(s.info(), stmt, v, func([]ast.Node) { used = true })
			if used {
				return nil, nil
			}
		}
	}
	return nil, nil
}

// blockOf is the block in which the loop, which is on the path, stands.
func (s *spot) blockOf(loop ast.Node) *ast.BlockStmt {
	for i := 1; i < len(s.path); i++ {
		if s.path[i] == loop {
			block, _ := s.path[i-1].(*ast.BlockStmt)
			return block
		}
	}
	return nil
}

// initial is the value of the declaration of a single variable; nil of one
// without, as of what is none.
func initial(stmt ast.Stmt, name string) ast.Expr {
	switch stmt := stmt.(type) {
	case *ast.AssignStmt:
		if id, ok := stmt.Lhs[0].(*ast.Ident); ok && id.Name == name && len(stmt.Lhs) == 1 && len(stmt.Rhs) == 1 {
			return stmt.Rhs[0]
		}
	case *ast.DeclStmt:
		decl, ok := stmt.Decl.(*ast.GenDecl)
		if !ok || len(decl.Specs) != 1 {
			return nil
		}
		if spec, ok := decl.Specs[0].(*ast.ValueSpec); ok && len(spec.Names) == 1 && len(spec.Values) == 1 {
			return spec.Values[0]
		}
	}
	return nil
}

// findAppend finds "x = append(x, ...)" for an x that is empty before the loop.
func (s *spot) findAppend(assign *ast.AssignStmt, call *ast.CallExpr, loop *ast.RangeStmt, length string) {
	v := s.local(assign.Lhs[0])
	if v == nil || assign.Tok != token.ASSIGN || len(call.Args) < 2 || call.Ellipsis.IsValid() || textOf(call.Args[0]) != v.Name() {
		return
	}
	if _, ok := v.Type().Underlying().(*types.Slice); !ok {
		return
	}
	decl, value := s.origin(v, loop)
	if decl == nil || !s.empty(value) || s.appendsElsewhere(v, loop, assign) {
		return
	}
	if len(call.Args) > 2 {
		length = fmt.Sprintf("%d*%s", len(call.Args)-1, length)
	}
	c := s.candidate(assign, report.Finding{Kind: "presize"})
	c.place, c.lines, c.from = call.Lparen, []token.Pos{call.Pos()}, ofRuntime
	c.sure = true // go1.24 and older do not list appends, and this one cannot do without
	c.Message = fmt.Sprintf("%s is filled by the loop at %s without a capacity, and copied each time it has grown too small; it gets %s elements, so make room for them before", v.Name(), s.where(loop.Pos()), length)
	c.Witness = []report.Step{{Pos: decl.Pos(), Text: v.Name() + " begins empty here"}, {Pos: loop.Pos(), Text: "the loop runs " + length + " rounds"}}
	if len(call.Args) > 2 {
		c.Witness[1].Text = "the loop appends " + length + " elements"
	}
	c.Fixes = s.growBefore(loop, v, length)
	s.add(c)
}

// appendsElsewhere reports a second way in which the loop changes v.
func (s *spot) appendsElsewhere(v *types.Var, loop *ast.RangeStmt, except *ast.AssignStmt) bool {
	found := false
	ast.Inspect(loop, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && a != except {
			for _, lhs := range a.Lhs {
				found = found || s.local(lhs) == v
			}
		}
		return !found
	})
	return found
}

// empty reports the value of a slice without capacity.
func (s *spot) empty(value ast.Expr) bool {
	switch e := ast.Unparen(value).(type) {
	case nil:
		return true // var x []T
	case *ast.Ident:
		return e.Name == "nil"
	case *ast.CompositeLit:
		return len(e.Elts) == 0
	case *ast.CallExpr:
		if s.builtin(e) == "make" && len(e.Args) > 1 {
			v := s.info().Types[e.Args[len(e.Args)-1]].Value
			return v != nil && constant.Sign(v) == 0
		}
		return len(e.Args) == 1 && textOf(e.Args[0]) == "nil"
	}
	return false
}

// findFill finds "m[k] = v" for a map that is made without a size before the loop.
func (s *spot) findFill(index *ast.IndexExpr, loop *ast.RangeStmt, length string) {
	v := s.local(index.X)
	if v == nil {
		return
	}
	if _, ok := v.Type().Underlying().(*types.Map); !ok {
		return
	}
	decl, value := s.origin(v, loop)
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	if decl == nil || !ok || s.builtin(call) != "make" || len(call.Args) != 1 {
		return
	}
	c := s.candidate(index, report.Finding{Kind: "presize"})
	c.place, c.from = call.Lparen, ofRuntime
	c.Message = fmt.Sprintf("the map %s is filled by the loop at %s without a size, and rebuilt each time it has grown too small; it gets up to %s entries, so make it with that", v.Name(), s.where(loop.Pos()), length)
	c.Witness = []report.Step{{Pos: call.Pos(), Text: "the map is made without a size here"}, {Pos: loop.Pos(), Text: "the loop runs " + length + " rounds"}}
	c.Fixes = s.sizeMap(call, decl, loop, length)
	s.add(c)
}
