package escape

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/edit"
)

func fixed(b *edit.Builder, message string) []analysis.SuggestedFix {
	edits := b.Edits()
	if edits == nil {
		return nil
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// growBefore makes room before the loop. Unlike a make in the declaration it
// leaves a slice nil that gets no elements.
//
//	var ids []int                ->    var ids []int
//	for _, o := range orders {         ids = slices.Grow(ids, len(orders))
//	                                   for _, o := range orders {
func (s *spot) growBefore(loop *ast.RangeStmt, v *types.Var, length string) []analysis.SuggestedFix {
	file := s.fileAt(loop.Pos())
	if file == nil || s.older(file, "go1.21") {
		return nil
	}
	if b, ok := typeUnder[*types.Basic](s.typeOf(loop.X)); ok && b.Info()&types.IsInteger != 0 {
		length = "max(" + length + ", 0)" // fewer than none is none for range, and a panic for Grow
	}
	b := edit.New(s.pass)
	pkg := b.Import(file, "slices", loop.Pos())
	b.Before(loop, fmt.Sprintf("%s = %s.Grow(%s, %s)", v.Name(), pkg, v.Name(), length))
	return fixed(b, "make room for "+length+" elements before the loop")
}

// sizeMap says how many entries the map will get.
//
//	m := make(map[K]V)    ->    m := make(map[K]V, len(orders))
func (s *spot) sizeMap(call *ast.CallExpr, decl, loop ast.Stmt, length string) []analysis.SuggestedFix {
	ranged := loop.(*ast.RangeStmt)
	if b, ok := typeUnder[*types.Basic](s.typeOf(ranged.X)); ok && b.Info()&types.IsInteger != 0 {
		return nil // may be negative
	}
	root := rootOf(ranged.X)
	v, ok := s.info().Uses[root].(*types.Var)
	if !ok || v.Pos() >= decl.Pos() && v.Parent() != s.pass.Pkg.Scope() {
		return nil
	}
	between := false
	block := s.blockOf(loop)
	for _, stmt := range block.List {
		if stmt.Pos() >= decl.Pos() && stmt.Pos() < loop.Pos() && stmt != decl {
			between = between || assigned(s.info(), stmt, v)
		}
	}
	if between {
		return nil
	}
	b := edit.New(s.pass)
	b.Insert(call.Rparen, ", "+length)
	return fixed(b, "make the map for "+length+" entries")
}

func rootOf(e ast.Expr) *ast.Ident {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// hoistPattern makes a package variable of a pattern that is known to compile.
//
//	func f() {                             ->    var idPattern = regexp.MustCompile(`^\d+$`)
//		id := regexp.MustCompile(`^\d+$`)
//	                                             func f() {
//	                                             	id := idPattern
func (s *spot) hoistPattern(call *ast.CallExpr) []analysis.SuggestedFix {
	fn := s.callee(call)
	if fn.Name() != "MustCompile" || len(call.Args) != 1 {
		return nil
	}
	value := s.info().Types[call.Args[0]].Value
	if value == nil || value.Kind() != constant.String {
		return nil
	}
	if _, err := regexp.Compile(constant.StringVal(value)); err != nil {
		return nil // it would no longer panic here but at the start
	}
	local := false
	ast.Inspect(call.Args[0], func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if obj := s.info().Uses[id]; ok && obj != nil && within(obj.Pos(), s.fn) {
			local = true
		}
		return true
	})
	name := s.freeName(lowerFirst(s.fn.Name.Name)+"Pattern", false)
	if local || name == "" {
		return nil
	}
	b := edit.New(s.pass)
	head := s.fn.Pos()
	if s.fn.Doc != nil {
		head = s.fn.Doc.Pos()
	}
	b.Insert(head, "var "+name+" = "+b.Text(call)+"\n\n")
	b.Replace(call.Pos(), call.End(), name)
	return fixed(b, "compile the pattern once, in "+name)
}

func lowerFirst(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// freeName is name, or name with a number behind it, that means nothing yet in
// the package, in the function, nor as the fix of another pattern in it.
func (s *spot) freeName(name string, local bool) string {
	if s.names == nil {
		s.names = make(map[string]bool)
	}
	taken := func(name string) bool {
		if s.pass.Pkg.Scope().Lookup(name) != nil || s.names[name] || s.names[s.fn.Name.Name+"."+name] {
			return true
		}
		found := false
		ast.Inspect(s.fn, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && id.Name == name
			return !found
		})
		return found
	}
	for i := 1; i < 10; i++ {
		try := name
		if i > 1 {
			try = fmt.Sprint(name, i)
		}
		if !taken(try) {
			if local {
				s.names[s.fn.Name.Name+"."+try] = true
			} else {
				s.names[try] = true
			}
			return try
		}
	}
	return ""
}

// hoistClosure makes a function once that does not depend on the round.
//
//	for _, o := range orders {          ->    add := func(n int) { sum += n }
//		o.each(func(n int) { sum += n })      for _, o := range orders {
//	                                          	o.each(add)
func (s *spot) hoistClosure(lit *ast.FuncLit, loop ast.Stmt, captured []*types.Var) []analysis.SuggestedFix {
	for _, v := range captured {
		if within(v.Pos(), loop) {
			return nil
		}
	}
	if s.blockOf(loop) == nil || s.declaredInside(lit, loop) {
		return nil
	}
	name := s.freeName("each", true)
	if name == "" {
		return nil
	}
	b := edit.New(s.pass)
	b.Before(loop, name+" := "+b.Text(lit))
	b.Replace(lit.Pos(), lit.End(), name)
	return fixed(b, "make the function once, before the loop")
}

// declaredInside reports a type or constant of the loop that lit uses.
func (s *spot) declaredInside(lit *ast.FuncLit, loop ast.Stmt) bool {
	found := false
	ast.Inspect(lit, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if obj := s.info().Uses[id]; ok && obj != nil && within(obj.Pos(), loop) && !within(obj.Pos(), lit) {
			found = true
		}
		return !found
	})
	return found
}

// older reports a file of a module that still allows Go versions before v.
func (s *spot) older(file *ast.File, v string) bool { return olderThan(s.pass, file, v) }
