package comm

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// An effect says what a function, and all that it calls in its package, may do
// to other goroutines. It is a may: what is not in it does not happen, but for
// code that is not seen.
type effect uint8

const (
	effMakes   effect = 1 << iota // it makes something to wait on, or starts goroutines
	effLocks                      // it takes or releases locks
	effUneven                     // it takes a lock that it does not release, or the other way round
	effUnknown                    // not computed yet
)

// A call is followed, whatever it does, up to this size: what it says of its
// arguments may be what others ask again.
const (
	smallBlocks = 4
	smallCode   = 40
)

// effectOf is the effect of fn. A function that calls itself has that of the
// rest of its code.
func (m *Model) effectOf(fn *ssa.Function) effect {
	if e, ok := m.effects[fn]; ok {
		return e &^ effUnknown
	}
	m.effects[fn] = effUnknown
	var e effect
	locks, unlocks := 0, 0
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if m.makes(in) && !m.takesLock(in) {
				e |= effMakes
			}
			switch in := in.(type) {
			case *ssa.MakeClosure:
				e |= m.effectOf(in.Fn.(*ssa.Function))
			case ssa.CallInstruction:
				callee := in.Common().StaticCallee()
				if callee == nil {
					continue
				}
				callee = originOf(callee)
				if m.own[callee] {
					e |= m.effectOf(callee)
				}
				obj, _ := callee.Object().(*types.Func)
				if obj == nil {
					continue
				}
				if use, ok := lockCalls[m.fullName(obj)]; ok && use.takes {
					locks++
				} else if ok {
					unlocks++
				} else if m.actsOf(obj) != nil {
					e |= effLocks | effUneven
				}
			}
		}
	}
	if locks+unlocks > 0 {
		e |= effLocks
	}
	if locks > unlocks || locks == 0 && unlocks > 0 {
		e |= effUneven
	}
	m.effects[fn] = e
	return e
}

// takesLock reports a call that takes a lock.
func (m *Model) takesLock(in ssa.Instruction) bool {
	call, ok := in.(ssa.CallInstruction)
	if !ok || call.Common().StaticCallee() == nil {
		return false
	}
	obj, ok := call.Common().StaticCallee().Object().(*types.Func)
	return ok && lockCalls[m.fullName(obj)].takes
}

// enters reports whether the call of fn by t is followed. What is not followed
// may do anything with what it is given, so nothing is lost in the trust put
// into it; a leak that is all its own is found where fn is explored itself.
func (st *state) enters(t *thread, fn *ssa.Function, args, captured []val) bool {
	if isSmall(fn) {
		return true
	}
	m := st.x.m
	if !m.matters[fn] {
		return false
	}
	e := m.effectOf(fn)
	if e&effMakes != 0 && carriesResult(fn) || e&effUneven != 0 {
		return true
	}
	if e&effLocks != 0 && (len(st.threads) > 1 || st.holdsLock(t)) {
		return true
	}
	for _, vs := range [][]val{args, captured} {
		for _, v := range vs {
			if st.concerns(v) {
				return true
			}
		}
	}
	return false
}

func isSmall(fn *ssa.Function) bool {
	if len(fn.Blocks) > smallBlocks {
		return false
	}
	n := 0
	for _, b := range fn.Blocks {
		n += len(b.Instrs)
	}
	return n <= smallCode
}

// carriesResult reports a function among whose results may be something that it
// made.
func carriesResult(fn *ssa.Function) bool {
	for v := range fn.Signature.Results().Variables() {
		if !plain(v.Type(), 0) {
			return true
		}
	}
	return false
}

// plain reports a type whose values hold nothing to wait on.
func plain(t types.Type, depth int) bool {
	if isError(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return true
	case *types.Slice:
		return depth < 4 && plain(u.Elem(), depth+1)
	case *types.Array:
		return depth < 4 && plain(u.Elem(), depth+1)
	case *types.Map:
		return depth < 4 && plain(u.Key(), depth+1) && plain(u.Elem(), depth+1)
	case *types.Pointer:
		return depth < 4 && plain(u.Elem(), depth+1)
	case *types.Struct:
		if depth >= 4 {
			return false
		}
		for f := range u.Fields() {
			if !plain(f.Type(), depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// holdsLock reports whether t holds any lock.
func (st *state) holdsLock(t *thread) bool {
	for _, o := range st.objs {
		if o.kind == oMutex && o.heldBy(t) {
			return true
		}
	}
	return false
}

// concerns reports whether something that a goroutine can wait on, and that code
// outside cannot reach, can be had from v: or a context that is known, or a
// function that is.
func (st *state) concerns(v val) bool {
	switch st.x.vals.of(v).kind {
	case kCtx, kCancel, kFunc:
		return true
	}
	found := false
	st.walk(v, func(id int32) bool {
		if found || !st.x.m.walker.first(id) {
			return false
		}
		o := st.objs[id]
		found = !o.env && o.kind != oCells && o.kind != oMap || o.kind == oCtx
		return !found
	})
	return found
}

// findCounters finds the fields that count goroutines: they are added to where
// one is started.
func (m *Model) findCounters() {
	m.counters = make(map[*types.Var]bool)
	for _, fn := range m.pkg.Funcs {
		for _, b := range fn.Blocks {
			if !slices.ContainsFunc(b.Instrs, startsOne) {
				continue
			}
			for _, in := range b.Instrs {
				st, ok := in.(*ssa.Store)
				if !ok {
					continue
				}
				addr, ok := st.Addr.(*ssa.FieldAddr)
				sum, isSum := st.Val.(*ssa.BinOp)
				if f := field(addr, ok); f != nil && isSum && sum.Op == token.ADD {
					m.counters[f] = true
				}
			}
		}
	}
}

// counts reports whether cell i of o counts goroutines.
func (m *Model) counts(o *object, i int) bool {
	s, ok := o.typ.Underlying().(*types.Struct)
	return ok && o.kind == oCells && i < s.NumFields() && m.counters[s.Field(i).Origin()]
}

func field(addr *ssa.FieldAddr, ok bool) *types.Var {
	if !ok {
		return nil
	}
	return fieldVar(addr)
}

// startsOne reports a go statement, or the call of a method, such as Go, that
// gets a literal.
func startsOne(in ssa.Instruction) bool {
	switch in := in.(type) {
	case *ssa.Go:
		return true
	case *ssa.Call:
		return slices.ContainsFunc(in.Common().Args, func(v ssa.Value) bool {
			if named, ok := v.(*ssa.ChangeType); ok {
				v = named.X
			}
			_, ok := v.(*ssa.MakeClosure)
			return ok
		})
	}
	return false
}
