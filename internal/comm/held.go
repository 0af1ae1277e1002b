package comm

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// lockCalls are the methods that take and release locks.
var lockCalls = map[string]struct{ takes, read bool }{
	"(*sync.Mutex).Lock":      {takes: true},
	"(*sync.RWMutex).Lock":    {takes: true},
	"(*sync.RWMutex).RLock":   {takes: true, read: true},
	"(*sync.Mutex).Unlock":    {},
	"(*sync.RWMutex).Unlock":  {},
	"(*sync.RWMutex).RUnlock": {read: true},
}

// A lockUse says what the functions of a package do to one lock, a field or a
// package-level variable.
type lockUse struct {
	written bool            // some function takes it for writing
	writer  ssa.Instruction // one place where it is, not in what makes the object
	handed  bool            // some function releases what it has not taken
}

// findLockUses looks at every call of a lock's methods, by the declared function
// that it stands in.
func (m *Model) findLockUses() {
	m.locks = make(map[types.Object]*lockUse)
	type pair struct {
		fn   *ssa.Function
		lock types.Object
	}
	takes := make(map[pair]bool)
	var releases []pair
	for _, fn := range m.pkg.Funcs {
		outer := fn
		for outer.Parent() != nil {
			outer = outer.Parent()
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				lock, call, ok := m.lockCall(in)
				if !ok {
					continue
				}
				if m.locks[lock] == nil {
					m.locks[lock] = new(lockUse)
				}
				if !call.takes {
					releases = append(releases, pair{outer, lock})
					continue
				}
				takes[pair{outer, lock}] = true
				m.locks[lock].written = m.locks[lock].written || !call.read
				if !call.read && m.locks[lock].writer == nil && outer.Signature.Recv() != nil {
					m.locks[lock].writer = in
				}
			}
		}
	}
	for _, p := range releases {
		if !takes[p] {
			m.locks[p.lock].handed = true
		}
	}
}

// lockCall reports a call of a method of a lock that is a field or a
// package-level variable.
func (m *Model) lockCall(in ssa.Instruction) (types.Object, struct{ takes, read bool }, bool) {
	none := struct{ takes, read bool }{}
	call, ok := in.(ssa.CallInstruction)
	if !ok || len(call.Common().Args) == 0 {
		return nil, none, false
	}
	callee := call.Common().StaticCallee()
	if callee == nil {
		return nil, none, false
	}
	obj, ok := callee.Object().(*types.Func)
	if !ok {
		return nil, none, false
	}
	use, ok := lockCalls[m.fullName(obj)]
	if !ok {
		return nil, none, false
	}
	lock := lockVariable(call.Common().Args[0])
	return lock, use, lock != nil
}

// lockVariable is the field or package-level variable that v points to, or nil.
func lockVariable(v ssa.Value) types.Object {
	switch v := v.(type) {
	case *ssa.Global:
		return v.Object()
	case *ssa.UnOp: // a field that holds a pointer to a lock
		return lockVariable(v.X)
	case *ssa.FieldAddr:
		pt, ok := v.X.Type().Underlying().(*types.Pointer)
		if !ok {
			return nil
		}
		if s, ok := pt.Elem().Underlying().(*types.Struct); ok {
			return s.Field(v.Field).Origin()
		}
	}
	return nil
}

// keepsLocks reports whether fn is named after the locks that it leaves to its
// caller.
func keepsLocks(fn *ssa.Function) bool {
	name := strings.ToLower(fn.Name())
	return strings.Contains(name, "lock") || strings.Contains(name, "acquire") || strings.Contains(name, "begin")
}

// checkHeld looks for locks that the explored function holds as it returns. One
// that it releases on other ways, and that nobody releases for it, is held for
// ever: the next call blocks.
func (st *state) checkHeld(t *thread) {
	x := st.x
	if x.root.Parent() != nil || keepsLocks(x.root) {
		return
	}
	for id, o := range st.objs {
		if o.kind != oMutex || !o.env || o.given || o.taken == nil {
			continue
		}
		use := x.m.locks[lockVariable(o.taken.Common().Args[0])]
		read := o.writer != t.id+1
		if use == nil || use.handed || read && (!use.written || !o.heldBy(t)) || st.reachedByOthers(t, int32(id)) {
			continue
		}
		if x.held[o.taken] == nil {
			x.held[o.taken] = st.leftHeld(t, int32(id))
			x.heldOrder = append(x.heldOrder, o.taken)
		}
	}
}

func (o *object) heldBy(t *thread) bool {
	for _, r := range o.readers {
		if r == t.id+1 {
			return true
		}
	}
	return o.writer == t.id+1
}

// leftHeld is the leak of whoever takes lock id next.
func (st *state) leftHeld(t *thread, id int32) *Leak {
	x, o := st.x, st.objs[id]
	name := x.nameOf(o.taken)
	l := &Leak{Kind: opLock, Op: o.taken, Pos: o.taken.Pos(), Root: x.root, Held: true, Depth: o.depth}
	for e := st.hist; e != nil; e = e.prev {
		if e.about == id && e.thread == t.id {
			l.Steps = append([]Step{{0, e.pos, e.text + " " + name}}, l.Steps...)
		}
	}
	if len(l.Steps) > maxSteps-2 {
		l.Steps = l.Steps[len(l.Steps)-maxSteps+2:]
	}
	l.Steps = append(l.Steps,
		Step{0, st.returned, "returns and leaves " + name + " locked"},
		Step{1, l.Pos, "is blocked taking the lock " + name + ": " + x.root.Name() + " can return without releasing it"})
	return l
}

// recordHeld keeps what was left held on some way and released on another.
func (x *explorer) recordHeld() {
	for _, in := range x.heldOrder {
		if x.released[in] && !x.found[in.Pos()] {
			x.found[in.Pos()] = true
			x.order = append(x.order, x.held[in])
		}
	}
}

// readsAgain looks for a read lock that t takes a second time: a writer that
// comes in between waits for the first, and the second waits for the writer.
func (st *state) readsAgain(t *thread, id int32) {
	x, o := st.x, st.objs[id]
	call, ok := t.op.in.(ssa.CallInstruction)
	if !ok || t.id != 0 || !o.env || o.given || o.taken == nil || o.writer == t.id+1 || !o.heldBy(t) || x.found[t.op.pos] {
		return
	}
	lock := lockVariable(call.Common().Args[0])
	use := x.m.locks[lock]
	if use == nil || use.writer == nil || use.handed || lock != lockVariable(o.taken.Common().Args[0]) {
		return
	}
	x.found[t.op.pos] = true
	name := x.nameOf(t.op.in)
	x.order = append(x.order, &Leak{Kind: opLock, Op: t.op.in, Pos: t.op.pos, Root: x.root, Steps: []Step{
		{0, o.taken.Pos(), "takes the read lock " + x.nameOf(o.taken)},
		{1, use.writer.Pos(), "waits for the write lock " + x.nameOf(use.writer) + ", and later readers wait behind it"},
		{0, t.op.pos, "is blocked taking the read lock " + name + " again: a writer waits in between"},
	}})
}
