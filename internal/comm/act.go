package comm

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// maxActRounds bounds how often one step of another package's function is passed
// in a call.
const maxActRounds = 4

// pushActs begins a call of a function that is known by its steps.
func (st *state) pushActs(t *thread, a *Acts, args []val, in ssa.Instruction) {
	t.frames = append(t.frames, &frame{epoch: st.epoch, acts: a, in: in, regs: append([]val(nil), args...), counts: make([]uint8, len(a.Steps))})
}

// stepActs executes the next step of such a call. A result that is there is that
// of the operation at which the step stands.
func (st *state) stepActs(t *thread, f *frame) []*state {
	if f.index >= len(f.acts.Steps) {
		st.over = true
		return nil
	}
	a := f.acts.Steps[f.index]
	if f.result != 0 || a.Op == actNothing {
		return st.nextAct(t, f, a)
	}
	if !st.countedAct(f) {
		st.over = true
		return nil
	}
	return st.doAct(t, f, a)
}

func (st *state) countedAct(f *frame) bool {
	if f.counts[f.index] >= maxActRounds {
		return false
	}
	f.counts[f.index]++
	return true
}

// argument is the value of argument i, unknown when there is none.
func (st *state) argument(f *frame, i int) val {
	if i < 0 || i >= len(f.regs) {
		return st.unknown(types.Typ[types.Invalid])
	}
	return f.regs[i]
}

func (st *state) doAct(t *thread, f *frame, a Act) []*state {
	v := st.argument(f, a.Param)
	done := st.x.vals.tuple()
	switch a.Op {
	case string(opSend), string(opReceive), string(opRange), string(opSelect):
		st.awaitAct(t, f, a)
		return nil
	case string(opClose):
		if n := st.x.vals.of(v); n.kind == kChan {
			st.on(t, site{in: f.in}, op{kind: opClose}, n.obj)
			return nil
		}
	case actLock, actRLock:
		st.on(t, site{in: f.in}, op{kind: opLock, read: a.Op == actRLock}, st.primitiveAt(v, oMutex))
		return nil
	case actUnlock, actRUnlock:
		st.unlock(t, st.primitiveAt(v, oMutex), a.Op == actRUnlock)
	case actAdd:
		st.addCount(st.primitiveAt(v, oWaitGroup), a.N)
	case actWait:
		st.on(t, site{in: f.in}, op{kind: opWaitGroup}, st.primitiveAt(v, oWaitGroup))
		return nil
	case actCall:
		return st.call(t, v, st.unknownArgs(v), site{in: f.in})
	case actGo:
		f.result = done
		st.spawn(t, v, st.unknownArgs(v), f.in, none)
		return nil
	case actGive:
		st.escape(v, true)
	case actDefer:
		f.defers = append(f.defers, st.x.vals.int(int64(f.index+1)))
		f.index++ // and past what is deferred
	case actEnd:
		return st.endActs(t, f)
	case actReturn:
		st.leave(t, st.x.unknownResult(f.in))
		return nil
	default:
		st.over = true
		return nil
	}
	f.result = done
	return nil
}

// endActs runs the next of the deferred steps, if there is one.
func (st *state) endActs(t *thread, f *frame) []*state {
	if len(f.defers) == 0 {
		f.result = st.x.vals.tuple()
		return nil
	}
	at, _ := st.x.vals.constInt(f.defers[len(f.defers)-1])
	f.defers = f.defers[:len(f.defers)-1]
	f.counts[f.index]-- // it comes by here again
	f.back = true
	return st.doAct(t, f, f.acts.Steps[at])
}

// primitiveAt is the primitive that v points to, or none.
func (st *state) primitiveAt(v val, kind objKind) int32 {
	id, ok := st.target(v, nil)
	if !ok || st.objs[id].kind != kind {
		return none
	}
	return id
}

// unknownArgs are arguments for a call of the function value v.
func (st *state) unknownArgs(v val) []val {
	n := st.x.vals.of(v)
	if n.kind != kFunc {
		return nil
	}
	var args []val
	for _, p := range n.fn.Params {
		args = append(args, st.unknown(p.Type()))
	}
	return args
}

// awaitAct makes t wait for the channels of a step.
func (st *state) awaitAct(t *thread, f *frame, a Act) {
	o := &op{kind: Kind(a.Op), in: f.in, pos: f.in.Pos(), acts: true, hasDefault: a.Op == string(opSelect) && a.N == 1}
	arms := a.Arms
	if a.Op != string(opSelect) {
		arms = []Arm{{Send: a.Op == string(opSend), Of: a.Param}}
	}
	for _, arm := range arms {
		v := st.argument(f, arm.Of)
		if n := st.x.vals.of(v); arm.Ctx && n.kind == kCtx {
			if v = st.x.vals.obj(kChan, n.obj); n.obj < 0 {
				v = st.x.vals.null()
			}
		}
		w := armOf(arm, f.in)
		if arm.Send {
			w.value = st.unknown(types.Typ[types.Int])
		}
		w = st.channel(w, v, types.NewChan(types.SendRecv, types.Typ[types.Int]))
		w.open = false // its own package may close it
		o.arms = append(o.arms, w)
	}
	t.op = o
}

func armOf(a Arm, in ssa.Instruction) arm { return arm{send: a.Send, pos: in.Pos()} }

// nextAct goes on to the steps that may come next, after the result of this one.
func (st *state) nextAct(t *thread, f *frame, a Act) []*state {
	result := f.result
	f.result = 0
	if f.back {
		f.back = false
		return nil // to the end again
	}
	next := a.Next
	if n := st.x.vals.of(result); n.kind == kStruct && len(n.args) > 1 && len(next) > 1 {
		switch a.Op {
		case string(opSelect):
			if i, ok := st.x.vals.constInt(n.args[0]); ok {
				if i < 0 {
					i = int64(len(next) - 1)
				}
				next = next[i : i+1]
			}
		case string(opRange):
			if more, known := st.truth(n.args[1]); known {
				next = next[side(more) : side(more)+1]
			}
		}
	}
	if len(next) == 0 {
		st.over = true
		return nil
	}
	var out []*state
	for i, n := range next {
		s := st
		if i < len(next)-1 {
			s = st.clone()
		}
		s.top(s.thread(t.id)).index = n
		out = append(out, s)
	}
	if len(out) == 1 {
		return nil
	}
	return out
}
