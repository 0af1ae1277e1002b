package comm

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// closers knows by their elements the channels that somebody may close: code of the
// package that does, or code outside that may hold one with the right to close it.
// What nobody can close does not end, however helpful others are.
type closers map[string]bool

// neverClosed reports whether nobody can close a channel of type t.
func (m *Model) neverClosed(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	if !ok {
		return false
	}
	if m.closers == nil {
		m.closers = make(closers)
		for _, fn := range m.pkg.Funcs {
			m.closers.scan(m, fn)
		}
	}
	_, isParam := types.Unalias(ch.Elem()).(*types.TypeParam)
	return !isParam && !m.closers[types.TypeString(ch.Elem(), nil)]
}

// closable notes that channels of type t can be closed.
func (c closers) closable(t types.Type) {
	if ch, ok := t.Underlying().(*types.Chan); ok {
		c[types.TypeString(ch.Elem(), nil)] = true
	}
}

// given notes a channel of type t that others get: one that only gives values is
// not theirs to close.
func (c closers) given(t types.Type) {
	if ch, ok := t.Underlying().(*types.Chan); ok && ch.Dir() != types.RecvOnly {
		c.closable(t)
	}
}

func (c closers) scan(m *Model, fn *ssa.Function) {
	if token.IsExported(fn.Name()) || fn.Parent() != nil {
		c.interfaceOf(fn)
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			for _, op := range in.Operands(nil) {
				c.operand(m, in, *op)
			}
			switch in := in.(type) {
			case ssa.CallInstruction:
				c.call(m, in)
			case *ssa.MakeInterface:
				c.given(in.X.Type())
			case *ssa.TypeAssert:
				c.closable(in.AssertedType)
			case *ssa.FieldAddr:
				c.field(m, fieldVar(in))
			case *ssa.Field:
				if s, ok := in.X.Type().Underlying().(*types.Struct); ok {
					c.field(m, s.Field(in.Field))
				}
			}
		}
	}
}

// operand notes a variable that others can set, and a function that is no longer
// called by name alone.
func (c closers) operand(m *Model, in ssa.Instruction, v ssa.Value) {
	switch v := v.(type) {
	case *ssa.Global:
		if token.IsExported(v.Name()) || v.Pkg != m.pkg.SSA {
			c.closable(pointee(v.Type()))
		}
	case *ssa.Function:
		if call, ok := in.(ssa.CallInstruction); !ok || call.Common().Value != v {
			c.interfaceOf(v)
		}
	}
}

// interfaceOf notes the channels that callers who are not seen give a function, and
// get from it.
func (c closers) interfaceOf(fn *ssa.Function) {
	for v := range fn.Signature.Params().Variables() {
		c.closable(v.Type())
	}
	for v := range fn.Signature.Results().Variables() {
		c.given(v.Type())
	}
}

// field notes a field that others can set.
func (c closers) field(m *Model, f *types.Var) {
	if f != nil && (f.Exported() || f.Pkg() != m.pkg.SSA.Pkg) {
		c.closable(f.Type())
	}
}

func (c closers) call(m *Model, in ssa.CallInstruction) {
	common := in.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		if b.Name() == "close" {
			c.closable(common.Args[0].Type())
		}
		return
	}
	if callee := common.StaticCallee(); callee != nil && m.own[originOf(callee)] {
		return
	}
	for _, a := range common.Args {
		c.given(a.Type())
	}
	for v := range common.Signature().Results().Variables() {
		c.closable(v.Type())
	}
}
