package comm

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Leak is a goroutine that is blocked for ever in some schedule.
type Leak struct {
	Kind    Kind
	Op      ssa.Instruction // the operation that it is blocked in
	Pos     token.Pos       // of that operation
	Start   ssa.Instruction // what started the goroutine; nil for the function itself
	Via     []*ssa.Call     // the calls in which it was started, the outermost first
	Root    *ssa.Function   // the function that was explored
	Steps   []Step
	Depth   int                    // and through how many calls it took that
	Held    bool                   // the lock is one that the function still holds when it returns
	Dropped bool                   // the function returned, and left only this goroutine and others from the same call
	Called  map[*ssa.Function]bool // the methods that were called
	Made    token.Pos              // where the primitive was made, when that is known
}

// A Step is one line of a schedule. Thread 0 runs the explored function.
type Step struct {
	Thread int
	Pos    token.Pos
	Text   string
}

const maxSteps = 8

// record keeps the leak of a state: the one among the lost threads that the
// others wait for.
func (x *explorer) record(st *state, lost []*thread) {
	t := st.cause(lost)
	if t.id == 0 && waitsForEnd(t.op) {
		return
	}
	if x.found[t.op.pos] {
		return
	}
	for _, u := range lost { // another end of the same defect
		if x.found[u.op.pos] {
			return
		}
	}
	for _, u := range lost {
		x.found[u.op.pos] = true
	}
	l := &Leak{Kind: t.op.kind, Op: t.op.in, Pos: t.op.pos, Start: t.start, Via: t.via, Root: x.root}
	if st.waitsForTimer(t) {
		l.Kind = opTimer
	}
	if a := t.op.arms; len(a) == 1 && a[0].obj >= 0 {
		l.Made = st.objs[a[0].obj].site
	}
	l.Dropped = st.dropped(lost)
	l.Called = make(map[*ssa.Function]bool)
	for c := st.called; c != nil; c = c.prev {
		l.Called[c.fn] = true
	}
	l.Steps = x.schedule(st, t, lost)
	x.order = append(x.order, l)
}

// waitsForEnd reports what is there to wait for the end of the process: select {},
// and a receive from a channel that is made for nothing else.
func waitsForEnd(o *op) bool {
	if o.kind == opSelect {
		return len(o.arms) == 0
	}
	in, ok := o.in.(*ssa.UnOp)
	if !ok || o.kind != opReceive {
		return false
	}
	made, ok := in.X.(*ssa.MakeChan)
	return ok && len(*made.Referrers()) == 1
}

// dropped reports whether the explored function has returned and all lost
// goroutines come from one call that it made.
func (st *state) dropped(lost []*thread) bool {
	for _, t := range st.threads {
		if t.id == 0 {
			return false
		}
	}
	for _, t := range lost {
		if len(t.via) == 0 || t.via[0] != lost[0].via[0] {
			return false
		}
	}
	return true
}

// cause picks the thread to report: waiting for a group, for a lock that
// another one holds while it is blocked on something else, or for those that
// wait for a value, is a consequence; a goroutine comes before its starter.
func (st *state) cause(lost []*thread) *thread {
	rank := func(t *thread) int {
		r := map[Kind]int{opWaitGroup: 8, opRange: 4, opReceive: 2, opCond: 2}[t.op.kind]
		if t.op.kind == opLock && st.heldElsewhere(t, lost) {
			r = 12
		}
		if t.id == 0 {
			r++
		}
		return r
	}
	return slices.MinFunc(lost, func(a, b *thread) int { return rank(a) - rank(b) })
}

// heldElsewhere reports whether a lost goroutine that is not blocked on a lock
// holds the lock that t waits for.
func (st *state) heldElsewhere(t *thread, lost []*thread) bool {
	m := st.objs[t.op.arms[0].obj]
	for _, u := range lost {
		if u.op.kind == opLock || u.id == 0 {
			continue
		}
		if m.writer == u.id+1 || slices.Contains(m.readers, u.id+1) {
			return true
		}
	}
	return false
}

// schedule lists the steps to the state that concern the lost threads.
func (x *explorer) schedule(st *state, t *thread, lost []*thread) []Step {
	var events []*event
	for e := st.hist; e != nil; e = e.prev {
		events = append(events, e)
	}
	slices.Reverse(events)
	needed := make(map[int32]bool)
	about := make(map[int32]bool)
	for _, u := range lost {
		needed[u.id] = true
		for _, a := range u.op.arms {
			if a.obj >= 0 {
				about[a.obj] = true
			}
		}
	}
	for i := len(events) - 1; i >= 0; i-- { // and who started them
		if needed[events[i].starts] && events[i].starts > 0 {
			needed[events[i].thread] = true
		}
	}
	partners := make(map[int32]bool)
	for _, e := range events { // and who they dealt with
		if e.about >= 0 && about[e.about] {
			partners[e.thread] = true
		}
	}
	var steps []Step
	var optional []int
	for _, e := range events {
		if !e.pos.IsValid() {
			continue // what stands nowhere in the source
		}
		if e.makes && (len(t.op.arms) != 1 || t.op.arms[0].obj != e.about) {
			continue // only that of what t waits for
		}
		if e.starts > 0 && !needed[e.starts] && !partners[e.starts] || !needed[e.thread] && !about[e.about] {
			continue
		}
		if e.starts <= 0 && !about[e.about] && e.text != "returns" {
			optional = append(optional, len(steps))
		}
		steps = append(steps, Step{Thread: int(e.thread), Pos: e.pos, Text: e.text})
	}
	steps = shorten(steps, optional, maxSteps-min(len(lost), 3))
	for _, u := range lost {
		if u != t && len(steps) < maxSteps-1 {
			steps = append(steps, Step{int(u.id), u.op.pos, x.blocked(st, u)})
		}
	}
	return append(steps, Step{int(t.id), t.op.pos, x.blocked(st, t)})
}

// shorten leaves out optional steps, and then the middle, until n are left.
func shorten(steps []Step, optional []int, n int) []Step {
	for i := len(optional) - 1; i >= 0 && len(steps) > n; i-- {
		steps = slices.Delete(steps, optional[i], optional[i]+1)
	}
	if len(steps) > n {
		steps = slices.Delete(steps, n/2, n/2+len(steps)-n)
	}
	return steps
}

// nearest leaves, of the locks taken at one place, the one whose function took
// it through the fewest calls: there the release is missing. And of what is
// lost in a call, it leaves what the function that is called loses by itself.
func nearest(leaks []*Leak) []*Leak {
	type loss struct {
		pos   token.Pos
		start ssa.Instruction
		root  *ssa.Function
	}
	own := make(map[loss]bool)
	for _, l := range leaks {
		own[loss{l.Pos, l.Start, l.Root}] = true
	}
	first := make(map[token.Pos]int)
	out := leaks[:0]
	for _, l := range leaks {
		inCallee := func(call *ssa.Call) bool { return own[loss{l.Pos, l.Start, call.Common().StaticCallee()}] }
		i, seen := first[l.Pos]
		switch {
		case l.Dropped && slices.ContainsFunc(l.Via, inCallee):
		case !l.Held:
			out = append(out, l)
		case !seen:
			first[l.Pos] = len(out)
			out = append(out, l)
		case l.Depth < out[i].Depth:
			out[i] = l
		}
	}
	return out
}
