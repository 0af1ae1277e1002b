package goroutineleak

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/govlint/govlint/internal/report"
)

// A silent field is a channel, or a condition, that nobody can speak on: it is not
// exported, and all that the package does with it is to make it and to wait for
// it. Any other use, and one in a file that this build leaves out, makes it none.
type silence struct {
	names map[string]bool     // of the fields that may be silent; the other identifiers are most of a package
	uses  map[*types.Var]bool // fields of channels and conditions; whether they are silent
	made  map[*types.Var]bool // those that the package makes; the others may be set by a test
}

// isSilent reports whether the field that e selects is one.
func (c *checker) isSilent(e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := c.pass.TypesInfo.Uses[sel.Sel].(*types.Var)
	if !ok || !f.IsField() || f.Exported() || f.Pkg() != c.pass.Pkg || f.Embedded() {
		return false
	}
	if c.silence == nil {
		c.silence = &silence{names: c.waitedNames(), uses: make(map[*types.Var]bool), made: make(map[*types.Var]bool)}
		for _, file := range c.pass.Files {
			c.noteUses(file)
		}
	}
	return c.silence.uses[f.Origin()] && c.silence.made[f.Origin()] && !c.mentionedElsewhere(f.Name())
}

// waitedNames are the names of the fields that somebody can wait on and that are
// not exported.
func (c *checker) waitedNames() map[string]bool {
	names := make(map[string]bool)
	for id, obj := range c.pass.TypesInfo.Defs {
		if f, ok := obj.(*types.Var); ok && f.IsField() && !f.Exported() && waitable(f.Type()) {
			names[id.Name] = true
		}
	}
	return names
}

// noteUses looks at each use of a field in a file.
func (c *checker) noteUses(file *ast.File) {
	ast.PreorderStack(file, nil, func(n ast.Node, around []ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if c.silence.names[n.Name] {
				c.noteUse(n, append(around, n))
			}
		case *ast.CompositeLit:
			c.notePositions(n)
		}
		return true
	})
}

// noteUse keeps or takes the silence of the field that id uses.
func (c *checker) noteUse(id *ast.Ident, stack []ast.Node) {
	f, ok := c.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || !f.IsField() || f.Exported() || !waitable(f.Type()) {
		return
	}
	f = f.Origin()
	silent, known := c.silence.uses[f]
	if known && !silent {
		return
	}
	waits, makes := c.onlyWaits(stack)
	c.silence.uses[f] = waits || makes
	c.silence.made[f] = c.silence.made[f] || makes
}

// waitable reports channels and conditions.
func waitable(t types.Type) bool {
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	return isCond(t)
}

func isCond(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Pointer)
	return ok && types.TypeString(t, nil) == "*sync.Cond"
}

// onlyWaits reports whether the field at the end of stack is waited for there, and
// whether it is made.
func (c *checker) onlyWaits(stack []ast.Node) (waits, makes bool) {
	i := len(stack) - 2
	if i < 0 {
		return false, false
	}
	if kv, ok := stack[i].(*ast.KeyValueExpr); ok && kv.Key == stack[i+1] {
		return false, c.isFresh(kv.Value)
	}
	sel, ok := stack[i].(*ast.SelectorExpr)
	if !ok || i == 0 {
		return false, false
	}
	switch up := stack[i-1].(type) {
	case *ast.UnaryExpr:
		return up.Op == token.ARROW, false
	case *ast.RangeStmt:
		return up.X == sel, false
	case *ast.BinaryExpr:
		return up.Op == token.EQL || up.Op == token.NEQ, false
	case *ast.SelectorExpr:
		return up.Sel.Name == "Wait" || up.Sel.Name == "L", false
	case *ast.AssignStmt:
		for j, l := range up.Lhs {
			if l == ast.Expr(sel) {
				return false, len(up.Lhs) == len(up.Rhs) && c.isFresh(up.Rhs[j])
			}
		}
	}
	return false, false
}

// isFresh reports what makes a channel or a condition.
func (c *checker) isFresh(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "make" {
		return true
	}
	fn := c.callee(call)
	return fn != nil && fn.FullName() == "sync.NewCond"
}

// notePositions takes the silence of the fields of a struct that is written
// without their names.
func (c *checker) notePositions(lit *ast.CompositeLit) {
	if len(lit.Elts) == 0 {
		return
	}
	if _, named := lit.Elts[0].(*ast.KeyValueExpr); named {
		return
	}
	t := c.pass.TypesInfo.TypeOf(lit)
	if t == nil {
		return
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for f := range s.Fields() {
		c.silence.uses[f.Origin()] = false
	}
}

// mentionedElsewhere reports whether a file of the package that this build leaves
// out names a field so.
func (c *checker) mentionedElsewhere(field string) bool {
	for _, name := range c.pass.IgnoredFiles {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		if c.pass.ReadFile == nil {
			return true
		}
		if text, err := c.pass.ReadFile(name); err != nil || bytes.Contains(text, []byte("."+field)) {
			return true
		}
	}
	return false
}

// checkSilent reports waits for a condition that nobody signals.
func (c *checker) checkSilent(decl *ast.FuncDecl) {
	if decl.Body == nil || strings.HasSuffix(c.pass.Fset.Position(decl.Pos()).Filename, "_test.go") {
		return
	}
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		of := c.method(call, "Wait")
		if of == nil || c.reported[call.Pos()] || !isCond(c.pass.TypesInfo.TypeOf(of)) || !c.isSilent(of) {
			return true
		}
		name := types.ExprString(of)
		c.add(report.Finding{
			Kind:    "cond",
			Pos:     call.Pos(),
			Message: fmt.Sprintf("%s can block for ever waiting for %s: nothing in the package signals it, and nothing else can", decl.Name.Name, name),
			Witness: []report.Step{
				{Pos: call.Pos(), Text: "1 main: is blocked waiting for " + name + " at " + c.where(call.Pos()) + ": no function of the package calls its Signal or Broadcast"},
			},
		}, nil)
		return true
	})
}

// silentExit is the silent channel that a case of a select in body waits for.
func (c *checker) silentExit(body ast.Node) string {
	name := ""
	ast.Inspect(body, func(n ast.Node) bool {
		if clause, ok := n.(*ast.CommClause); ok && c.neverTaken(clause) {
			name = types.ExprString(received(clause.Comm))
		}
		return name == ""
	})
	return name
}

// neverTaken reports a case that receives from a silent channel.
func (c *checker) neverTaken(clause *ast.CommClause) bool {
	e := received(clause.Comm)
	return e != nil && c.isSilent(e)
}

// received is the channel that a statement receives from, or nil.
func received(stmt ast.Stmt) ast.Expr {
	var e ast.Expr
	switch s := stmt.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			e = s.Rhs[0]
		}
	case *ast.RangeStmt:
		return s.X
	}
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return u.X
	}
	return nil
}

// reportSilent reports the statement of a goroutine that waits for a silent channel.
func (c *checker) reportSilent(start token.Pos, stmt ast.Stmt) {
	e := received(stmt)
	if e == nil || !c.isSilent(e) {
		return
	}
	for pos := range c.reported {
		if stmt.Pos() <= pos && pos < stmt.End() {
			return
		}
	}
	name := types.ExprString(e)
	f := report.Finding{
		Kind:    "receive",
		Pos:     stmt.Pos(),
		Message: "the goroutine started at " + c.where(start) + " waits for " + name + " for ever: nothing in the package closes it or sends on it, and nothing else can",
		Witness: []report.Step{
			{Pos: start, Text: "1 main: starts the goroutine at " + c.where(start)},
			{Pos: stmt.Pos(), Text: "2 goroutine: is blocked waiting for " + name + " at " + c.where(stmt.Pos())},
		},
	}
	if _, ok := stmt.(*ast.RangeStmt); ok {
		f.Kind = "range"
	}
	c.add(f, nil)
}
