package comm

import (
	"go/types"
	"go/version"
	"time"

	"golang.org/x/tools/go/ssa"
)

// A timer is what is known of the channel of a time.Timer. Since go1.23 nothing
// is received after Stop, and Stop says whether a value was still to come;
// before, a timer that had fired left its value in the channel, and Stop of it
// reported false.
type timer uint8

const (
	noTimer timer = iota
	armed         // its value comes at last
	fired         // before go1.23: its value is in the channel
	spent         // no value is left to come
)

// oldTimers reports whether timers behave as before go1.23 in code of a package.
func oldTimers(pkg *types.Package) bool {
	v := pkg.GoVersion()
	return v != "" && version.Compare(v, "go1.23") < 0
}

func newTimer(st *state, t *thread, args []val, s site) []*state {
	v, ok := s.in.(ssa.Value)
	if !ok {
		return opaqueCall(st, t, args, s)
	}
	id := st.timerVariable(v, s)
	ch := st.add(&object{epoch: st.epoch, kind: oChan, typ: types.Typ[types.Invalid], site: s.pos(), room: 1, parent: none, timer: armed})
	st.change(id).cells[0] = st.x.vals.obj(kChan, ch)
	st.result(t, st.x.vals.ptr(id, -1))
	return nil
}

// timerVariable is a time.Timer, whose first field is its channel, not made yet.
func (st *state) timerVariable(v ssa.Value, s site) int32 {
	return st.alloc(v.Type().Underlying().(*types.Pointer).Elem(), s.pos(), false)
}

// afterFunc runs its function in a goroutine of its own, when it is not
// stopped before; here it always runs. Its timer has no channel.
func afterFunc(st *state, t *thread, args []val, s site) []*state {
	r := st.x.unknownResult(s.in)
	if v, ok := s.in.(ssa.Value); ok {
		id := st.timerVariable(v, s)
		if after, ok := st.x.vals.constInt(args[0]); ok && time.Duration(after) >= farAway {
			st.objs[id].timer = armed
		}
		r = st.x.vals.ptr(id, -1)
	}
	st.result(t, r)
	st.spawn(t, args[1], nil, s.in, none)
	return nil
}

// farAway is after how long a function of time.AfterFunc is taken to be meant for a
// later Reset: a Stop comes before it.
const farAway = 24 * time.Hour

// stopFar is the result of Stop or Reset of a timer without a channel.
func (st *state) stopFar(p val, s site) val {
	n := st.x.vals.of(p)
	if n.kind != kPtr || n.field >= 0 || st.objs[n.obj].timer != armed {
		return st.x.unknownResult(s.in)
	}
	st.change(n.obj).timer = noTimer
	return st.x.vals.bool(true)
}

// stopTimer stops a timer and leaves its channel as next.
func stopTimer(next timer) model {
	return func(st *state, t *thread, args []val, s site) []*state {
		ch := st.timerChannel(args[0])
		if ch < 0 {
			st.result(t, st.stopFar(args[0], s))
			return nil
		}
		was := st.objs[ch].timer
		st.note(t, s.pos(), map[timer]string{spent: "stops the timer", armed: "resets the timer"}[next], ch)
		if !st.x.m.oldTimers || was != armed || s.deferred {
			if was != fired || next == armed {
				st.change(ch).timer = next
			}
			st.result(t, st.x.vals.bool(was == armed))
			return nil
		}
		late := st.clone() // it has fired in the meantime
		t = st.thread(t.id)
		if next == spent {
			late.change(ch).timer = fired
		}
		late.result(late.thread(t.id), st.x.vals.bool(false))
		st.change(ch).timer = next
		st.result(t, st.x.vals.bool(true))
		return []*state{st, late}
	}
}

// timerChannel is the channel of the timer that p points to, or none when it
// is not known.
func (st *state) timerChannel(p val) int32 {
	n := st.x.vals.of(p)
	if n.kind != kPtr || n.field >= 0 || st.objs[n.obj].kind != oCells || len(st.objs[n.obj].cells) == 0 {
		return none
	}
	ch := st.x.vals.of(st.objs[n.obj].cells[0])
	if ch.kind != kChan || st.objs[ch.obj].timer == noTimer {
		return none
	}
	return ch.obj
}

// waitsForTimer reports whether t receives from the channel of a timer.
func (st *state) waitsForTimer(t *thread) bool {
	if t.op.kind != opReceive {
		return false
	}
	if a := t.op.arms[0]; a.obj >= 0 {
		return st.objs[a.obj].timer != noTimer
	}
	return ofTimer(t.op.in)
}

// ofTimer reports whether in receives from the field of a time.Timer.
func ofTimer(in ssa.Instruction) bool {
	recv, ok := in.(*ssa.UnOp)
	if !ok {
		return false
	}
	load, ok := recv.X.(*ssa.UnOp)
	if !ok {
		return false
	}
	field, ok := load.X.(*ssa.FieldAddr)
	return ok && types.TypeString(field.X.Type(), nil) == "*time.Timer"
}

// whySpent says why no value comes any more.
func (st *state) whySpent(t *thread) string {
	if t.op.arms[0].obj < 0 {
		return "the timer of time.AfterFunc has no channel"
	}
	return "the timer was stopped or its value was taken before, so no value is left to come"
}
