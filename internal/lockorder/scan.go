package lockorder

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
)

// A summary is what calling a function does about locks, in its places.
type summary struct {
	takes []Taking
	open  []*Edge     // of locks below different parameters
	calls []paramCall // of its parameters
}

// A paramCall is a call of a function parameter, and the locks held there.
type paramCall struct {
	param int
	args  []place.Place
	held  []Taking
	gone  []place.Place
}

const (
	maxTakes = 60    // of one function
	maxVia   = 6     // calls that an acquisition may be away
	maxEdges = 50000 // of one package
)

// inTest reports a function of a test file.
func inTest(fn *ssa.Function) bool {
	return strings.HasSuffix(fn.Prog.Fset.Position(fn.Pos()).Filename, "_test.go")
}

// scan looks at fn once. A recursive call finds what is known so far.
func (f *finder) scan(fn *ssa.Function) *summary {
	if s := f.scanned[fn]; s != nil {
		return s
	}
	s := new(summary)
	f.scanned[fn] = s
	f.locks.Walk(fn, func(in ssa.Instruction, st lockset.State) {
		call, ok := in.(ssa.CallInstruction)
		if !ok {
			return
		}
		if _, isBuiltin := call.Common().Value.(*ssa.Builtin); isBuiltin {
			return
		}
		if _, isGo := in.(*ssa.Go); isGo {
			f.noteSite(fn, call, nil)
			return
		}
		if d, isDefer := in.(*ssa.Defer); isDefer {
			if op, isOp := f.locks.Op(d.Common()); isOp && op.Release {
				return
			}
			st = f.locks.AtExit(d)
		}
		f.call(fn, s, call, st)
	})
	return s
}

func (f *finder) noteSite(fn *ssa.Function, in ssa.CallInstruction, st lockset.State) *site {
	if common := in.Common(); common.IsInvoke() {
		if _, local := ownInterface(common.Value.Type(), f.pkg.SSA.Pkg); local {
			name := common.Method.Name()
			args := append([]ssa.Value{nil}, common.Args...)
			f.reach.invoked[name] = append(f.reach.invoked[name], &site{fn: fn, in: in, args: args, held: gatesOf(st)})
		}
	}
	callee, args := f.callee(in.Common())
	if callee == nil || len(callee.Blocks) == 0 {
		return nil
	}
	s := &site{fn: fn, callee: callee, in: in, args: args, held: gatesOf(st)}
	f.callers[callee] = append(f.callers[callee], s)
	return s
}

// call handles a call in fn, before which the locks are st.
func (f *finder) call(fn *ssa.Function, s *summary, in ssa.CallInstruction, st lockset.State) {
	if op, ok := f.locks.Op(in.Common()); ok {
		if op.Release || op.Try || !isMutex(op.Lock) || in.Common().IsInvoke() {
			return
		}
		if op.Mode&lockset.Write != 0 {
			id := lockset.IDOf(op.Lock)
			f.writes[id] = append(f.writes[id], writing{fn, op.Lock, in, gatesOf(st)})
		}
		f.swapped(fn, st, in, op)
		f.take(fn, s, st, Taking{Lock: op.Lock, Mode: op.Mode, At: in})
		return
	}
	called := f.noteSite(fn, in, st)
	if called == nil {
		f.callParam(fn, s, in, st)
		for _, arg := range in.Common().Args {
			if back := f.function(arg); back != nil {
				f.around[back] = append(f.around[back], gatesOf(st)...)
			}
		}
		return
	}
	callee, args := called.callee, called.args
	sum := f.scan(callee)
	var takes []Taking
	again := make(map[place.Place]bool)
	for _, t := range sum.takes {
		if t, ok := f.translate(t, callee, args, in); ok {
			takes = append(takes, t)
			again[t.Lock] = again[t.Lock] || !slices.Contains(t.gone, t.Lock)
		}
	}
	// Who takes again what it holds waits for itself, not for others.
	rest := slices.DeleteFunc(slices.Clone(st), func(h lockset.Held) bool { return h.Must != 0 && again[h.Lock] })
	for _, t := range takes {
		f.take(fn, s, rest, t)
	}
	for _, e := range sum.open {
		f.reopen(fn, s, e, callee, args, in, st)
	}
	f.callbacks(fn, s, in, st, callee, args)
}

// translate expresses an acquisition of callee in the frame of a call.
func (f *finder) translate(t Taking, callee *ssa.Function, args []ssa.Value, in ssa.CallInstruction) (Taking, bool) {
	if len(t.Via) >= maxVia {
		return t, false
	}
	t.Lock = f.places.Translate(t.Lock, callee, args, t.Lock)
	t.Via = append([]ssa.CallInstruction{in}, t.Via...)
	var gone []place.Place
	for _, p := range t.gone {
		if q := f.places.Translate(p, callee, args, place.Place{}); q.Valid() {
			gone = append(gone, q)
		}
	}
	t.gone = gone
	asked, ok := f.answered(t.asked, callee, args)
	if !ok {
		return t, false
	}
	t.asked = asked
	return t, t.Lock.Depth() <= 8
}

// take records that fn takes t while the locks are st.
func (f *finder) take(fn *ssa.Function, s *summary, st lockset.State, t Taking) {
	around := append(slices.Clip(t.gates), gatesOf(st)...)
	for _, h := range st {
		if h.Must == 0 || h.Lock == t.Lock || !isMutex(h.Lock) || slices.Contains(t.gone, h.Lock) {
			continue
		}
		if at := f.acquired(fn, h.Lock, first(t)); at.At != nil {
			at.Mode = h.Must
			f.edge(fn, s, at, t, around)
		}
	}
	for _, h := range st {
		if h.Killed && h.Must == 0 && !slices.Contains(t.gone, h.Lock) {
			t.gone = append(slices.Clip(t.gone), h.Lock)
		}
	}
	t.gates = around
	t.asked = append(slices.Clip(t.asked), f.questions(first(t).Block())...)
	s.add(t)
}

func (s *summary) add(t Taking) {
	for i, o := range s.takes {
		if o.Lock == t.Lock && o.Mode == t.Mode {
			if len(t.Via) < len(o.Via) {
				s.takes[i] = t
			}
			return
		}
	}
	if len(s.takes) < maxTakes {
		s.takes = append(s.takes, t)
	}
}

// first is the instruction of the function that sees t by which it happens.
func first(t Taking) ssa.CallInstruction {
	if len(t.Via) > 0 {
		return t.Via[0]
	}
	return t.At
}

func (f *finder) edge(fn *ssa.Function, s *summary, held, wants Taking, around []gate) {
	e := &Edge{Fn: fn, Held: held, Wants: wants}
	e.Wants.asked = append(slices.Clip(wants.asked), f.questions(first(wants).Block())...)
	for _, g := range around {
		if g.lock != held.Lock && !slices.Contains(wants.gone, g.lock) {
			e.gates = append(e.gates, g)
		}
	}
	f.addEdge(s, e)
}

func (f *finder) addEdge(s *summary, e *Edge) {
	if len(f.edges) >= maxEdges {
		return
	}
	f.edges = append(f.edges, e)
	a, okA := e.Held.Lock.Root.(*ssa.Parameter)
	b, okB := e.Wants.Lock.Root.(*ssa.Parameter)
	if okA && okB && a != b && a.Parent() == e.Fn && b.Parent() == e.Fn {
		s.open = append(s.open, e)
	}
}

// reopen looks at an edge of callee, between locks below different parameters,
// with the arguments of a call.
func (f *finder) reopen(fn *ssa.Function, s *summary, e *Edge, callee *ssa.Function, args []ssa.Value, in ssa.CallInstruction, st lockset.State) {
	held, ok := f.translate(e.Held, callee, args, in)
	wants, ok2 := f.translate(e.Wants, callee, args, in)
	if !ok || !ok2 || !isMutex(held.Lock) || !isMutex(wants.Lock) {
		return
	}
	up := &Edge{Fn: fn, Held: held, Wants: wants, gates: append(slices.Clip(e.gates), gatesOf(st)...)}
	if held.Lock == wants.Lock {
		f.reopenSwapped(up, e, callee, args)
		return
	}
	f.addEdge(s, up)
}

// acquired is where fn took the lock that it holds at in: the last acquisition
// that comes before it on every way, or any.
func (f *finder) acquired(fn *ssa.Function, lock place.Place, in ssa.Instruction) Taking {
	var found Taking
	sure := false
	for _, b := range fn.Blocks {
		dominates := b.Dominates(in.Block())
		for _, x := range b.Instrs {
			if x == in {
				break
			}
			call, ok := x.(*ssa.Call)
			if !ok || sure && !dominates {
				continue
			}
			if t, ok := f.acquires(call, lock); ok {
				found, sure = t, sure || dominates
			}
		}
	}
	return found
}

// acquires reports whether call takes lock and leaves it taken.
func (f *finder) acquires(call *ssa.Call, lock place.Place) (Taking, bool) {
	if op, ok := f.locks.Op(call.Common()); ok {
		return Taking{Lock: lock, At: call}, !op.Release && op.Lock == lock
	}
	callee, args := f.places.Callee(call.Common())
	if callee == nil {
		return Taking{}, false
	}
	e := f.locks.Effect(callee)
	if e == nil {
		return Taking{}, false
	}
	for _, h := range e.Acquired {
		if h.Must != 0 && f.places.Translate(h.Lock, callee, args, place.Place{}) == lock {
			return Taking{Lock: lock, At: call}, true
		}
	}
	return Taking{}, false
}

// isMutex reports a lock of package sync, or one that is used like it, which is
// part of its object: who shares a pointer to a lock shares the lock.
func isMutex(p place.Place) bool {
	t := typeOf(p)
	if t == nil {
		return false
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	if _, isStruct := named.Underlying().(*types.Struct); !isStruct {
		return false
	}
	for m := range named.Methods() {
		if m.Name() == "Lock" {
			sig := m.Signature()
			return sig.Params().Len() == 0 && sig.Results().Len() == 0
		}
	}
	return false
}
