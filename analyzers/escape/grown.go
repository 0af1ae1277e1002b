package escape

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// checkGrown reports buffers that are filled with as much as a peer sends and go
// back to their pool whatever their size: one large body stays for ever.
func (c *checker) checkGrown(f *poolFlow) {
	for _, fn := range f.pkg.Funcs {
		if c.inTest(fn.Pos()) {
			continue
		}
		for _, put := range f.of(fn) {
			if !put.put || put.via != nil && !put.deferred() {
				continue
			}
			root := f.root(put.value)
			if !known(root) || f.sizeChecked(fn, put) {
				continue
			}
			if from, body := f.filledFromPeer(fn, root); from != nil {
				c.reportGrown(put, from, body)
			}
		}
	}
}

func (c *checker) reportGrown(put *poolSite, from ssa.Instruction, body *types.Var) {
	name := c.valueName(put)
	steps := []report.Step{{Pos: from.Pos(), Text: fmt.Sprintf("%s takes all of %s here, however long it is", name, body.Name())}}
	c.emit(report.Finding{
		Kind: "pool-foreign", Pos: put.in.Pos(),
		Message: fmt.Sprintf("%s goes back to the pool however large it has become: it was filled without a limit at %s, and one large body stays in memory with it; drop it when Cap is above what is usual",
			name, c.where(from.Pos())),
		Witness: append(steps, c.putSteps(put)...),
	})
}

// sizeChecked reports whether somebody looks at a size between here and Put.
func (f *poolFlow) sizeChecked(fn *ssa.Function, put *poolSite) bool {
	checked := looksAtSize(fn)
	if put.via != nil {
		checked = checked || looksAtSize(put.via.Parent())
	}
	return checked
}

func looksAtSize(fn *ssa.Function) bool {
	found := false
	eachInstr(fn, func(in ssa.Instruction) {
		call, ok := in.(ssa.CallInstruction)
		if !ok {
			return
		}
		if b, ok := call.Common().Value.(*ssa.Builtin); ok && b.Name() == "cap" {
			found = true
		}
		if obj := spawn.CalleeObject(call.Common()); obj != nil && (obj.Name() == "Cap" || obj.Name() == "Len") {
			found = true
		}
	})
	return found
}

// filledFromPeer is the call that reads a whole HTTP body into the buffer with
// this root, and the field that is the body.
func (f *poolFlow) filledFromPeer(fn *ssa.Function, root ssa.Value) (ssa.Instruction, *types.Var) {
	var at ssa.Instruction
	var body *types.Var
	eachInstr(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || at != nil {
			return
		}
		obj := spawn.CalleeObject(&call.Call)
		if obj == nil || len(call.Call.Args) < 2 {
			return
		}
		switch obj.FullName() {
		case "(*bytes.Buffer).ReadFrom", "io.Copy":
			if f.root(call.Call.Args[0]) == root {
				if v := bodyField(call.Call.Args[1]); v != nil {
					at, body = in, v
				}
			}
		}
	})
	if at != nil && f.limited(fn, body) {
		return nil, nil
	}
	return at, body
}

// limited reports a body that is replaced, as by one with a limit.
func (f *poolFlow) limited(fn *ssa.Function, body *types.Var) bool {
	found := false
	eachInstr(fn, func(in ssa.Instruction) {
		if store, ok := in.(*ssa.Store); ok {
			if fa, ok := store.Addr.(*ssa.FieldAddr); ok && fieldVar(fa) == body {
				found = true
			}
		}
	})
	return found
}

// bodyField is the field Body of a request or response that v is read from.
func bodyField(v ssa.Value) *types.Var {
	for {
		switch x := v.(type) {
		case *ssa.ChangeInterface:
			v = x.X
			continue
		case *ssa.UnOp:
			v = x.X
			continue
		case *ssa.FieldAddr:
			field := fieldVar(x)
			if field != nil && field.Name() == "Body" && field.Pkg() != nil && field.Pkg().Path() == "net/http" {
				return field
			}
		}
		return nil
	}
}

func fieldVar(fa *ssa.FieldAddr) *types.Var {
	st, ok := deref(fa.X.Type()).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return st.Field(fa.Field)
}

// checkPoolTypes reports values of a type that Get does not expect: the type
// assertion panics.
func (c *checker) checkPoolTypes(p *pool) {
	if p.obj == nil {
		return
	}
	for _, get := range p.gets {
		want := c.asserted(get)
		if want == nil || c.inTest(get.call.Pos()) {
			continue
		}
		for _, put := range p.puts {
			c.checkPutType(get, want, put.arg())
		}
		for _, fn := range p.news {
			for _, e := range c.results(fn) {
				c.checkPutType(get, want, e)
			}
		}
	}
}

// checkPutType compares types by their names: the parameter T of one method is
// that of the next.
func (c *checker) checkPutType(get *poolCall, want types.Type, e ast.Expr) {
	have := c.pass.TypesInfo.TypeOf(e)
	if have == nil || c.inTest(e.Pos()) || types.IsInterface(have) || c.typeName(have) == c.typeName(want) {
		return
	}
	if basic, ok := have.(*types.Basic); ok && basic.Info()&types.IsUntyped != 0 {
		return
	}
	if iface, ok := want.Underlying().(*types.Interface); ok && types.Implements(have, iface) {
		return
	}
	c.emit(report.Finding{
		Kind: "pool-foreign", Pos: e.Pos(), End: e.End(),
		Message: fmt.Sprintf("%s gets into the pool here, but Get at %s takes out %s: its type assertion panics; put in what Get expects",
			c.typeName(have), c.where(get.call.Pos()), c.typeName(want)),
		Witness: []report.Step{{Pos: e.Pos(), Text: "a " + c.typeName(have) + " goes in"}, {Pos: get.call.Pos(), Text: "and a " + c.typeName(want) + " is expected"}},
	})
}

// asserted is the type that the result of a Get must have, nil when it is asked.
func (c *checker) asserted(get *poolCall) types.Type {
	n := len(get.path)
	if n < 3 {
		return nil
	}
	ta, ok := get.path[n-2].(*ast.TypeAssertExpr)
	if !ok || ta.Type == nil {
		return nil
	}
	switch p := get.path[n-3].(type) {
	case *ast.AssignStmt:
		if len(p.Lhs) == 2 && len(p.Rhs) == 1 {
			return nil
		}
	case *ast.ValueSpec:
		if len(p.Names) == 2 {
			return nil
		}
	}
	return c.pass.TypesInfo.TypeOf(ta.Type)
}

// results are what a function literal returns.
func (c *checker) results(e ast.Expr) []ast.Expr {
	lit, ok := ast.Unparen(e).(*ast.FuncLit)
	if !ok {
		return nil
	}
	var out []ast.Expr
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			out = append(out, n.Results...)
		}
		return true
	})
	return out
}
