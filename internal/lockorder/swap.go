package lockorder

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
)

// A function that locks two objects of one type blocks another call of itself
// that has them the other way round. That callers come with either order is
// evident only where they say which two elements of one container they mean, by
// keys of their own:
//
//	a, b := bank.accounts[from], bank.accounts[to]
//	a.mu.Lock()
//	b.mu.Lock()
//
// Whoever compares the two, or the keys, is taken to order them.

// swapped looks at the acquisition of a lock whose place is held already.
func (f *finder) swapped(fn *ssa.Function, st lockset.State, in ssa.CallInstruction, op lockset.Op) {
	h := st.Find(op.Lock)
	if h.Must == 0 || (h.Must|op.Mode)&lockset.Write == 0 || !hasElement(steps(op.Lock)) {
		return
	}
	held := f.acquired(fn, op.Lock, in)
	if held.At == nil || len(held.At.Common().Args) != 1 || len(in.Common().Args) != 1 {
		return
	}
	held.Mode = h.Must
	e := &Edge{Fn: fn, Held: held, Wants: Taking{Lock: op.Lock, Mode: op.Mode, At: in}}
	for _, g := range gatesOf(st) {
		if g.lock != op.Lock {
			e.gates = append(e.gates, g)
		}
	}
	f.swap(e, objectOf(held.At.Common().Args[0]), objectOf(in.Common().Args[0]))
}

// objectOf is the object that the lock at addr is a field of.
func objectOf(addr ssa.Value) ssa.Value {
	for {
		fa, ok := addr.(*ssa.FieldAddr)
		if !ok {
			return addr
		}
		addr = fa.X
	}
}

// swap records e when its two objects are elements that a caller names.
func (f *finder) swap(e *Edge, x, y ssa.Value) {
	kx, ky := f.keyOf(x), f.keyOf(y)
	if kx == nil || ky == nil || kx == ky || x == y {
		return
	}
	if f.compares(e.Fn, []ssa.Value{x, kx}, []ssa.Value{y, ky}) {
		return
	}
	f.swaps = append(f.swaps, e)
}

// keyOf is the key by which v was taken out of a container, when that is a value
// that comes from the caller.
func (f *finder) keyOf(v ssa.Value) ssa.Value {
	if x, ok := v.(*ssa.Extract); ok && x.Index == 0 {
		v = x.Tuple
	}
	var key ssa.Value
	switch v := v.(type) {
	case *ssa.Lookup:
		key = v.Index
	case *ssa.UnOp:
		if ia, ok := v.X.(*ssa.IndexAddr); ok {
			key = ia.Index
		}
	case *ssa.Call: // of a function that looks it up
		if callee, args := f.places.Callee(v.Common()); callee != nil && len(args) == 2 && hasElement(steps(f.places.Result(callee, 0))) {
			key = args[1]
		}
	}
	if key == nil {
		return nil
	}
	param, ok := f.places.Of(key).Root.(*ssa.Parameter)
	if !ok || param.Parent().Parent() != nil { // a literal's caller may be one that sorts
		return nil
	}
	return key
}

// compares reports whether fn compares something of xs with something of ys
// otherwise than for being the same.
func (f *finder) compares(fn *ssa.Function, xs, ys []ssa.Value) bool {
	of := func(v ssa.Value, set []ssa.Value) bool {
		return slices.ContainsFunc(set, func(s ssa.Value) bool { return v == s || f.below(v, s) })
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			var operands []ssa.Value
			switch in := in.(type) {
			case *ssa.BinOp:
				switch in.Op {
				case token.LSS, token.GTR, token.LEQ, token.GEQ:
					operands = []ssa.Value{in.X, in.Y}
				}
			case *ssa.Call:
				if len(*in.Referrers()) > 0 {
					operands = in.Common().Args
				}
			}
			some := func(set []ssa.Value) bool {
				return slices.ContainsFunc(operands, func(v ssa.Value) bool { return of(v, set) })
			}
			if len(operands) > 1 && some(xs) && some(ys) {
				return true
			}
		}
	}
	return false
}

// below reports whether v was read from the object s.
func (f *finder) below(v, s ssa.Value) bool {
	for range 6 {
		switch w := v.(type) {
		case *ssa.UnOp:
			v = w.X
		case *ssa.FieldAddr:
			v = w.X
		case *ssa.Convert:
			v = w.X
		case *ssa.Call:
			if len(w.Common().Args) == 0 {
				return false
			}
			v = w.Common().Args[0]
		default:
			return v == s
		}
		if v == s {
			return true
		}
	}
	return false
}

// reopenSwapped looks at two objects that callee, which e stands in, locks one
// after the other, with the arguments of a call.
func (f *finder) reopenSwapped(up, e *Edge, callee *ssa.Function, args []ssa.Value) {
	x, y := argument(e.Held.Lock, callee, args), argument(e.Wants.Lock, callee, args)
	if x == nil || y == nil || (e.Held.Mode|e.Wants.Mode)&lockset.Write == 0 || len(e.Held.Via)+len(e.Wants.Via) > 0 {
		return
	}
	a, b := e.Held.Lock.Root, e.Wants.Lock.Root
	if !f.compares(callee, []ssa.Value{a}, []ssa.Value{b}) && !reassigned(e) {
		f.swap(up, x, y)
	}
}

// reassigned reports that what is locked need not be the parameter itself.
func reassigned(e *Edge) bool {
	a, b := objectOf(e.Held.At.Common().Args[0]), objectOf(e.Wants.At.Common().Args[0])
	_, okA := a.(*ssa.Parameter)
	_, okB := b.(*ssa.Parameter)
	return !okA || !okB
}

func argument(p place.Place, callee *ssa.Function, args []ssa.Value) ssa.Value {
	param, ok := p.Root.(*ssa.Parameter)
	if !ok {
		return nil
	}
	i := slices.Index(callee.Params, param)
	if i < 0 || i >= len(args) {
		return nil
	}
	return args[i]
}

// swapCycles are the Cycles of functions with another call of themselves, one
// for each kind of lock.
func (f *finder) swapCycles() []Cycle {
	var out []Cycle
	seen := make(map[lockset.ID]bool)
	for _, e := range f.swaps {
		id := lockset.IDOf(e.Wants.Lock)
		gates := append(slices.Clip(e.gates), f.alwaysHeld(e.Fn)...)
		shut := func(g gate) bool { return g.mode&lockset.Write != 0 && lockset.IDOf(g.lock) != id }
		if seen[id] || slices.ContainsFunc(gates, shut) || !f.atOnce(e, e) {
			continue
		}
		seen[id] = true
		out = append(out, Cycle{First: e, Second: e, How: Swapped})
	}
	return out
}
