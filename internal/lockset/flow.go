package lockset

import (
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"
	"honnef.co/go/tools/analysis/dfa/dense"

	"github.com/govlint/govlint/internal/place"
)

// A flow is the solved dataflow of one function.
type flow struct {
	in     []State // by block
	defers []*ssa.Defer
}

// blocks presents a function's control flow graph to package dense.
type blocks []*ssa.BasicBlock

func (g blocks) NumNodes() int { return len(g) }

func (g blocks) Nodes() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range g {
			if !yield(i) {
				return
			}
		}
	}
}

func (g blocks) Out(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, s := range g[n].Succs {
			if !yield(s.Index) {
				return
			}
		}
	}
}

// Effect is what calling fn does to locks of its caller, in fn's places.
// A recursive call has none.
func (l *Locks) Effect(fn *ssa.Function) *Effect {
	if e, ok := l.effects[fn]; ok {
		return e
	}
	if l.busy[fn] || len(fn.Blocks) == 0 {
		return nil
	}
	l.busy[fn] = true
	defer delete(l.busy, fn)
	e := l.effect(fn)
	l.effects[fn] = e
	return e
}

func (l *Locks) effect(fn *ssa.Function) *Effect {
	f := l.solve(fn)
	if f == nil {
		return nil
	}
	var exit, failed State
	for _, b := range fn.Blocks {
		if f.in[b.Index] == nil || len(b.Instrs) == 0 || b == fn.Recover {
			continue
		}
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		s := l.through(f, b, nil)
		if fails(ret) {
			failed = lattice{}.Merge(failed, s)
			continue
		}
		exit = lattice{}.Merge(exit, s)
	}
	if exit == nil {
		exit = failed
	}
	e := new(Effect)
	for _, h := range exit {
		if h.May != 0 {
			e.Acquired = append(e.Acquired, Held{Lock: h.Lock, Must: h.Must, May: h.May})
		}
		if h.Killed && h.Must == 0 {
			e.Released = append(e.Released, h.Lock)
		}
	}
	if e.empty() {
		return nil
	}
	return e
}

// solve computes the dataflow of fn; nil when fn never touches a lock.
func (l *Locks) solve(fn *ssa.Function) *flow {
	if f, ok := l.flows[fn]; ok {
		return f
	}
	l.flows[fn] = nil
	if !l.touches(fn) {
		return nil
	}
	f := &flow{in: make([]State, len(fn.Blocks))}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if d, ok := in.(*ssa.Defer); ok {
				f.defers = append(f.defers, d)
			}
		}
	}
	entry := map[int]State{0: {}}
	if fn.Recover != nil {
		entry[fn.Recover.Index] = State{}
	}
	transfer := func(from, to int, s State) State {
		if s == nil {
			return nil
		}
		b := fn.Blocks[from]
		return l.branch(b, to, l.walk(f, b, s, nil))
	}
	res := dense.Forward[lattice](blocks(fn.Blocks), entry, transfer)
	for i := range fn.Blocks {
		f.in[i] = res.In(i)
	}
	l.flows[fn] = f
	return f
}

func (l *Locks) touches(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if up, ok := in.(*ssa.MapUpdate); ok {
				if _, ok := l.table(up.Map); ok {
					return true
				}
			}
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if m := deletedFrom(call.Common()); m != nil {
				if _, ok := l.table(m); ok {
					return true
				}
			}
			if _, isGo := in.(*ssa.Go); isGo {
				continue
			}
			if _, ok := l.Op(call.Common()); ok {
				return true
			}
			callee, _ := l.places.Callee(call.Common())
			if callee != nil && !l.Effect(callee).empty() {
				return true
			}
		}
	}
	return false
}

// through is the state at the end of block b; each sees the state before
// every instruction.
func (l *Locks) through(f *flow, b *ssa.BasicBlock, each func(ssa.Instruction, State)) State {
	return l.walk(f, b, f.in[b.Index], each)
}

func (l *Locks) walk(f *flow, b *ssa.BasicBlock, s State, each func(ssa.Instruction, State)) State {
	for _, in := range b.Instrs {
		if each != nil {
			each(in, s)
		}
		switch in := in.(type) {
		case *ssa.Call:
			s = l.apply(s, in.Common())
		case *ssa.MapUpdate:
			s = l.claim(s, in)
		case *ssa.RunDefers:
			for _, d := range slices.Backward(f.defers) {
				if d.Block().Dominates(b) || reaches(d.Block(), b) {
					s = l.apply(s, d.Common())
				}
			}
		}
	}
	return s
}

func reaches(from, to *ssa.BasicBlock) bool {
	seen := make([]bool, len(from.Parent().Blocks))
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == to {
			return true
		}
		if seen[b.Index] {
			continue
		}
		seen[b.Index] = true
		work = append(work, b.Succs...)
	}
	return false
}

// apply is the state after a call.
func (l *Locks) apply(s State, call *ssa.CallCommon) State {
	if op, ok := l.Op(call); ok {
		if op.Release {
			return s.release(op.Lock)
		}
		return s.acquire(op.Lock, op.Mode, !op.Try)
	}
	if m := deletedFrom(call); m != nil {
		if p, ok := l.table(m); ok {
			return s.release(p)
		}
	}
	callee, args := l.places.Callee(call)
	if callee == nil {
		for _, p := range l.unlocker(call) {
			s = s.release(p)
		}
		return s
	}
	e := l.Effect(callee)
	if e.empty() {
		return s
	}
	for _, p := range e.Released {
		if q := l.places.Translate(p, callee, args, place.Place{}); q.Valid() {
			s = s.release(q)
		}
	}
	for _, h := range e.Acquired {
		q := l.places.Translate(h.Lock, callee, args, place.Place{})
		if !q.Valid() {
			continue
		}
		s = s.acquire(q, h.Must, true).acquire(q, h.May, false)
	}
	return s
}

// unlocker is the locks given up by calling a function value that came from
// a call which acquired them, as in "unlock := s.lock(); …; unlock()".
func (l *Locks) unlocker(call *ssa.CallCommon) []place.Place {
	if call.IsInvoke() {
		return nil
	}
	from := l.places.Of(call.Value)
	if ext, ok := from.Root.(*ssa.Extract); ok {
		from.Root = ext.Tuple
	}
	src, ok := from.Root.(*ssa.Call)
	if !ok || from.Path != nil {
		return nil
	}
	if _, isFunc := call.Value.Type().Underlying().(*types.Signature); !isFunc {
		return nil
	}
	callee, args := l.places.Callee(src.Common())
	if callee == nil {
		return nil
	}
	e := l.Effect(callee)
	if e.empty() {
		return nil
	}
	var out []place.Place
	for _, h := range e.Acquired {
		if q := l.places.Translate(h.Lock, callee, args, place.Place{}); q.Valid() {
			out = append(out, q)
		}
	}
	return out
}

// branch refines the state on the edge from b: "if mu.TryLock()" holds the
// lock on the one side and not on the other.
func (l *Locks) branch(b *ssa.BasicBlock, to int, s State) State {
	if len(b.Succs) != 2 || b.Succs[0] == b.Succs[1] {
		return s
	}
	cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return s
	}
	call, ok := cond.Cond.(*ssa.Call)
	if !ok {
		return s
	}
	op, ok := l.Op(call.Common())
	if !ok || !op.Try {
		return s
	}
	if b.Succs[0].Index == to {
		return s.acquire(op.Lock, op.Mode, true)
	}
	h := s.Find(op.Lock)
	h.Must, h.May = h.Must&^op.Mode, h.May&^op.Mode
	return s.with(h)
}

// Walk calls each with every instruction of fn that can be reached and the
// locks known before it. The state is empty where no lock is touched. What a
// deferred call finds is the state at the function's exit, not at its defer
// statement: see AtExit.
func (l *Locks) Walk(fn *ssa.Function, each func(ssa.Instruction, State)) {
	f := l.solve(fn)
	for _, b := range fn.Blocks {
		if f == nil {
			for _, in := range b.Instrs {
				each(in, nil)
			}
			continue
		}
		if f.in[b.Index] == nil {
			continue
		}
		l.through(f, b, each)
	}
}

// AtExit is the locks known when the deferred call d runs: those at the
// function's exits, less what calls deferred after it give up.
func (l *Locks) AtExit(d *ssa.Defer) State {
	fn := d.Parent()
	f := l.solve(fn)
	if f == nil {
		return nil
	}
	var out State
	for _, b := range fn.Blocks {
		s := f.in[b.Index]
		if s == nil || !hasRunDefers(b) || !reaches(d.Block(), b) {
			continue
		}
		before := l.atRunDefers(b, s)
		for _, later := range slices.Backward(f.defers) {
			if later == d {
				break
			}
			before = l.apply(before, later.Common())
		}
		out = lattice{}.Merge(out, before)
	}
	return out
}

func hasRunDefers(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(b.Instrs, func(in ssa.Instruction) bool {
		_, ok := in.(*ssa.RunDefers)
		return ok
	})
}

func (l *Locks) atRunDefers(b *ssa.BasicBlock, s State) State {
	for _, in := range b.Instrs {
		switch in := in.(type) {
		case *ssa.Call:
			s = l.apply(s, in.Common())
		case *ssa.MapUpdate:
			s = l.claim(s, in)
		case *ssa.RunDefers:
			return s
		}
	}
	return s
}
