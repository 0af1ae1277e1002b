package maprace

import (
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// actAfterCheck finds an insertion that rests on a lookup made in an earlier
// section of the same lock. It matters when the inserted object has an
// identity: two goroutines then each go on with an object of their own, and
// one of them is lost.
func (f *sections) actAfterCheck(up *ssa.MapUpdate) {
	if !f.identity(up.Value) || f.serialised() {
		return
	}
	m := f.c.places.Of(up.Map)
	if m.Class() == nil {
		return
	}
	for _, in := range f.order {
		look, ok := f.lookup(in, m, up)
		if !ok {
			continue
		}
		name := f.c.nameAt(up.Pos(), m)
		f.c.emit(f.fn, m.Class(), report.Finding{
			Kind: "check-then-act", Pos: up.Pos(),
			Message: fmt.Sprintf("map %s is filled here because of a lookup at %s, but %s was released in between; two goroutines can both find nothing, and one value is lost; look again under the lock",
				name, f.c.where(in.Pos()), f.c.places.Name(look)),
			Witness: []report.Step{
				{Pos: in.Pos(), Text: "map " + name + " is looked up in one critical section"},
				{Pos: up.Pos(), Text: "and filled in another, without a second look"},
			},
			Fixes: f.c.lookAgain(f.fn, up, in),
		})
		return
	}
}

// lookup reports whether in looks up the key of up in m in an earlier section
// and up rests on it, and the lock of the two sections.
func (f *sections) lookup(in ssa.Instruction, m place.Place, up *ssa.MapUpdate) (place.Place, bool) {
	switch in := in.(type) {
	case *ssa.Lookup:
		if f.c.places.Of(in.X) != m || !f.sameKey(in.Index, up.Key) || !f.decides(in, up) {
			break
		}
		lock, ok := f.bothHold(in, up)
		if ok && f.releasedBetween(in, up, lock) && !f.lookedAgain(in, up, m, lock) {
			return lock, true
		}
	case *ssa.Call:
		lock, ok := f.lookedUpBy(in, m, up)
		if ok && f.at[in].Find(lock).May == 0 && f.decides(in, up) && !f.lookedAgain(nil, up, m, lock) {
			return lock, true
		}
	}
	return place.Place{}, false
}

// lookedUpBy is the lock under which a called function looks up the key of up
// in m, when up holds it as well.
func (f *sections) lookedUpBy(call *ssa.Call, m place.Place, up *ssa.MapUpdate) (place.Place, bool) {
	fn, args := f.c.places.Callee(call.Common())
	if fn == nil || len(fn.Blocks) == 0 {
		return place.Place{}, false
	}
	var found place.Place
	f.c.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
		look, ok := in.(*ssa.Lookup)
		if !ok || f.c.places.Translate(f.c.places.Of(look.X), fn, args, place.Place{}) != m {
			return
		}
		param, ok := look.Index.(*ssa.Parameter)
		if !ok {
			return
		}
		i := slices.Index(fn.Params, param)
		if i < 0 || i >= len(args) || args[i] == nil || !f.sameKey(args[i], up.Key) {
			return
		}
		for _, h := range s {
			lock := f.c.places.Translate(h.Lock, fn, args, place.Place{})
			if h.Must != 0 && lock.Valid() && f.at[up].Find(lock).Must&lockset.Write != 0 {
				found = lock
			}
		}
	})
	return found, found.Valid()
}

// serialised reports other means by which fn may keep a second goroutine from
// doing the same: a wait, a channel, an atomic flag, a sync.Map or a group.
func (f *sections) serialised() bool {
	for _, in := range f.order {
		if len(f.c.spawns.Edges(in)) > 0 {
			return true
		}
		call, ok := in.(*ssa.Call)
		if !ok {
			continue
		}
		fn := spawn.CalleeObject(call.Common())
		if fn != nil && (fn.Name() == "LoadOrStore" || fn.Name() == "CompareAndSwap" || fn.FullName() == "(*golang.org/x/sync/singleflight.Group).Do") {
			return true
		}
	}
	return false
}

// identity reports a value that is not just as good as another of its kind: a
// new object that somebody changes later, and that is used beyond the
// insertion. A cache of values computed from the key loses nothing.
func (f *sections) identity(v ssa.Value) bool {
	if mi, ok := v.(*ssa.MakeInterface); ok {
		v = mi.X
	}
	switch t := v.Type().Underlying().(type) {
	case *types.Map, *types.Chan:
	case *types.Pointer:
		if !f.c.changes(t.Elem()) {
			return false
		}
	default:
		return false
	}
	switch v := v.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeChan:
		return leavesFunction(v)
	case *ssa.Call:
		return f.c.freshCall(v, 0) && leavesFunction(v)
	case *ssa.Extract:
		call, ok := v.Tuple.(*ssa.Call)
		return ok && (f.c.freshCall(call, v.Index) || dialled(call)) && leavesFunction(v)
	}
	return false
}

// dialled reports a call of a function value that also returns an error: what
// it returns was made for this call.
func dialled(call *ssa.Call) bool {
	if call.Call.IsInvoke() || call.Call.StaticCallee() != nil {
		return false
	}
	res := call.Call.Signature().Results()
	return res.Len() == 2 && types.Identical(res.At(1).Type(), types.Universe.Lookup("error").Type())
}

// leavesFunction reports a value that is returned, by itself or as one of the
// values a variable can hold.
func leavesFunction(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Return:
			return true
		case *ssa.MakeInterface:
			if leavesFunction(ref) {
				return true
			}
		case *ssa.Phi:
			for _, r := range *ref.Referrers() {
				if _, ok := r.(*ssa.Return); ok {
					return true
				}
			}
		case *ssa.Store:
			alloc, ok := ref.Addr.(*ssa.Alloc)
			if !ok {
				continue
			}
			for _, r := range *alloc.Referrers() {
				if load, ok := r.(*ssa.UnOp); ok && leavesFunction(load) {
					return true
				}
			}
		}
	}
	return false
}

func (f *sections) sameKey(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	ca, ok1 := a.(*ssa.Const)
	cb, ok2 := b.(*ssa.Const)
	if ok1 && ok2 {
		return ca.Value == cb.Value
	}
	p, q := f.c.places.Of(a), f.c.places.Of(b)
	return p == q && p.Root != a
}

// decides reports whether control reaches up only through a branch on what
// look found.
func (f *sections) decides(look, up ssa.Instruction) bool {
	if !look.Block().Dominates(up.Block()) {
		return false
	}
	for _, b := range f.fn.Blocks {
		if len(b.Instrs) == 0 || !b.Dominates(up.Block()) || !look.Block().Dominates(b) {
			continue
		}
		if cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && rests(cond.Cond, look.(ssa.Value), 0) {
			return true
		}
	}
	return false
}

// rests reports whether v is computed from what in found.
func rests(v ssa.Value, in ssa.Value, depth int) bool {
	if v == in {
		return true
	}
	if depth > 5 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Extract:
		return rests(v.Tuple, in, depth+1)
	case *ssa.UnOp:
		return rests(v.X, in, depth+1)
	case *ssa.BinOp:
		return rests(v.X, in, depth+1) || rests(v.Y, in, depth+1)
	case *ssa.TypeAssert:
		return rests(v.X, in, depth+1)
	case *ssa.MakeInterface:
		return rests(v.X, in, depth+1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if rests(e, in, depth+1) {
				return true
			}
		}
	}
	return false
}

func (f *sections) bothHold(look, up ssa.Instruction) (place.Place, bool) {
	for _, h := range f.at[look] {
		if h.Must != 0 && f.at[up].Find(h.Lock).Must&lockset.Write != 0 {
			return h.Lock, true
		}
	}
	return place.Place{}, false
}

func (f *sections) releasedBetween(look, up ssa.Instruction, lock place.Place) bool {
	for _, in := range f.order {
		call, ok := in.(*ssa.Call)
		if !ok || !spawn.Reaches(look, in, nil) || !in.Block().Dominates(up.Block()) || !spawn.Reaches(in, up, nil) {
			continue
		}
		if op, ok := f.c.locks.Op(call.Common()); ok && op.Release && op.Lock == lock {
			return true
		}
	}
	return false
}

// lookedAgain reports a second lookup in the section of up.
func (f *sections) lookedAgain(first *ssa.Lookup, up *ssa.MapUpdate, m place.Place, lock place.Place) bool {
	for _, in := range f.order {
		look, ok := in.(*ssa.Lookup)
		if !ok || look == first || f.c.places.Of(look.X) != m {
			continue
		}
		if look.Block().Dominates(up.Block()) && f.at[look].Find(lock).Must&lockset.Write != 0 {
			return true
		}
	}
	return false
}
