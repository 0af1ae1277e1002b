package comm

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

const (
	maxRounds  = 2    // of a loop whose end is not known
	moreRounds = 3    // of such a loop, where the search with fewer took little work
	maxCounted = 40   // of a loop whose end is known
	maxFrames  = 14   // calls within calls
	maxRun     = 4000 // instructions between two operations
	maxForks   = 64   // states that one run may end in
)

// advance runs thread id until it is about to do something that other threads
// can notice, and returns the states in which it is, one a way there.
func (st *state) advance(id int32) []*state {
	var out []*state
	var seen map[digest]bool // the states that came to where branches meet
	work := []*state{st}
	for len(work) > 0 && len(out) < maxForks {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		if s.joined && seen != nil {
			key := s.key()
			if seen[key] {
				continue
			}
			seen[key] = true
		}
		s.joined = false
		forks := s.run(id)
		if s.over {
			continue
		}
		work = append(work, forks...)
		if len(forks) > 1 && seen == nil {
			seen = make(map[digest]bool)
		}
		if len(forks) == 0 {
			out = append(out, s)
		}
	}
	return out
}

// run goes on with thread id until its next operation, its end, or a branch
// that can be taken both ways: then it returns both, st among them; st alone
// where branches meet.
func (st *state) run(id int32) []*state {
	for range maxRun {
		t := st.thread(id)
		if t == nil || t.op != nil || st.over {
			return nil
		}
		if st.x.budget--; st.x.budget < 0 {
			st.over = true
			return nil
		}
		if forks := st.step(t); len(forks) > 0 {
			return forks
		}
		if st.joined && !st.over {
			return []*state{st}
		}
	}
	st.over = true
	return nil
}

func (st *state) value(f *frame, v ssa.Value) val {
	vs := st.x.vals
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil {
			if _, isTuple := v.Type().(*types.Tuple); isTuple || nested(v.Type()) {
				return vs.zero(v.Type())
			}
			return vs.null()
		}
		return vs.literal(v)
	case *ssa.Function, *ssa.Builtin:
		return vs.code(v)
	case *ssa.Global:
		return st.x.global(st, v)
	}
	if r, ok := f.fn.reg[v]; ok {
		if x := f.regs[f.fn.slot[r]]; x != 0 {
			return x
		}
	}
	return vs.fresh(v.Type())
}

func (st *state) set(f *frame, v ssa.Value, x val) {
	f.regs[f.fn.slot[f.fn.reg[v]]] = st.settled(x)
}

// step executes one instruction of t.
func (st *state) step(t *thread) []*state {
	f := st.top(t)
	if f.acts != nil {
		return st.stepActs(t, f)
	}
	if f.index >= len(f.block.Instrs) {
		st.over = true
		return nil
	}
	in := f.block.Instrs[f.index]
	if st.x.alone != nil && st.stepAlone(t, f, in) {
		return nil
	}
	switch in := in.(type) {
	case *ssa.If:
		return st.branch(t, f, in)
	case *ssa.Jump:
		st.enter(f, f.block.Succs[0])
	case *ssa.Return:
		st.finish(t, f, in)
	case *ssa.Panic:
		st.over = true // the process ends, or a caller recovers
	case *ssa.RunDefers:
		st.runDefers(t, f)
	case *ssa.Defer:
		callee, args := st.callee(f, in.Common())
		at := st.x.vals.int(int64(slices.Index(f.fn.defers, in)))
		f.defers = append(f.defers, st.x.vals.tuple(append([]val{at, callee}, args...)...))
		f.index++
	case *ssa.Go:
		st.spawnCall(t, f, in)
	case *ssa.Call:
		callee, args := st.callee(f, in.Common())
		return st.call(t, callee, args, site{in: in, common: in.Common()})
	case *ssa.Send:
		st.await(t, opSend, in, in.Pos(), arm{send: true, value: st.value(f, in.X)}, st.value(f, in.Chan))
	case *ssa.Select:
		st.awaitSelect(t, f, in)
	case *ssa.UnOp:
		if in.Op == token.ARROW {
			kind := opReceive
			if isRange(in) {
				kind = opRange
			}
			st.await(t, kind, in, in.Pos(), arm{}, st.value(f, in.X))
			return nil
		}
		st.set(f, in, st.unary(f, in))
		f.index++
	case *ssa.Store:
		st.store(st.value(f, in.Addr), st.value(f, in.Val))
		f.index++
	case *ssa.MakeChan:
		v := st.eval(f, in)
		st.set(f, in, v)
		st.note(t, in.Pos(), st.x.making(in, st.objs[st.x.vals.of(v).obj].room), st.x.vals.of(v).obj)
		st.hist.makes = true
		f.index++
	case *ssa.MapUpdate:
		st.mapStore(st.value(f, in.Map), st.value(f, in.Key), st.value(f, in.Value))
		f.index++
	case ssa.Value:
		st.set(f, in, st.eval(f, in))
		f.index++
	default:
		f.index++
	}
	return nil
}

// isRange reports the receive of a "for range ch".
func isRange(in *ssa.UnOp) bool {
	return in.CommaOk && in.Block().Comment == "rangechan.loop"
}

// branch decides an If, or forks.
func (st *state) branch(t *thread, f *frame, in *ssa.If) []*state {
	cond := st.value(f, in.Cond)
	b := f.block
	cyclic := f.fn.cyclic(b)
	if value, known := st.truth(cond); known {
		if cyclic && !st.counted(f, b, maxCounted) {
			st.over = true
			return nil
		}
		st.enter(f, b.Succs[side(value)])
		return nil
	}
	sides := []bool{true, false}
	switch {
	case cyclic && (f.counts == nil || f.counts[b.Index] == 0) && st.x.m.startsGoroutines(f.fn, b):
		if isHeader(b) {
			st.excuseBatches()
		}
		sides = st.waysIn(f.fn, b) // nobody starts none of them
		st.counted(f, b, st.x.rounds)
	case !cyclic && b.Succs[0].Comment == "rangeint.body" && st.x.m.startsGoroutines(f.fn, b.Succs[0]):
		sides = sides[:1] // the first round of a range over a number is decided before its loop
	case cyclic && !st.counted(f, b, st.x.rounds):
		st.x.bounded = true
		sides = st.waysOut(f.fn, b)
	}
	var out []*state
	for i, value := range sides {
		s := st
		if i < len(sides)-1 {
			s = st.clone()
		}
		if !s.assume(cond, value) {
			continue
		}
		s.enter(s.top(s.thread(t.id)), b.Succs[side(value)])
		out = append(out, s)
	}
	if len(out) == 0 {
		st.over = true
	}
	return out
}

// excuseBatches gives up the wait groups whose count was raised for several
// goroutines at once, before a loop that starts goroutines and whose number of
// rounds is another unknown: nothing here says that the two differ.
func (st *state) excuseBatches() {
	for id, o := range st.objs {
		if o.batch && o.count > 0 && !o.env {
			st.change(int32(id)).env = true
		}
	}
}

// isHeader reports whether a loop begins at b.
func isHeader(b *ssa.BasicBlock) bool { return slices.ContainsFunc(b.Preds, b.Dominates) }

// side is the number of the successor of an If.
func side(value bool) int {
	if value {
		return 0
	}
	return 1
}

// counted counts one more decision at b, and reports whether limit allows it.
func (st *state) counted(f *frame, b *ssa.BasicBlock, limit uint8) bool {
	if f.counts == nil {
		f.counts = make([]uint8, len(f.fn.fn.Blocks))
	}
	if f.counts[b.Index] >= limit {
		return false
	}
	f.counts[b.Index]++
	return true
}

// waysOut are the sides of the branch at b that do not lead back to it, or
// both when both do.
func (st *state) waysOut(fn *function, b *ssa.BasicBlock) []bool {
	var out []bool
	for _, value := range []bool{true, false} {
		s := b.Succs[side(value)]
		if s != b && !fn.leads(s, b) {
			out = append(out, value)
		}
	}
	if len(out) == 0 {
		return []bool{true, false}
	}
	return out
}

// waysIn are the sides that lead back to b.
func (st *state) waysIn(fn *function, b *ssa.BasicBlock) []bool {
	out := st.waysOut(fn, b)
	if len(out) == 1 {
		return []bool{!out[0]}
	}
	return out
}

// enter goes to the start of block to and assigns its phis.
func (st *state) enter(f *frame, to *ssa.BasicBlock) {
	edge := 0
	for i, p := range to.Preds {
		if p == f.block {
			edge = i
		}
	}
	var vals []val
	n := 0
	for _, in := range to.Instrs {
		phi, ok := in.(*ssa.Phi)
		if !ok {
			break
		}
		vals = append(vals, st.value(f, phi.Edges[edge]))
		n++
	}
	for i := range n {
		st.set(f, to.Instrs[i].(*ssa.Phi), vals[i])
	}
	f.block, f.index = to, n
	st.joined = len(to.Preds) > 1
}

// finish returns from the frame f.
func (st *state) finish(t *thread, f *frame, in *ssa.Return) {
	var result val
	switch len(in.Results) {
	case 0:
		result = st.x.vals.tuple()
	case 1:
		result = st.value(f, in.Results[0])
	default:
		parts := make([]val, len(in.Results))
		for i, r := range in.Results {
			parts[i] = st.value(f, r)
		}
		result = st.x.vals.tuple(parts...)
	}
	st.returns(t, f, in)
	st.leave(t, result)
}

// leave ends the top frame of t and hands result to the frame below.
func (st *state) leave(t *thread, result val) {
	t.frames = t.frames[:len(t.frames)-1]
	if len(t.frames) == 0 {
		st.end(t, result)
		return
	}
	f := st.top(t)
	st.resume(f, result)
}

// resume goes on behind the call, or the deferred calls, that f waited for.
func (st *state) resume(f *frame, result val) {
	if f.acts != nil {
		f.result = result
		if f.result == 0 {
			f.result = st.x.vals.tuple()
		}
		return
	}
	if f.index >= len(f.block.Instrs) {
		st.over = true
		return
	}
	in := f.block.Instrs[f.index]
	if _, ok := in.(*ssa.RunDefers); ok {
		return // the next one, or on
	}
	if v, ok := in.(ssa.Value); ok {
		st.set(f, v, result)
	}
	f.index++
}

// end is the end of a thread.
func (st *state) end(t *thread, result val) {
	for i, u := range st.threads {
		if u.id == t.id {
			st.threads = append(st.threads[:i:i], st.threads[i+1:]...)
			break
		}
	}
	if t.group >= 0 {
		st.addCount(t.group, -1)
	}
	if t.id != 0 {
		return
	}
	if st.x.alone != nil {
		if !st.x.endsProcess {
			st.checkDropped(result)
		}
		return
	}
	st.escape(result, true)
	st.checkHeld(t)
	if st.x.endsProcess {
		st.over = true
	}
}

func (st *state) runDefers(t *thread, f *frame) {
	if len(f.defers) == 0 {
		f.index++
		return
	}
	if in, ok := f.block.Instrs[len(f.block.Instrs)-1].(*ssa.Return); ok {
		st.returns(t, f, in)
	}
	d := st.x.vals.of(f.defers[len(f.defers)-1])
	f.defers = f.defers[:len(f.defers)-1]
	at, _ := st.x.vals.constInt(d.args[0])
	forks := st.call(t, d.args[1], d.args[2:], site{in: f.fn.defers[at], deferred: true})
	if len(forks) > 0 {
		st.over = true // deferred calls do not fork by themselves
	}
}
