package maprace

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
	"github.com/govlint/govlint/internal/edit"
)

// cloneCopied is the fix that gives the copy of a struct a map of its own where
// the struct is copied, when the lock is held. None where maps lie in the map.
//
//	cfg := *s.cfg         →    cfg := *s.cfg
//	s.mu.RUnlock()             cfg.labels = maps.Clone(cfg.labels)
//	cfg.labels[k] = v          s.mu.RUnlock()
//	                           cfg.labels[k] = v
func (c *checker) cloneCopied(fn *ssa.Function, cell *ssa.Alloc, at token.Pos, field *types.Var) []analysis.SuggestedFix {
	list, i := c.statementAt(fn, at)
	if i < 0 || holdsMaps(field.Type()) {
		return nil
	}
	as, ok := list[i].(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 1 {
		return nil
	}
	id, ok := as.Lhs[0].(*ast.Ident)
	if !ok || id.Name != cell.Comment || c.pass.TypesInfo.ObjectOf(id).Pos() != cell.Pos() {
		return nil
	}
	b := edit.New(c.pass)
	name := id.Name + "." + field.Name()
	b.After(as, name+" = "+b.Import(c.fileAt(at), "maps", at)+".Clone("+name+")")
	return fix(b, "clone "+name+" where "+id.Name+" is copied")
}

// cloneOwn is the fix that gives a local copy of a struct a map of its own before
// it is written to: the copy came out of something that goroutines share.
//
//	opts := options(ctx)       →    opts := options(ctx)
//	opts.settings[k] = v            opts.settings = maps.Clone(opts.settings)
//	                                opts.settings[k] = v
func (c *checker) cloneOwn(fn *ssa.Function, write token.Pos) []analysis.SuggestedFix {
	list, i := c.statementAt(fn, write)
	sel, ok := c.mapExpr(write).(*ast.SelectorExpr)
	if i < 0 || !ok || holdsMaps(c.pass.TypesInfo.TypeOf(sel)) {
		return nil
	}
	v := rewrite.LocalVar(c.pass, sel.X)
	if v == nil || c.inLoop(c.fileAt(write), v.Pos(), write) {
		return nil
	}
	if _, copied := v.Type().Underlying().(*types.Struct); !copied {
		return nil
	}
	b := edit.New(c.pass)
	name := v.Name() + "." + sel.Sel.Name
	b.Before(list[i], name+" = "+b.Import(c.fileAt(write), "maps", write)+".Clone("+name+")")
	return fix(b, "write to a clone of "+name)
}

// inLoop reports a loop, or a literal, around pos that from stands outside of.
func (c *checker) inLoop(file *ast.File, from, pos token.Pos) bool {
	path, _ := astutil.PathEnclosingInterval(file, pos, pos)
	for _, n := range path {
		if n.Pos() <= from && from < n.End() {
			return false
		}
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			return true
		}
	}
	return true
}

// cloneSent is the fix that sends a copy of a map.
//
//	out <- totals    →    out <- maps.Clone(totals)
func (c *checker) cloneSent(fn *ssa.Function, send *ssa.Send) []analysis.SuggestedFix {
	list, i := c.statementAt(fn, send.Pos())
	if i < 0 || holdsMaps(send.X.Type()) {
		return nil
	}
	s, ok := list[i].(*ast.SendStmt)
	if !ok || !isMapType(c.pass.TypesInfo.TypeOf(s.Value)) {
		return nil
	}
	return c.cloned(s.Value, "send a copy, made with maps.Clone")
}

// cloned puts a copy in the place of a map.
func (c *checker) cloned(expr ast.Expr, message string) []analysis.SuggestedFix {
	b := edit.New(c.pass)
	b.Insert(expr.Pos(), b.Import(c.fileAt(expr.Pos()), "maps", expr.Pos())+".Clone(")
	b.Insert(expr.End(), ")")
	return fix(b, message)
}

// cloneHandedOn is cloneReturned for a map that is sent or put in another object.
//
//	out.Routes = r.routes                 →    out.Routes = maps.Clone(r.routes)
//	return &Snapshot{Routes: r.routes}    →    return &Snapshot{Routes: maps.Clone(r.routes)}
func (c *checker) cloneHandedOn(fn *ssa.Function, out ssa.Instruction, of types.Object) []analysis.SuggestedFix {
	list, i := c.statementAt(fn, out.Pos())
	if i < 0 {
		return nil
	}
	var found []ast.Expr
	ast.PreorderStack(list[i], nil, func(n ast.Node, around []ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && len(around) > 0 && c.namesMap(e, of) && handsOn(around[len(around)-1], e) {
			found = append(found, e)
		}
		return true
	})
	if len(found) != 1 || holdsMaps(c.pass.TypesInfo.TypeOf(found[0])) {
		return nil
	}
	return c.cloned(found[0], "hand on a copy, made with maps.Clone while the lock is held")
}

func (c *checker) namesMap(e ast.Expr, of types.Object) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return c.pass.TypesInfo.Uses[e.Sel] == of
	case *ast.Ident:
		v, ok := of.(*types.Var)
		return ok && !v.IsField() && c.pass.TypesInfo.Uses[e] == of
	}
	return false
}

// handsOn reports a parent that takes e as a value.
func handsOn(parent ast.Node, e ast.Expr) bool {
	switch p := parent.(type) {
	case *ast.KeyValueExpr:
		return p.Value == e
	case *ast.CompositeLit:
		return true
	case *ast.SendStmt:
		return p.Value == e
	case *ast.AssignStmt:
		return len(p.Rhs) == 1 && p.Rhs[0] == e && p.Tok == token.ASSIGN
	}
	return false
}
