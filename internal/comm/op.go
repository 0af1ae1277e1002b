package comm

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A Kind is what a goroutine is blocked on.
type Kind string

const (
	opSend      Kind = "send"
	opReceive   Kind = "receive"
	opRange     Kind = "range"
	opSelect    Kind = "select"
	opLock      Kind = "lock"
	opWaitGroup Kind = "waitgroup"
	opCond      Kind = "cond"
	opTimer     Kind = "timer" // a receive from the channel of a timer
	// These never block.
	opClose  Kind = "close"
	opCancel Kind = "cancel"
	opSignal Kind = "signal"
	opAtomic Kind = "atomic"
)

// An op is what a thread is about to do. It never changes.
type op struct {
	kind       Kind
	in         ssa.Instruction
	pos        token.Pos
	arms       []arm // one, or those of a select
	hasDefault bool
	read       bool // a lock for reading
	all        bool // a broadcast
	acts       bool // a step of a function of another package
	try        func(*state, *thread) val
}

// An arm is one way on.
type arm struct {
	send  bool
	obj   int32 // none when the channel is nil or unknown
	free  bool  // unknown code is on the other side
	open  bool  // nobody ever closes the channel
	value val   // what is sent, or the channel when it is unknown
	recv  int   // number of the received value in the result of a select
	pos   token.Pos
	typ   types.Type
}

// A site is a call that is being executed.
type site struct {
	in       ssa.Instruction
	common   *ssa.CallCommon
	deferred bool
}

func (s site) pos() token.Pos {
	if s.in == nil {
		return token.NoPos
	}
	if d, ok := s.in.(*ssa.Defer); ok {
		return d.Call.Pos() // the call, as elsewhere, and not the word before it
	}
	return s.in.Pos()
}

// channel completes an arm by the channel it is about.
func (st *state) channel(a arm, ch val, t types.Type) arm {
	a.obj = none
	a.typ = elemOf(t)
	a.open = t != nil && (isNeverClosed(t) || st.x.m.neverClosed(t))
	n := st.x.vals.of(ch)
	switch {
	case n.kind == kChan:
		a.obj = n.obj
	case st.x.vals.isNull(ch):
	default:
		a.free = true
		if a.value == 0 {
			a.value = ch
		}
	}
	return a
}

func elemOf(t types.Type) types.Type {
	if t != nil {
		if ch, ok := t.Underlying().(*types.Chan); ok {
			return ch.Elem()
		}
	}
	return types.Typ[types.Invalid]
}

func (st *state) await(t *thread, kind Kind, in ssa.Instruction, pos token.Pos, a arm, ch val) {
	var typ types.Type
	switch in := in.(type) {
	case *ssa.Send:
		typ = in.Chan.Type()
	case *ssa.UnOp:
		typ = in.X.Type()
	}
	a.pos = pos
	t.op = &op{kind: kind, in: in, pos: pos, arms: []arm{st.channel(a, ch, typ)}}
}

func (st *state) awaitSelect(t *thread, f *frame, in *ssa.Select) {
	o := &op{kind: opSelect, in: in, pos: in.Pos(), hasDefault: !in.Blocking}
	recv := 0
	for _, s := range in.States {
		a := arm{send: s.Dir == types.SendOnly, pos: s.Pos}
		if a.send {
			a.value = st.value(f, s.Send)
		} else {
			a.recv = recv
			recv++
		}
		o.arms = append(o.arms, st.channel(a, st.value(f, s.Chan), s.Chan.Type()))
	}
	t.op = o
}

// on makes t wait for a primitive object.
func (st *state) on(t *thread, s site, o op, obj int32) {
	o.in, o.pos = s.in, s.pos()
	o.arms = []arm{{obj: obj, free: obj < 0, pos: o.pos}}
	t.op = &o
}

// A move is one step that a state allows: a thread takes an arm, together
// with a partner when a value goes over a channel without room.
type move struct {
	thread      int32
	arm         int // -1 is default
	partner     int32
	partnerArm  int
	announceing bool // a writer says that it waits
}

func (st *state) isFree(a arm) bool {
	if a.free || a.obj < 0 {
		return a.free
	}
	o := st.objs[a.obj]
	return o.env || o.fed && !a.send
}

// ended reports whether the context is cancelled, and whether it may be by
// code outside or by time.
func (st *state) ended(id int32) (cancelled, free bool) {
	for id >= 0 {
		o := st.objs[id]
		cancelled = cancelled || o.done
		free = free || o.open
		id = o.parent
	}
	return cancelled, free
}

// moves lists what thread t can do now.
func (st *state) moves(t *thread) []move {
	o := t.op
	switch o.kind {
	case opSend, opReceive, opRange, opSelect:
		return st.channelMoves(t)
	case opLock:
		return st.lockMoves(t)
	case opWaitGroup:
		a := o.arms[0]
		if st.countsItself(t) || !st.isFree(a) && st.objs[a.obj].count > 0 {
			return nil
		}
		return []move{{thread: t.id}}
	case opCond:
		a := o.arms[0]
		if st.isFree(a) || t.waits == 0 || t.waits == 2 && st.condLockFree(a.obj) {
			return []move{{thread: t.id}}
		}
		return nil
	}
	return []move{{thread: t.id}}
}

func (st *state) lockMoves(t *thread) []move {
	a := t.op.arms[0]
	if a.obj < 0 {
		return []move{{thread: t.id}}
	}
	m := st.objs[a.obj]
	if m.given {
		return []move{{thread: t.id}}
	}
	if m.writer != 0 {
		return nil
	}
	if t.op.read {
		for _, u := range st.threads {
			if u.asked && u.op != nil && u.op.arms[0].obj == a.obj {
				return nil
			}
		}
		return []move{{thread: t.id}}
	}
	if len(m.readers) == 0 {
		return []move{{thread: t.id}}
	}
	if !t.asked {
		return []move{{thread: t.id, announceing: true}}
	}
	return nil
}

func (st *state) condLockFree(cond int32) bool {
	m := st.condLock(cond)
	return m < 0 || st.objs[m].writer == 0 && len(st.objs[m].readers) == 0 || st.objs[m].given
}

// condLock is the mutex of a condition, or none.
func (st *state) condLock(cond int32) int32 {
	n := st.x.vals.of(st.loadCell(cond, 0))
	if n.kind == kRLocker {
		return n.obj
	}
	if n.kind == kIface {
		if p := st.x.vals.of(n.args[0]); p.kind == kPtr && p.field < 0 {
			return p.obj
		}
	}
	return none
}

// channelMoves lists the arms that t can take. A rendezvous is listed with the
// sender. A default can be taken although a partner is on its way: nothing says
// that it has come to its operation.
func (st *state) channelMoves(t *thread) []move {
	var out []move
	ready := false
	for i, a := range t.op.arms {
		m := move{thread: t.id, arm: i}
		if st.isFree(a) {
			out = append(out, m)
			continue
		}
		if a.obj < 0 {
			continue
		}
		o := st.objs[a.obj]
		if o.timer != noTimer {
			if o.timer != spent {
				out = append(out, m)
			}
			ready = ready || o.timer == fired
			continue
		}
		if o.kind == oCtx {
			cancelled, free := st.ended(a.obj)
			if cancelled || free {
				out = append(out, m)
			}
			ready = ready || cancelled
			continue
		}
		if o.done || a.send && o.room == unbounded || a.send && len(o.cells) < o.room || !a.send && len(o.cells) > 0 {
			out, ready = append(out, m), true
			continue
		}
		if a.send && o.room == 0 { // past values that wait, none is handed over
			out = append(out, st.partners(t, i)...)
		}
	}
	if t.op.hasDefault && !ready {
		out = append(out, move{thread: t.id, arm: -1})
	}
	return out
}

// partners are the threads that stand ready on the other side of an arm.
func (st *state) partners(t *thread, i int) []move {
	a := t.op.arms[i]
	var out []move
	for _, u := range st.threads {
		if u.id == t.id || u.op == nil {
			continue
		}
		switch u.op.kind {
		case opSend, opReceive, opRange, opSelect:
		default:
			continue
		}
		for j, b := range u.op.arms {
			if b.obj == a.obj && b.send != a.send {
				out = append(out, move{thread: t.id, arm: i, partner: u.id + 1, partnerArm: j})
			}
		}
	}
	return out
}
