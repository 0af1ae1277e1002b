package maprace

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// MapParams is the fact of a function that itself touches a map it is given.
// Ops holds, a parameter, 0 for nothing and else 1 + the operation.
type MapParams struct {
	Ops []uint8
}

func (*MapParams) AFact() {}

func (f *MapParams) String() string { return "touches a map parameter" }

func (c *checker) paramFact(fn *types.Func) *MapParams {
	if fn.Pkg() == c.pass.Pkg {
		return nil
	}
	f := new(MapParams)
	if !c.pass.ImportObjectFact(fn, f) {
		return nil
	}
	return f
}

// exportParams exports MapParams. It reads syntax only, since every
// dependency of a service is asked: a parameter that is assigned, or whose
// elements are touched in a literal, is left out.
func exportParams(pass *analysis.Pass) {
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Body == nil || !decl.Name.IsExported() {
				continue
			}
			fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if !ok {
				continue
			}
			if f := paramOps(pass.TypesInfo, fn, decl.Body); f != nil {
				pass.ExportObjectFact(fn, f)
			}
		}
	}
}

func paramOps(info *types.Info, fn *types.Func, body *ast.BlockStmt) *MapParams {
	params := fn.Signature().Params()
	index := make(map[types.Object]int)
	for i := range params.Len() {
		if isMap(params.At(i).Type()) {
			index[params.At(i)] = i
		}
	}
	if len(index) == 0 {
		return nil
	}
	f := &MapParams{Ops: make([]uint8, params.Len())}
	note := func(x ast.Expr, o op) {
		id, ok := ast.Unparen(x).(*ast.Ident)
		if !ok {
			return
		}
		i, ok := index[info.Uses[id]]
		if ok && (f.Ops[i] == 0 || o == write) {
			f.Ops[i] = uint8(o) + 1
		}
	}
	assigned := make(map[types.Object]bool)
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if ix, ok := ast.Unparen(l).(*ast.IndexExpr); ok && n.Tok != token.DEFINE {
					note(ix.X, write)
				}
				if id, ok := l.(*ast.Ident); ok {
					assigned[info.Uses[id]] = true
				}
			}
		case *ast.IncDecStmt:
			if ix, ok := ast.Unparen(n.X).(*ast.IndexExpr); ok {
				note(ix.X, write)
			}
		case *ast.RangeStmt:
			note(n.X, iterate)
		case *ast.IndexExpr:
			note(n.X, read)
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && len(n.Args) > 0 {
				if b, ok := info.Uses[id].(*types.Builtin); ok && (b.Name() == "delete" || b.Name() == "clear") {
					note(n.Args[0], write)
				}
			}
		}
		return true
	})
	found := false
	for obj, i := range index {
		if assigned[obj] {
			f.Ops[i] = 0
		}
		found = found || f.Ops[i] != 0
	}
	if !found {
		return nil
	}
	return f
}
