package maprace

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// MapParams is the fact of a function that itself touches a map it is given.
// Ops holds, for the receiver and each parameter, 0 for nothing and else 1 +
// the operation.
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
// dependency of a service is asked: a parameter that is assigned, or touched
// in a literal, is left out.
func exportParams(pass *analysis.Pass) {
	p := &paramReader{info: pass.TypesInfo, ops: make(map[*types.Func][]uint8)}
	var fns []*types.Func
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func)
			if ok && takesMap(fn.Signature()) {
				fns = append(fns, fn)
				p.read(fn, decl.Body)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, e := range p.passes {
			if o := at(p.ops[e.to], e.arg); o != 0 && raise(p.ops[e.from], e.param, op(o-1)) {
				changed = true
			}
		}
	}
	for _, fn := range fns {
		if ops := p.ops[fn]; fn.Exported() && slices.ContainsFunc(ops, func(o uint8) bool { return o != 0 }) {
			pass.ExportObjectFact(fn, &MapParams{Ops: ops})
		}
	}
}

func takesMap(sig *types.Signature) bool {
	for _, v := range inputs(sig) {
		if isMap(v.Type()) {
			return true
		}
	}
	return false
}

// inputs are the receiver and the parameters.
func inputs(sig *types.Signature) []*types.Var {
	var vars []*types.Var
	if sig.Recv() != nil {
		vars = append(vars, sig.Recv())
	}
	for v := range sig.Params().Variables() {
		vars = append(vars, v)
	}
	return vars
}

// A passing is a call that gives a map parameter on to another function.
type passing struct {
	from, to   *types.Func
	param, arg int
}

type paramReader struct {
	info   *types.Info
	ops    map[*types.Func][]uint8
	passes []passing
}

func at(ops []uint8, i int) uint8 {
	if i < len(ops) {
		return ops[i]
	}
	return 0
}

// raise notes o for parameter i, and reports whether that says more: a write
// says more than a read.
func raise(ops []uint8, i int, o op) bool {
	if ops[i] != 0 && (o != write || ops[i] == uint8(write)+1) {
		return false
	}
	ops[i] = uint8(o) + 1
	return true
}

func (p *paramReader) read(fn *types.Func, body *ast.BlockStmt) {
	vars := inputs(fn.Signature())
	index := make(map[types.Object]int)
	for i, v := range vars {
		if isMap(v.Type()) && !assigns(p.info, body, v) {
			index[v] = i
		}
	}
	p.ops[fn] = make([]uint8, len(vars))
	note := func(x ast.Expr, o op) {
		if id, ok := ast.Unparen(x).(*ast.Ident); ok {
			if i, ok := index[p.info.Uses[id]]; ok {
				raise(p.ops[fn], i, o)
			}
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if ix, ok := ast.Unparen(l).(*ast.IndexExpr); ok {
					note(ix.X, write)
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
			p.call(fn, index, n, note)
		}
		return true
	})
}

func assigns(info *types.Info, body *ast.BlockStmt, v *types.Var) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if as, ok := n.(*ast.AssignStmt); ok {
			for _, l := range as.Lhs {
				if id, ok := l.(*ast.Ident); ok && info.Uses[id] == v {
					found = true
				}
			}
		}
		return !found
	})
	return found
}

func (p *paramReader) call(from *types.Func, index map[types.Object]int, call *ast.CallExpr, note func(ast.Expr, op)) {
	args := call.Args
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		if b, ok := p.info.Uses[fun].(*types.Builtin); ok {
			if (b.Name() == "delete" || b.Name() == "clear") && len(args) > 0 {
				note(args[0], write)
			}
			return
		}
		p.pass(from, index, p.info.Uses[fun], args)
	case *ast.SelectorExpr:
		if sel := p.info.Selections[fun]; sel != nil && sel.Kind() == types.MethodVal {
			args = append([]ast.Expr{fun.X}, args...)
		}
		p.pass(from, index, p.info.Uses[fun.Sel], args)
	}
}

func (p *paramReader) pass(from *types.Func, index map[types.Object]int, to types.Object, args []ast.Expr) {
	fn, ok := to.(*types.Func)
	if !ok {
		return
	}
	for i, arg := range args {
		if id, ok := ast.Unparen(arg).(*ast.Ident); ok {
			if param, ok := index[p.info.Uses[id]]; ok {
				p.passes = append(p.passes, passing{from, fn.Origin(), param, i})
			}
		}
	}
}
