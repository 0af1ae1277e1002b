package lockorder

import (
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

// A setting is an assignment to a field that tells the state of an object.
type setting struct {
	fn *ssa.Function
	to string // the constant; "" for another value
}

// settings finds who assigns to f.
func (f *finder) settings(v *types.Var) []setting {
	if f.set == nil {
		f.set = make(map[*types.Var][]setting)
		for _, fn := range f.pkg.Funcs {
			if inTest(fn) {
				continue
			}
			for _, b := range fn.Blocks {
				for _, in := range b.Instrs {
					f.noteSetting(fn, in)
				}
			}
		}
	}
	return f.set[v]
}

func (f *finder) noteSetting(fn *ssa.Function, in ssa.Instruction) {
	var addr, val ssa.Value
	switch in := in.(type) {
	case *ssa.Store:
		addr, val = in.Addr, in.Val
	case ssa.CallInstruction:
		name := atomicCall(in.Common())
		if name == "" || strings.HasPrefix(name, "Load") || len(in.Common().Args) < 2 {
			return
		}
		addr, val = in.Common().Args[0], in.Common().Args[len(in.Common().Args)-1]
	default:
		return
	}
	var v *types.Var
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		v = place.FieldOf(addr)
	case *ssa.Global:
		v, _ = addr.Object().(*types.Var)
	}
	if v == nil {
		return
	}
	s := setting{fn: fn}
	if k, ok := val.(*ssa.Const); ok {
		s.to = answer(k)
	}
	f.set[v] = append(f.set[v], s)
}

// atomicCall is the name of the function of sync/atomic that call names, or "".
func atomicCall(call *ssa.CallCommon) string {
	callee := call.StaticCallee()
	if callee == nil || callee.Object() == nil || callee.Object().Pkg() == nil || callee.Object().Pkg().Path() != "sync/atomic" {
		return ""
	}
	return callee.Name()
}

// answer is a constant as questions have it.
func answer(k *ssa.Const) string {
	if k.Value == nil {
		return "nil"
	}
	return k.Value.ExactString()
}

// apart reports that the life of an object keeps a and b apart: the one runs only
// in a state that the other brings about, or only at the end.
func (f *finder) apart(a, b *Edge) bool {
	for _, q := range b.Wants.asked {
		v, ok := q.about.(*types.Var)
		if !ok || slices.Contains(a.Wants.asked, q) {
			continue
		}
		settings := f.settings(v)
		ends := q.is == constant.MakeBool(true).String() && len(settings) > 0
		for _, s := range settings {
			ends = ends && s.to == q.is
			if s.to == q.is && a.passes(s.fn) {
				return true
			}
		}
		if ends {
			return true
		}
	}
	return false
}

// never reports an edge that needs a switch of the package, which only tests turn.
func (f *finder) never(e *Edge) bool {
	for _, q := range e.Wants.asked {
		v, ok := q.about.(*types.Var)
		if !ok || v.IsField() || v.Exported() || v.Pkg() != f.pkg.SSA.Pkg || v.Type() != types.Typ[types.Bool] {
			continue
		}
		is := constant.MakeBool(false).String()
		for _, s := range f.settings(v) {
			if is = s.to; s.fn.Synthetic == "" { // not where it is declared
				is = ""
				break
			}
		}
		if is != "" && is != q.is {
			return true
		}
	}
	return false
}

// passes reports whether fn is one of the functions that are running as e waits.
func (e *Edge) passes(fn *ssa.Function) bool {
	if fn == e.Fn || fn == e.Wants.At.Parent() {
		return true
	}
	return slices.ContainsFunc(e.Wants.Via, func(in ssa.CallInstruction) bool { return in.Parent() == fn })
}

// takenOut reports that the object whose lock e holds is an element of something
// that e, or what it calls, takes elements out of: who looks there does not find
// it any more.
func (f *finder) takenOut(e *Edge) bool {
	from := container(e.view.held.path)
	if from == nil {
		return false
	}
	if takesOut(e.Fn, from) {
		return true
	}
	for _, b := range e.Fn.Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(*ssa.Call); ok && spawn.Reaches(call, first(e.Held), nil) {
				if callee, _ := f.places.Callee(call.Common()); callee != nil && takesOut(callee, from) {
					return true
				}
			}
		}
	}
	return false
}

// container is the last field on a path of which an element is taken.
func container(path []*types.Var) *types.Var {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == nil && path[i-1] != nil {
			return path[i-1]
		}
	}
	return nil
}

func takesOut(fn *ssa.Function, from *types.Var) bool {
	is := func(v ssa.Value) bool {
		if load, ok := v.(*ssa.UnOp); ok {
			v = load.X
		}
		return place.FieldOf(v) == from
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			switch in := in.(type) {
			case *ssa.MapUpdate:
				if is(in.Map) {
					return true
				}
			case *ssa.Store:
				if place.FieldOf(in.Addr) == from {
					return true
				}
			case *ssa.Call:
				if b, ok := in.Common().Value.(*ssa.Builtin); ok && b.Name() == "delete" && is(in.Common().Args[0]) {
					return true
				}
			}
		}
	}
	return false
}
