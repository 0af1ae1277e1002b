package maprace

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/analyzers/maprace/internal/rewrite"
	"github.com/govlint/govlint/internal/edit"
)

// addMutex is the fix that declares a mutex before a local map and holds it
// where goroutines use the map: in their literals, and where the function
// that starts them uses it meanwhile. None when some such use is no plain
// access, or may not run under a lock.
//
//	m := make(map[string]int)    →    var mu sync.Mutex
//	go func() {                       m := make(map[string]int)
//		m[k]++                        go func() {
//	}()                                   mu.Lock()
//	                                      m[k]++
//	                                      mu.Unlock()
//	                                  }()
func (c *checker) addMutex(p pair, fn *ssa.Function) []analysis.SuggestedFix {
	if len(p.x.may) > 0 || len(p.y.may) > 0 {
		return nil
	}
	pos, _ := p.x.shown()
	id, ok := c.mapExpr(pos).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := c.pass.TypesInfo.Uses[id].(*types.Var)
	file := c.fileAt(pos)
	body := funcBody(fn)
	if !ok || v.Parent() == c.pass.Pkg.Scope() || body == nil || file == nil || v.Pos() < body.Pos() || v.Pos() >= body.End() {
		return nil
	}
	decl := c.declaration(file, v)
	names := []string{"mu", v.Name() + "Mu"}
	if rewrite.LocalMaps(c.pass, body) > 1 {
		names = names[1:] // each gets a lock, perhaps in one go
	}
	mu := freeName(body, names...)
	if decl == nil || mu == "" {
		return nil
	}
	b := edit.New(c.pass)
	b.Before(decl, "var "+mu+" "+b.Import(file, "sync", decl.Pos())+".Mutex")
	for _, group := range c.usesByFunc(file, fn, v, c.meanwhile(p)) {
		if !c.guarded(b, group, mu) {
			return nil
		}
	}
	return fix(b, fmt.Sprintf("add a mutex and hold it where goroutines use %s", v.Name()))
}

// meanwhile are the positions where the function that starts the goroutines
// uses the map of p at the same time as they.
func (c *checker) meanwhile(p pair) map[token.Pos]bool {
	out := make(map[token.Pos]bool)
	for _, q := range c.pairs {
		if q.x.at != p.x.at {
			continue
		}
		for _, r := range []*reach{q.x, q.y} {
			pos, _ := r.shown()
			out[pos] = true
		}
	}
	return out
}

// declaration is the statement that declares v and stands in a list.
func (c *checker) declaration(file *ast.File, v *types.Var) ast.Stmt {
	path, _ := astutil.PathEnclosingInterval(file, v.Pos(), v.Pos())
	for i, n := range path {
		stmt, ok := n.(ast.Stmt)
		if !ok || i+1 >= len(path) {
			continue
		}
		if list, _ := statements(path[i+1]); !slices.Contains(list, stmt) {
			return nil
		}
		switch stmt.(type) {
		case *ast.AssignStmt, *ast.DeclStmt:
			return stmt
		}
		return nil
	}
	return nil
}

// freeName is the first of names that nothing in body is called.
func freeName(body ast.Node, names ...string) string {
	used := make(map[string]bool)
	ast.Inspect(body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			used[id.Name] = true
		}
		return true
	})
	for _, name := range names {
		if !used[name] {
			return name
		}
	}
	return ""
}

// A group is the uses of a variable in one function, to be guarded together.
type group struct {
	file *ast.File
	fn   *ssa.Function
	uses []*ast.Ident
}

// usesByFunc lists the uses of v in the literals of fn, and those in fn itself
// on which a position of meanwhile lies.
func (c *checker) usesByFunc(file *ast.File, fn *ssa.Function, v *types.Var, meanwhile map[token.Pos]bool) []*group {
	var out []*group
	for _, f := range withLiterals(fn) {
		g := &group{file: file, fn: f}
		ast.Inspect(funcBody(f), func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.Ident:
				if c.pass.TypesInfo.Uses[n] == types.Object(v) && (f != fn || c.at(n, meanwhile)) {
					g.uses = append(g.uses, n)
				}
			}
			return true
		})
		if len(g.uses) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func withLiterals(fn *ssa.Function) []*ssa.Function {
	out := []*ssa.Function{fn}
	for _, lit := range fn.AnonFuncs {
		if funcBody(lit) != nil {
			out = append(out, withLiterals(lit)...)
		}
	}
	return out
}

// at reports whether an access said to be at one of positions is made by way
// of id.
func (c *checker) at(id *ast.Ident, positions map[token.Pos]bool) bool {
	for pos := range positions {
		if c.mapExpr(pos) == ast.Expr(id) {
			return true
		}
	}
	return false
}

// guarded holds mu over the uses of the group.
func (c *checker) guarded(b *edit.Builder, g *group, mu string) bool {
	var positions []token.Pos
	var exprs []ast.Expr
	for _, id := range g.uses {
		if !c.isAccess(g.file, id) {
			return false
		}
		positions, exprs = append(positions, id.Pos()), append(exprs, id)
	}
	s := c.stretchOf(g.fn, positions)
	return s != nil && c.withAliases(g.fn, s, exprs) && (c.section(b, s, mu, false) || c.valueFirst(b, g, s, mu))
}

// isAccess reports whether id is the operand of an index, a range or a builtin.
func (c *checker) isAccess(file *ast.File, id *ast.Ident) bool {
	path, _ := astutil.PathEnclosingInterval(file, id.Pos(), id.End())
	if len(path) < 2 {
		return false
	}
	switch n := path[1].(type) {
	case *ast.IndexExpr:
		return n.X == ast.Expr(id) && !isMapType(c.pass.TypesInfo.TypeOf(n))
	case *ast.RangeStmt:
		return n.X == ast.Expr(id)
	case *ast.CallExpr:
		return c.pass.TypesInfo.Types[n.Fun].IsBuiltin()
	}
	return false
}

// valueFirst computes the value that is stored before the lock is taken, when
// that may take its time.
//
//	sizes[u] = fetch(u)    →    v := fetch(u)
//	                            mu.Lock()
//	                            sizes[u] = v
//	                            mu.Unlock()
func (c *checker) valueFirst(b *edit.Builder, g *group, s *stretch, mu string) bool {
	assign, ok := s.list[s.from].(*ast.AssignStmt)
	if !ok || s.from != s.to || assign.Tok != token.ASSIGN || len(assign.Lhs) != 1 || len(g.uses) != 1 {
		return false
	}
	index, ok := assign.Lhs[0].(*ast.IndexExpr)
	if !ok || index.X != ast.Expr(g.uses[0]) || !isPlain(index.Index) {
		return false
	}
	name := freeName(funcBody(g.fn), "v", "value")
	if name == "" {
		return false
	}
	value := assign.Rhs[0]
	b.Before(assign, name+" := "+b.Text(value), mu+".Lock()")
	b.Replace(value.Pos(), value.End(), name)
	b.After(assign, mu+".Unlock()")
	return true
}

// isPlain reports an expression that the value's computation cannot change:
// a constant or a name of its own.
func isPlain(x ast.Expr) bool {
	switch x.(type) {
	case *ast.BasicLit, *ast.Ident:
		return true
	}
	return false
}
