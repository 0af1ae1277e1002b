package comm

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// verb says what thread t does when it takes arm i.
func (x *explorer) verb(t *thread, i int) string {
	a := t.op.arms[i]
	name := x.channelName(t.op.in, i)
	what := "receives from " + name
	switch {
	case a.send:
		what = "sends on " + name
	case t.op.kind == opRange:
		what = "takes the next value of " + name
	}
	if t.op.kind == opSelect && len(t.op.arms) > 1 {
		return "select " + what
	}
	return what
}

// making says that a channel with room for so many values is made.
func (x *explorer) making(in *ssa.MakeChan, room int) string {
	switch name := x.sourceName(in); room {
	case unbounded:
		return "makes " + name
	case 0:
		return "makes " + name + " without room"
	default:
		return fmt.Sprintf("makes %s with room for %d", name, room)
	}
}

// blocked says what t waits for, for ever.
func (x *explorer) blocked(st *state, t *thread) string {
	name := func() string { return x.nameOf(t.op.in) }
	switch t.op.kind {
	case opSend:
		return "is blocked sending on " + x.channelName(t.op.in, 0) + ": nobody is left to receive"
	case opReceive:
		if st.waitsForTimer(t) {
			return "is blocked receiving from " + x.channelName(t.op.in, 0) + ": " + st.whySpent(t)
		}
		return "is blocked receiving from " + x.channelName(t.op.in, 0) + ": nobody is left to send or close"
	case opRange:
		return "is blocked ranging over " + x.channelName(t.op.in, 0) + ": nobody is left to send or close"
	case opSelect:
		if len(t.op.arms) == 0 {
			return "is blocked in a select without cases"
		}
		return "is blocked in a select: nobody is left on the other side of any case"
	case opLock:
		if t.op.read {
			return "is blocked taking the read lock " + name() + ": it is never released"
		}
		return "is blocked taking the lock " + name() + ": it is never released"
	case opWaitGroup:
		if st.countsItself(t) {
			return "is blocked waiting for " + name() + ": it is counted itself until it returns"
		}
		return "is blocked waiting for " + name() + ": its count never gets to zero"
	case opCond:
		return "is blocked waiting for " + name() + ": no signal is left to come"
	}
	return "is blocked"
}

// channelName is the source expression of the channel of arm i.
func (x *explorer) channelName(in ssa.Instruction, i int) string {
	switch in := in.(type) {
	case *ssa.Send:
		return x.writtenName(in, in.Chan)
	case *ssa.UnOp:
		return x.writtenName(in, in.X)
	case *ssa.Select:
		if i < len(in.States) {
			return x.sourceName(in.States[i].Chan)
		}
	case ssa.CallInstruction: // a function of another package, which gets it
		for _, a := range in.Common().Args {
			if _, ok := a.Type().Underlying().(*types.Chan); ok {
				return x.sourceName(a)
			}
		}
	}
	return "the channel"
}

// writtenName is the channel of a send or receive as its statement names it.
func (x *explorer) writtenName(in ssa.Instruction, ch ssa.Value) string {
	name := ""
	if syn := in.Parent().Syntax(); syn != nil {
		ast.Inspect(syn, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SendStmt:
				if n.Arrow == in.Pos() {
					name = types.ExprString(n.Chan)
				}
			case *ast.UnaryExpr:
				if n.OpPos == in.Pos() && n.Op == token.ARROW {
					name = types.ExprString(n.X)
				}
			}
			return name == ""
		})
	}
	if name == "" || len(name) > 40 {
		return x.sourceName(ch)
	}
	return name
}

// nameOf is the source expression of what a call operates on.
func (x *explorer) nameOf(in ssa.Instruction) string {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return "it"
	}
	c := call.Common()
	if c.IsInvoke() {
		return x.sourceName(c.Value)
	}
	if len(c.Args) > 0 {
		return x.sourceName(c.Args[0])
	}
	return "it"
}

// sourceName renders a value as source would.
func (x *explorer) sourceName(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return x.selected(v.X, fieldName(v.X.Type(), v.Field))
	case *ssa.Field:
		return x.selected(v.X, fieldName(v.X.Type(), v.Field))
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return x.sourceName(v.X)
		}
	case *ssa.Alloc:
		if ast.IsExported(v.Comment) || v.Comment != "" && v.Comment != "complit" && v.Comment != "new" {
			return v.Comment
		}
	case *ssa.Parameter, *ssa.FreeVar, *ssa.Global:
		return v.Name()
	case *ssa.Phi:
		if v.Comment != "" {
			return v.Comment
		}
	case *ssa.ChangeType:
		return x.sourceName(v.X)
	case *ssa.Call:
		if fn := v.Call.StaticCallee(); fn != nil {
			return fn.Name() + "()"
		}
		if v.Call.IsInvoke() {
			return x.sourceName(v.Call.Value) + "." + v.Call.Method.Name() + "()"
		}
	}
	if name := x.m.variable(v); name != "" {
		return name
	}
	return kindName(v.Type())
}

func kindName(t types.Type) string {
	if _, ok := t.Underlying().(*types.Chan); ok {
		return "the channel"
	}
	return "it"
}

func (x *explorer) selected(of ssa.Value, field string) string {
	of = load(of)
	if name := x.sourceName(of); name != "it" {
		return name + "." + field
	}
	return field
}

func load(v ssa.Value) ssa.Value {
	if u, ok := v.(*ssa.UnOp); ok && u.Op == token.MUL {
		return u.X
	}
	return v
}

func fieldName(t types.Type, i int) string {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok && i < s.NumFields() {
		return s.Field(i).Name()
	}
	return "?"
}
