package comm

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// fire makes a move. The threads it concerns then run on.
func (st *state) fire(m move) {
	t := st.thread(m.thread)
	switch t.op.kind {
	case opSend, opReceive, opRange, opSelect:
		st.fireChannel(t, m)
	case opLock:
		st.fireLock(t, m)
	case opCond:
		st.fireCond(t)
	case opWaitGroup:
		st.note(t, t.op.pos, "waits for the wait group, which is at zero", t.op.arms[0].obj)
		st.proceed(t, st.x.unknownResult(t.op.in))
	case opClose:
		st.fireClose(t)
	case opCancel:
		a := t.op.arms[0]
		if a.obj >= 0 {
			st.change(a.obj).done = true
		}
		st.note(t, t.op.pos, "cancels the context", a.obj)
		st.proceed(t, st.x.vals.tuple())
	case opSignal:
		st.fireSignal(t)
	case opAtomic:
		st.proceed(t, t.op.try(st, t))
	}
}

// proceed ends the operation of t with its result.
func (st *state) proceed(t *thread, result val) {
	t.op, t.asked, t.waits = nil, false, 0
	if len(t.frames) == 0 {
		st.end(t, result)
		return
	}
	st.resume(st.top(t), result)
}

func (st *state) fireChannel(t *thread, m move) {
	if m.arm < 0 {
		st.note(t, t.op.pos, "select takes default", none)
		st.proceed(t, st.selected(t, -1, false, 0))
		return
	}
	a := t.op.arms[m.arm]
	if m.partner != 0 {
		u := st.thread(m.partner - 1)
		st.note(t, a.pos, st.x.verb(t, m.arm), a.obj)
		st.note(u, u.op.arms[m.partnerArm].pos, st.x.verb(u, m.partnerArm), a.obj)
		st.proceed(u, st.chosen(u, m.partnerArm, true, a.value))
		st.proceed(t, st.chosen(t, m.arm, true, 0))
		return
	}
	if a.obj >= 0 && st.objs[a.obj].kind == oChan && a.send && st.objs[a.obj].done {
		st.over = true // a panic
		return
	}
	st.note(t, a.pos, st.x.verb(t, m.arm), a.obj)
	if st.isFree(a) {
		st.fireFree(t, m.arm)
		return
	}
	o := st.change(a.obj)
	switch {
	case o.timer != noTimer:
		o.timer = spent
		st.proceed(t, st.chosen(t, m.arm, true, st.x.vals.fresh(a.typ)))
	case o.kind == oCtx:
		o.done = true
		st.proceed(t, st.chosen(t, m.arm, false, st.x.vals.zero(a.typ)))
	case a.send:
		o.cells = append(o.cells, a.value)
		st.proceed(t, st.chosen(t, m.arm, true, 0))
	case len(o.cells) > 0:
		v := o.cells[0]
		o.cells = append([]val(nil), o.cells[1:]...)
		st.proceed(t, st.chosen(t, m.arm, true, v))
	default:
		st.proceed(t, st.chosen(t, m.arm, false, st.x.vals.zero(a.typ)))
	}
}

// fireFree is the move of an arm whose other side is unknown code.
func (st *state) fireFree(t *thread, i int) {
	vs := st.x.vals
	a := t.op.arms[i]
	if a.send {
		st.escape(a.value, true)
		st.proceed(t, st.chosen(t, i, true, 0))
		return
	}
	st.received(a.value)
	v := vs.fresh(a.typ)
	ok := vs.fresh(types.Typ[types.Bool])
	if a.open || a.obj >= 0 && !st.objs[a.obj].env { // what is only fed is not closed
		ok = vs.bool(true)
		if f := st.top(t); t.op.kind == opRange && f.acts == nil && !st.counted(f, f.block, 2*st.x.rounds) {
			st.over = true // it goes on, and brings nothing new
			return
		}
	}
	if t.op.kind == opSelect || t.op.acts {
		st.proceed(t, st.selectedVal(t, i, ok, v))
		return
	}
	if in, isUnOp := t.op.in.(*ssa.UnOp); isUnOp && in.CommaOk {
		v = vs.tuple(v, ok)
	}
	st.proceed(t, v)
}

// chosen is the result of the operation of t when arm i is taken.
func (st *state) chosen(t *thread, i int, ok bool, v val) val {
	vs := st.x.vals
	if t.op.kind == opSelect || t.op.acts {
		return st.selected(t, i, ok, v)
	}
	if in, isUnOp := t.op.in.(*ssa.UnOp); isUnOp && in.CommaOk {
		return vs.tuple(v, vs.bool(ok))
	}
	if v == 0 {
		return vs.tuple()
	}
	return v
}

func (st *state) selected(t *thread, i int, ok bool, v val) val {
	return st.selectedVal(t, i, st.x.vals.bool(ok), v)
}

func (st *state) selectedVal(t *thread, i int, ok, v val) val {
	vs := st.x.vals
	parts := []val{vs.int(int64(i)), ok}
	for j, a := range t.op.arms {
		if a.send {
			continue
		}
		if j == i {
			parts = append(parts, v)
		} else {
			parts = append(parts, vs.zero(a.typ))
		}
	}
	return vs.tuple(parts...)
}

func (st *state) fireLock(t *thread, m move) {
	if m.announceing {
		st.note(t, t.op.pos, "waits for the write lock; later readers wait behind it", t.op.arms[0].obj)
		t.asked = true
		return
	}
	a := t.op.arms[0]
	if a.obj >= 0 {
		if t.op.read {
			st.readsAgain(t, a.obj)
		}
		o := st.change(a.obj)
		if t.op.read {
			o.readers = append(o.readers, t.id+1)
			st.note(t, t.op.pos, "takes the read lock", a.obj)
		} else {
			o.writer = t.id + 1
			st.note(t, t.op.pos, "takes the lock", a.obj)
		}
		if call, ok := t.op.in.(ssa.CallInstruction); ok && t.id == 0 {
			o.taken, o.depth = call, len(t.frames)
		}
	}
	st.proceed(t, st.x.vals.tuple())
}

// unlock releases a lock at once: nothing that others do can make a difference
// before it.
func (st *state) unlock(t *thread, id int32, read bool) {
	if id < 0 {
		return
	}
	o := st.change(id)
	if o.writer == 0 && len(o.readers) == 0 {
		st.unlockUnknown(t, o)
		return
	}
	if o.taken != nil && o.heldBy(t) && t.id == 0 {
		st.x.released[o.taken] = true
	}
	if !read {
		o.writer = 0
		return
	}
	at := -1
	for i, r := range o.readers {
		if r == t.id+1 || at < 0 {
			at = i
		}
	}
	if at >= 0 {
		o.readers = append(o.readers[:at:at], o.readers[at+1:]...)
	}
}

// unlockUnknown releases a lock that is not held: that of a caller, or one that
// was taken by another name. It may be any lock that t holds and that is not its
// own.
func (st *state) unlockUnknown(t *thread, o *object) {
	o.given = true
	for id, m := range st.objs {
		if m.kind == oMutex && m.env && m.heldBy(t) {
			st.change(int32(id)).given = true
		}
	}
}

func (st *state) fireClose(t *thread) {
	a := t.op.arms[0]
	if a.obj >= 0 {
		o := st.change(a.obj)
		if o.done && !o.env {
			st.over = true
			return
		}
		o.done = true
	}
	st.note(t, t.op.pos, "closes "+st.x.nameOf(t.op.in), a.obj)
	st.proceed(t, st.x.vals.tuple())
}

func (st *state) fireCond(t *thread) {
	cond := t.op.arms[0].obj
	if cond < 0 || st.objs[cond].env {
		st.proceed(t, st.x.vals.tuple())
		return
	}
	m := st.condLock(cond)
	if t.waits == 0 {
		st.note(t, t.op.pos, "waits for the signal", cond)
		t.waits = 1
		if m >= 0 {
			st.unlock(t, m, false)
		}
		return
	}
	if m >= 0 {
		st.change(m).writer = t.id + 1
	}
	st.proceed(t, st.x.vals.tuple())
}

func (st *state) fireSignal(t *thread) {
	o := t.op
	st.note(t, o.pos, "signals the condition", o.arms[0].obj)
	for _, u := range st.threads {
		if u.op != nil && u.op.kind == opCond && u.waits == 1 && u.op.arms[0].obj == o.arms[0].obj {
			st.thread(u.id).waits = 2
			if !o.all {
				break
			}
		}
	}
	st.proceed(st.thread(t.id), st.x.vals.tuple())
}

// addCount changes a wait group.
func (st *state) addCount(id int32, n int) {
	if id < 0 {
		return
	}
	o := st.change(id)
	o.count += n
	if o.count < 0 && !o.env {
		st.over = true // a panic
	}
}
