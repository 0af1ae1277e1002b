package goroutineleak

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/report"
)

// checkPooled reports what is put into a sync.Pool and needs a Close: the pool
// forgets its values at garbage collections, and calls nothing.
func (c *checker) checkPooled(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok || calledName(call) != "(*sync.Pool).Put" || c.reported[in.Pos()] {
				continue
			}
			v := call.Common().Args[1]
			if mi, ok := v.(*ssa.MakeInterface); ok {
				v = mi.X
			} else if ci, ok := v.(*ssa.ChangeInterface); ok {
				v = ci.X
			}
			why := c.needsClose(v.Type())
			if why == nil || c.emptied(fn, v, why.field) {
				continue
			}
			c.reportPooled(call, why)
		}
	}
}

// A closing says why a type needs its Close: it is a handle of the operating
// system, or its Close closes one that it has in a field.
type closing struct {
	typ   types.Type
	field *types.Var    // nil for a handle
	close *ssa.Function // its Close; nil for a handle
}

func calledName(call ssa.CallInstruction) string {
	callee := call.Common().StaticCallee()
	if callee == nil {
		return ""
	}
	if obj, ok := callee.Object().(*types.Func); ok {
		return obj.Origin().FullName()
	}
	return ""
}

// isHandle reports files, connections and listeners.
func isHandle(t types.Type) bool {
	methods := types.NewMethodSet(t)
	has := func(name string) bool { return methods.Lookup(nil, name) != nil }
	return has("Close") && (has("LocalAddr") || has("SyscallConn") || has("Fd") || has("Accept"))
}

func (c *checker) needsClose(t types.Type) *closing {
	if isHandle(t) && fromElsewhere(t) {
		return &closing{typ: t}
	}
	sel := types.NewMethodSet(t).Lookup(c.pass.Pkg, "Close")
	if sel == nil {
		return nil
	}
	fn, ok := sel.Obj().(*types.Func)
	if !ok || fn.Pkg() != c.pass.Pkg {
		return nil
	}
	body := c.pkg.SSA.Prog.FuncValue(fn)
	if body == nil {
		return nil
	}
	for _, b := range body.Blocks {
		for _, in := range b.Instrs {
			if f := closedField(in); f != nil && isHandle(f.Type()) {
				return &closing{typ: t, field: f, close: body}
			}
		}
	}
	return nil
}

// fromElsewhere reports a type of another package: one of this package may do
// without its handle.
func fromElsewhere(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	switch named.Obj().Pkg().Path() {
	case "net", "os", "crypto/tls":
		return true
	}
	return false
}

// closedField is the field of the receiver whose Close in calls, or nil.
func closedField(in ssa.Instruction) *types.Var {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	com := call.Common()
	var of ssa.Value
	switch {
	case com.IsInvoke() && com.Method.Name() == "Close":
		of = com.Value
	case com.StaticCallee() != nil && com.StaticCallee().Name() == "Close" && len(com.Args) > 0:
		of = com.Args[0]
	}
	load, ok := of.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok || len(in.Parent().Params) == 0 || addr.X != in.Parent().Params[0] {
		return nil
	}
	return structField(addr)
}

func structField(addr *ssa.FieldAddr) *types.Var {
	pt, ok := addr.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	s, ok := pt.Elem().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return s.Field(addr.Field)
}

// emptied reports whether fn, or a function that it gives v to, closes v or
// takes the handle out of its field: then there is nothing left to close.
func (c *checker) emptied(fn *ssa.Function, v ssa.Value, field *types.Var) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if st, ok := in.(*ssa.Store); ok && field != nil {
				addr, isField := st.Addr.(*ssa.FieldAddr)
				if k, isConst := st.Val.(*ssa.Const); isField && isConst && k.IsNil() && structField(addr) == field {
					return true
				}
			}
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			com := call.Common()
			if closes(com, v, field) && beforePut(in, fn) {
				return true
			}
			if callee := com.StaticCallee(); field != nil && callee != nil && len(com.Args) > 0 && com.Args[0] == v && stores(callee, field) {
				return true
			}
		}
	}
	return false
}

// closes reports a call of Close of v, or of its field.
func closes(com *ssa.CallCommon, v ssa.Value, field *types.Var) bool {
	var of ssa.Value
	switch {
	case com.IsInvoke() && com.Method.Name() == "Close":
		of = com.Value
	case com.StaticCallee() != nil && com.StaticCallee().Name() == "Close" && len(com.Args) > 0:
		of = com.Args[0]
	}
	if of == nil {
		return false
	}
	if of == v {
		return true
	}
	load, ok := of.(*ssa.UnOp)
	if !ok || field == nil {
		return false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	return ok && structField(addr) == field
}

// beforePut reports whether a Put into a pool always comes after in.
func beforePut(in ssa.Instruction, fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, other := range b.Instrs {
			call, ok := other.(ssa.CallInstruction)
			if ok && calledName(call) == "(*sync.Pool).Put" && in.Block().Dominates(b) {
				return true
			}
		}
	}
	return false
}

// stores reports whether fn assigns to a field.
func stores(fn *ssa.Function, field *types.Var) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if st, ok := in.(*ssa.Store); ok {
				if addr, ok := st.Addr.(*ssa.FieldAddr); ok && structField(addr) == field {
					return true
				}
			}
		}
	}
	return false
}

func (c *checker) reportPooled(call ssa.CallInstruction, why *closing) {
	pos := call.Pos()
	typ := types.TypeString(why.typ, types.RelativeTo(c.pass.Pkg))
	pool, value := c.putOf(pos)
	steps := []report.Step{{Pos: pos, Text: "1 main: puts " + value + " into " + pool + " at " + c.where(pos)}}
	if why.close != nil {
		steps = append(steps, report.Step{Pos: why.close.Pos(), Text: fmt.Sprintf("2 only Close, at %s, closes its %s", c.where(why.close.Pos()), why.field.Name())})
	}
	steps = append(steps, report.Step{Pos: pos, Text: fmt.Sprintf("%d garbage collector: empties %s and calls nothing", len(steps)+1, pool)})
	c.add(report.Finding{
		Kind: "pooled",
		Pos:  pos,
		Message: fmt.Sprintf("%s, a %s, is kept in %s, which drops its values at garbage collections: nobody calls Close of those",
			value, typ, pool),
		Witness: steps,
	}, nil)
}

// putOf are the pool and the value of the call of Put at pos, as the source
// names them.
func (c *checker) putOf(pos token.Pos) (pool, value string) {
	pool, value = "a sync.Pool", "it"
	for _, file := range c.pass.Files {
		if pos < file.FileStart || pos > file.FileEnd {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || call.Lparen != pos || len(call.Args) != 1 {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
				pool, value = types.ExprString(sel.X), types.ExprString(call.Args[0])
			}
			return true
		})
	}
	return pool, value
}
