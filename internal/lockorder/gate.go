package lockorder

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
)

// A gate is a lock that is held around something.
type gate struct {
	lock place.Place
	mode lockset.Mode
}

func gatesOf(st lockset.State) []gate {
	var out []gate
	for _, h := range st {
		if h.Must != 0 {
			out = append(out, gate{h.Lock, h.Must})
		}
	}
	return out
}

// alwaysHeld are the locks that are held at every call of fn, by their IDs.
func (f *finder) alwaysHeld(fn *ssa.Function) []gate {
	if held, ok := f.always[fn]; ok {
		return held
	}
	given := append(f.givenUp(fn), f.around[fn]...) // unknown code may call it at once
	f.always[fn] = given                            // of a recursive call
	if f.isStart(fn) {
		return given
	}
	var out []gate
	for i, s := range f.callersOf(fn) {
		if _, isGo := s.in.(*ssa.Go); isGo {
			return given
		}
		held := append(slices.Clip(s.held), f.alwaysHeld(s.fn)...)
		if i == 0 {
			out = held
			continue
		}
		out = slices.DeleteFunc(slices.Clone(out), func(g gate) bool { return !among(held, g) })
	}
	out = append(slices.Clip(out), given...)
	f.always[fn] = out
	return out
}

// givenUp are the locks that fn releases without having taken them: they are held
// when it is called.
func (f *finder) givenUp(fn *ssa.Function) []gate {
	e := f.locks.Effect(fn)
	if e == nil {
		return nil
	}
	var out []gate
	for _, p := range e.Released {
		out = append(out, gate{p, lockset.Write})
	}
	return out
}

func among(held []gate, g gate) bool {
	id := lockset.IDOf(g.lock)
	return slices.ContainsFunc(held, func(o gate) bool { return lockset.IDOf(o.lock) == id })
}

// gated reports whether both edges have a third lock around them that keeps one
// out while the other is there.
func (f *finder) gated(a, b *Edge) bool {
	around := func(e *Edge) []gate {
		held := append(slices.Clip(e.gates), f.alwaysHeld(e.Fn)...)
		return slices.DeleteFunc(slices.Clone(held), func(g gate) bool { return g.lock == e.Held.Lock })
	}
	other := around(b)
	for _, g := range around(a) {
		for _, o := range other {
			if lockset.IDOf(g.lock) == lockset.IDOf(o.lock) && (g.mode|o.mode)&lockset.Write != 0 {
				return true
			}
		}
	}
	return false
}

// writer is a place where the lock is taken for writing, while both a and b
// hold theirs; nil when there is none.
func (f *finder) writer(lock place.Place, a, b *Edge) ssa.CallInstruction {
	busy := append(append(slices.Clip(a.gates), b.gates...), gate{a.Held.Lock, a.Held.Mode}, gate{b.Held.Lock, b.Held.Mode})
	id := lockset.IDOf(lock)
	for _, w := range f.writes[id] {
		var params []*ssa.Parameter
		if param, ok := w.lock.Root.(*ssa.Parameter); ok {
			params = append(params, param)
		}
		if f.isPrivate(w.fn, w.lock, w.in) || len(f.entries(w.fn, params)) == 0 {
			continue
		}
		held := append(slices.Clip(w.held), f.alwaysHeld(w.fn)...)
		if !slices.ContainsFunc(held, func(g gate) bool { return among(busy, g) }) {
			return w.in
		}
	}
	return nil
}
