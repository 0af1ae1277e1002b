package escape

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/edit"
)

// fixMixed makes a field or variable an atomic type, where all of its accesses
// can be seen and rewritten:
//
//	n int64                →  n atomic.Int64
//	atomic.AddInt64(&s.n, 1)  s.n.Add(1)
//	s.n++                     s.n.Add(1)
//	return s.n                return s.n.Load()
func (c *checker) fixMixed(m *mixture) []analysis.SuggestedFix {
	typed := typedName(m.obj.Type(), m.elem)
	if typed == "" || m.obj.Exported() || !c.atLeast("go1.19") || c.mentionedElsewhere(m.obj.Name()) {
		return nil
	}
	spec := c.typeOfDecl(m.obj)
	if spec == nil || c.copies(m.obj) {
		return nil
	}
	b := edit.New(c.pass)
	b.Replace(spec.Pos(), spec.End(), b.Import(c.fileAt(spec.Pos()), "sync/atomic", spec.Pos())+"."+typed)
	for _, op := range m.ops {
		c.rewriteOp(b, op)
	}
	for _, u := range m.uses {
		switch c.kindOf(u, false) {
		case atomicUse:
		case readUse:
			e, _ := u.expr(false)
			b.Insert(e.End(), ".Load()")
		case writeUse:
			c.rewriteWrite(b, u)
		default:
			return nil
		}
	}
	if c.opsInTests(m) || !c.importStays(m, spec) {
		return nil
	}
	edits := b.Edits()
	if edits == nil {
		return nil
	}
	return []analysis.SuggestedFix{{Message: "Make it an atomic." + typed, TextEdits: edits}}
}

// opsInTests reports atomic accesses that stand in test files, which m leaves out.
func (c *checker) opsInTests(m *mixture) bool {
	for _, op := range c.census.atomics {
		if op.obj == m.obj && c.inTest(op.call.Pos()) {
			return true
		}
	}
	return false
}

// importStays reports whether each file that loses calls of sync/atomic still
// has another use of it, or the declaration with its new type.
func (c *checker) importStays(m *mixture, spec ast.Expr) bool {
	lost := make(map[*ast.File]int)
	for _, op := range m.ops {
		lost[c.fileAt(op.call.Pos())]++
	}
	for id, obj := range c.pass.TypesInfo.Uses {
		if pkg, ok := obj.(*types.PkgName); ok && pkg.Imported().Path() == "sync/atomic" {
			lost[c.fileAt(id.Pos())]--
		}
	}
	for file, left := range lost {
		if left >= 0 && file != c.fileAt(spec.Pos()) {
			return false
		}
	}
	return true
}

// rewriteOp turns a call of a function into that of a method:
//
//	atomic.AddInt64(&s.n, 1)
//	s.n.Add(1)
func (c *checker) rewriteOp(b *edit.Builder, op *atomicOp) {
	arg, ok := ast.Unparen(op.call.Args[0]).(*ast.UnaryExpr)
	if !ok || arg.Op != token.AND {
		b.Fail()
		return
	}
	method := strings.TrimSuffix(op.name, suffixOf(op.name))
	b.Replace(op.call.Pos(), arg.X.Pos(), "")
	if len(op.call.Args) == 1 {
		b.Replace(arg.X.End(), op.call.Rparen, "."+method+"(")
		return
	}
	b.Replace(arg.X.End(), op.call.Args[1].Pos(), "."+method+"(")
}

// rewriteWrite turns an assignment into a call:
//
//	s.n++      s.n.Add(1)
//	s.n += d   s.n.Add(d)
//	s.n = v    s.n.Store(v)
func (c *checker) rewriteWrite(b *edit.Builder, u *use) {
	e, around := u.expr(false)
	switch p := around[len(around)-1].(type) {
	case *ast.IncDecStmt:
		if p.Tok == token.DEC && unsigned(c.pass.TypesInfo.TypeOf(e)) {
			b.Replace(e.End(), p.End(), ".Add(^"+types.TypeString(c.pass.TypesInfo.TypeOf(e), nil)+"(0))")
			return
		}
		b.Replace(e.End(), p.End(), map[token.Token]string{token.INC: ".Add(1)", token.DEC: ".Add(-1)"}[p.Tok])
	case *ast.AssignStmt:
		if len(p.Lhs) != 1 {
			b.Fail()
			return
		}
		switch {
		case p.Tok == token.ASSIGN:
			b.Replace(e.End(), p.Rhs[0].Pos(), ".Store(")
		case p.Tok == token.ADD_ASSIGN:
			b.Replace(e.End(), p.Rhs[0].Pos(), ".Add(")
		default:
			b.Fail()
			return
		}
		b.Insert(p.Rhs[0].End(), ")")
	default:
		b.Fail()
	}
}

func unsigned(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsUnsigned != 0
}

// typeOfDecl is the type in the declaration of obj, when obj is declared alone,
// with no value and no tag that would tell others of it.
func (c *checker) typeOfDecl(obj types.Object) ast.Expr {
	var found ast.Expr
	file := c.fileAt(obj.Pos())
	if file == nil {
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			if len(n.Names) == 1 && n.Names[0].Pos() == obj.Pos() && n.Tag == nil {
				found = n.Type
			}
		case *ast.ValueSpec:
			if len(n.Names) == 1 && n.Names[0].Pos() == obj.Pos() && len(n.Values) == 0 {
				found = n.Type
			}
		}
		return found == nil
	})
	return found
}

// copies reports whether values of the struct that holds the field obj are
// copied, which an atomic type forbids.
func (c *checker) copies(obj types.Object) bool {
	v := obj.(*types.Var)
	if !v.IsField() {
		return false
	}
	holds := func(t types.Type) bool {
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return false
		}
		for f := range st.Fields() {
			if f.Origin() == v {
				return true
			}
		}
		return false
	}
	bad := false
	for _, file := range c.pass.Files {
		ast.PreorderStack(file, nil, func(n ast.Node, around []ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok || bad || len(around) == 0 {
				return !bad
			}
			tv, ok := c.pass.TypesInfo.Types[e]
			if !ok || tv.Type == nil || !holds(tv.Type) {
				return true
			}
			bad = copiedIn(tv, e, around[len(around)-1])
			return !bad
		})
	}
	return bad
}

// copiedIn reports whether the struct e is copied by what stands around it; a
// type counts as copied where parameters and results have it.
func copiedIn(tv types.TypeAndValue, e ast.Expr, parent ast.Node) bool {
	if tv.IsType() {
		_, isField := parent.(*ast.Field)
		_, isIndex := parent.(*ast.IndexExpr)
		return isField || isIndex
	}
	switch p := parent.(type) {
	case *ast.UnaryExpr:
		return p.Op != token.AND
	case *ast.SelectorExpr, *ast.ParenExpr, *ast.StarExpr, *ast.IndexExpr, *ast.ExprStmt:
		return false
	}
	_, lit := e.(*ast.CompositeLit)
	return !lit
}

func (c *checker) atLeast(v string) bool {
	have := c.pass.Pkg.GoVersion()
	return have == "" || version.Compare(have, v) >= 0
}

// mentionedElsewhere reports whether a file of the folder that was not analysed,
// for another system or a test, has the word name.
func (c *checker) mentionedElsewhere(name string) bool {
	if c.pass.ReadFile == nil {
		return true
	}
	seen := make(map[string]bool)
	for _, file := range c.pass.Files {
		seen[c.pass.Fset.Position(file.FileStart).Filename] = true
	}
	dir := filepath.Dir(c.pass.Fset.Position(c.pass.Files[0].FileStart).Filename)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return true
	}
	word := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`)
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if !strings.HasSuffix(path, ".go") || seen[path] {
			continue
		}
		text, err := c.pass.ReadFile(path)
		if err != nil {
			if text, err = os.ReadFile(path); err != nil {
				return true
			}
		}
		if word.Match(text) {
			return true
		}
	}
	return false
}
