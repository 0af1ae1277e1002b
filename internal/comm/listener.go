package comm

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// onlyListens reports whether the function obj gets argument i, an object of
// this package, as an interface none of whose methods releases anything there:
// it may tell the object of events, but what the object holds is not left to it.
func (st *state) onlyListens(obj *types.Func, i int, v val) bool {
	n := st.x.vals.of(v)
	if obj == nil || n.kind != kIface {
		return false
	}
	sig := obj.Signature()
	if sig.Recv() != nil {
		i--
	}
	if i < 0 || i >= sig.Params().Len() || sig.Variadic() && i == sig.Params().Len()-1 {
		return false
	}
	iface, ok := sig.Params().At(i).Type().Underlying().(*types.Interface)
	if !ok || iface.NumMethods() == 0 {
		return false
	}
	for m := range iface.Methods() {
		fn := st.x.method(n.typ, m)
		if fn == nil || !st.x.m.own[fn] || st.x.m.mayRelease(fn, make(map[*ssa.Function]bool)) {
			return false
		}
	}
	return true
}

// mayRelease reports whether fn, or what it calls in its package, calls a method
// by whose name it may release something, or a function that is not known.
func (m *Model) mayRelease(fn *ssa.Function, seen map[*ssa.Function]bool) bool {
	if seen[fn] {
		return false
	}
	seen[fn] = true
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if mc, ok := in.(*ssa.MakeClosure); ok && m.mayRelease(mc.Fn.(*ssa.Function), seen) {
				return true
			}
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			obj := calledObject(call.Common())
			callee := call.Common().StaticCallee()
			switch {
			case obj != nil && obj.Signature().Recv() != nil && releases(obj.Name()):
				return true
			case callee != nil && m.own[originOf(callee)]:
				if m.mayRelease(originOf(callee), seen) {
					return true
				}
			case obj == nil && callee == nil:
				if _, builtin := call.Common().Value.(*ssa.Builtin); !builtin {
					return true
				}
			}
		}
	}
	return false
}

// releases reports the name of a method that ends an object, exported or not.
func releases(name string) bool {
	return slices.ContainsFunc(stopNames, func(s string) bool { return strings.EqualFold(s, name) })
}
