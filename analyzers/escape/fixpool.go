package escape

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/govlint/govlint/internal/edit"
)

// fixPoolValue keeps pointers in a pool of slices or structs, where every Get
// and Put of it can be rewritten:
//
//	New: func() any { return make([]byte, 0, 64) }  → func() any { v := make([]byte, 0, 64); return &v }
//	b := pool.Get().([]byte)                        → bPtr := pool.Get().(*[]byte)
//	                                                  b := *bPtr
//	pool.Put(b[:0])                                 → *bPtr = b[:0]
//	                                                  pool.Put(bPtr)
func (c *checker) fixPoolValue(p *pool) []analysis.SuggestedFix {
	if !c.shared(p.obj) || p.obj.Exported() || len(p.news) != 1 || len(p.gets) == 0 || c.mentionedElsewhere(p.obj.Name()) {
		return nil
	}
	b := edit.New(c.pass)
	if !c.newPointer(b, p.news[0]) {
		return nil
	}
	taken := make(map[*ast.FuncDecl]*types.Var)
	for _, get := range p.gets {
		fn := outerFunc(get.path)
		v := c.getPointer(b, get)
		if v == nil || fn == nil || taken[fn] != nil {
			return nil
		}
		taken[fn] = v
	}
	for _, put := range p.puts {
		if v := taken[outerFunc(put.path)]; v == nil || !c.putPointer(b, put, v) {
			return nil
		}
	}
	edits := b.Edits()
	if edits == nil {
		return nil
	}
	return []analysis.SuggestedFix{{Message: "Keep pointers in the pool", TextEdits: edits}}
}

// newPointer rewrites what New returns.
func (c *checker) newPointer(b *edit.Builder, e ast.Expr) bool {
	lit, ok := ast.Unparen(e).(*ast.FuncLit)
	if !ok || len(lit.Body.List) != 1 {
		return false
	}
	ret, ok := lit.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return false
	}
	value := ret.Results[0]
	if c.line(lit.Body.Lbrace) == c.line(ret.Pos()) {
		b.Insert(ret.Pos(), "v := "+b.Text(value)+"; ")
	} else {
		b.Before(ret, "v := "+b.Text(value))
	}
	b.Replace(value.Pos(), value.End(), "&v")
	return true
}

func (c *checker) line(pos token.Pos) int { return c.pass.Fset.Position(pos).Line }

// getPointer rewrites "x := pool.Get().(T)" and returns x.
func (c *checker) getPointer(b *edit.Builder, get *poolCall) *types.Var {
	n := len(get.path)
	if n < 4 {
		return nil
	}
	assert, ok := get.path[n-2].(*ast.TypeAssertExpr)
	if !ok || assert.Type == nil {
		return nil
	}
	stmt, ok := get.path[n-3].(*ast.AssignStmt)
	if !ok || stmt.Tok != token.DEFINE || len(stmt.Lhs) != 1 {
		return nil
	}
	id, ok := stmt.Lhs[0].(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	if _, ok := get.path[n-4].(*ast.BlockStmt); !ok || c.nameTaken(id.Name+"Ptr", get.path) {
		return nil
	}
	v, _ := c.pass.TypesInfo.Defs[id].(*types.Var)
	b.Replace(id.Pos(), id.End(), id.Name+"Ptr")
	b.Insert(assert.Type.Pos(), "*")
	b.After(stmt, id.Name+" := *"+id.Name+"Ptr")
	return v
}

// nameTaken reports a name that the function of path, or its package, has.
func (c *checker) nameTaken(name string, path []ast.Node) bool {
	taken := c.pass.Pkg.Scope().Lookup(name) != nil
	ast.Inspect(outerFunc(path), func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			taken = true
		}
		return !taken
	})
	return taken
}

// putPointer rewrites a Put of v, or of a part of it.
func (c *checker) putPointer(b *edit.Builder, put *poolCall, v *types.Var) bool {
	base := put.arg()
	if slice, ok := base.(*ast.SliceExpr); ok {
		base = slice.X
	}
	id, ok := ast.Unparen(base).(*ast.Ident)
	n := len(put.path)
	if !ok || c.pass.TypesInfo.Uses[id] != types.Object(v) || n < 3 {
		return false
	}
	stmt, ok := put.path[n-2].(ast.Stmt)
	if _, block := put.path[n-3].(*ast.BlockStmt); !ok || !block {
		return false
	}
	_, deferred := stmt.(*ast.DeferStmt)
	if !deferred || base != put.arg() || c.assignedBefore(v, put) {
		b.Before(stmt, "*"+v.Name()+"Ptr = "+b.Text(put.arg()))
	}
	b.Replace(put.arg().Pos(), put.arg().End(), v.Name()+"Ptr")
	return true
}

// assignedBefore reports whether v is set again above put.
func (c *checker) assignedBefore(v *types.Var, put *poolCall) bool {
	found := false
	ast.Inspect(outerFunc(put.path), func(n ast.Node) bool {
		if as, ok := n.(*ast.AssignStmt); ok && as.Pos() < put.call.Pos() {
			for _, lhs := range as.Lhs {
				if id, ok := lhs.(*ast.Ident); ok && c.pass.TypesInfo.Uses[id] == types.Object(v) {
					found = true
				}
			}
		}
		return !found
	})
	return found
}
