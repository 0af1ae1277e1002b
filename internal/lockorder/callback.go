package lockorder

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
)

// callParam records a call of a parameter of fn.
func (f *finder) callParam(fn *ssa.Function, s *summary, in ssa.CallInstruction, st lockset.State) {
	if in.Common().IsInvoke() {
		return
	}
	p := f.places.Of(in.Common().Value)
	param, ok := p.Root.(*ssa.Parameter)
	if !ok || p.Path != nil || param.Parent() != fn {
		return
	}
	pc := paramCall{param: slices.Index(fn.Params, param)}
	for _, arg := range in.Common().Args {
		pc.args = append(pc.args, f.places.Of(arg))
	}
	for _, h := range st {
		if h.Killed && h.Must == 0 {
			pc.gone = append(pc.gone, h.Lock)
		}
		if h.Must == 0 || !isMutex(h.Lock) {
			continue
		}
		if at := f.acquired(fn, h.Lock, in); at.At != nil {
			at.Mode = h.Must
			at.gates = gatesOf(st)
			pc.held = append(pc.held, at)
		}
	}
	s.calls = append(s.calls, pc)
}

// callbacks handles the functions that a call passes to a callee which calls
// them.
func (f *finder) callbacks(fn *ssa.Function, s *summary, in ssa.CallInstruction, st lockset.State, callee *ssa.Function, args []ssa.Value) {
	calls := f.scan(callee).calls
	for i, arg := range args {
		if back := f.function(arg); back != nil && !slices.ContainsFunc(calls, func(pc paramCall) bool { return pc.param == i }) {
			f.taken[back] = true // it is kept, or handed on
		}
	}
	for _, pc := range calls {
		if pc.param < 0 || pc.param >= len(args) || args[pc.param] == nil {
			continue
		}
		back, backArgs := f.places.Func(args[pc.param], nil)
		if back == nil || len(back.Blocks) == 0 {
			continue
		}
		held := gatesOf(st)
		for _, h := range pc.held {
			held = append(held, gate{f.places.Translate(h.Lock, callee, args, h.Lock), h.Mode})
		}
		f.callers[back] = append(f.callers[back], &site{fn: fn, in: in, args: backArgs, held: held})
		for _, t := range f.scan(back).takes {
			t, ok := f.translate(t, back, backArgs, in)
			if t.Lock = f.passed(t.Lock, back, pc, callee, args); !ok || !t.Lock.Valid() {
				continue
			}
			for _, p := range pc.gone {
				if q := f.places.Translate(p, callee, args, place.Place{}); q.Valid() {
					t.gone = append(slices.Clip(t.gone), q)
				}
			}
			f.take(fn, s, st, t)
			for _, h := range pc.held {
				h, ok := f.translate(h, callee, args, in)
				if ok && h.Lock != t.Lock && isMutex(h.Lock) {
					f.edge(fn, s, h, t, append(slices.Clip(h.gates), t.gates...))
				}
			}
		}
	}
}

// function is the function that an argument is, or nil.
func (f *finder) function(arg ssa.Value) *ssa.Function {
	if arg == nil {
		return nil
	}
	if _, ok := arg.Type().Underlying().(*types.Signature); !ok {
		return nil
	}
	fn, _ := f.places.Func(arg, nil)
	return fn
}

// passed expresses a lock of back, which callee calls with arguments of its own,
// in the frame of a call of callee; nowhere when these are not known.
func (f *finder) passed(p place.Place, back *ssa.Function, pc paramCall, callee *ssa.Function, args []ssa.Value) place.Place {
	param, ok := p.Root.(*ssa.Parameter)
	if !ok || param.Parent() != back {
		return p
	}
	i := slices.Index(back.Params, param) - len(back.Params) + len(pc.args) // a bound receiver is not passed
	if i < 0 || i >= len(pc.args) {
		return place.Place{}
	}
	inside := place.Place{Root: pc.args[i].Root, Path: f.places.Table.Concat(pc.args[i].Path, p.Path)}
	return f.places.Translate(inside, callee, args, inside)
}

// noteValues finds the functions that fn uses as values, and what it makes
// interfaces of.
func (f *finder) noteValues(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			f.reach.note(in, f.pkg.SSA.Pkg)
			f.noteValue(in)
		}
	}
}

func (f *finder) noteValue(in ssa.Instruction) {
	var called ssa.Value
	if call, ok := in.(ssa.CallInstruction); ok && !call.Common().IsInvoke() {
		called = call.Common().Value
	}
	if mc, ok := in.(*ssa.MakeClosure); ok {
		f.noteClosure(mc)
		return
	}
	for i, o := range in.Operands(nil) {
		fn, ok := (*o).(*ssa.Function)
		if ok && !(i == 0 && called == *o) {
			f.taken[fn] = true
		}
	}
}

// noteClosure records a literal, or a method that is used as a value, unless all
// that happens to it is that it is called.
func (f *finder) noteClosure(mc *ssa.MakeClosure) {
	fn, _ := f.places.Func(mc, nil)
	if fn == nil {
		return
	}
	for _, ref := range *mc.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case ssa.CallInstruction:
			if ref.Common().Value != mc && !f.ownCall(ref) {
				f.taken[fn] = true
			}
		case *ssa.Store:
			if cell, ok := ref.Addr.(*ssa.Alloc); !ok || cell.Heap && !f.onlyCalled(cell) {
				f.taken[fn] = true
			}
		default:
			f.taken[fn] = true
		}
	}
}

// ownCall reports a call of a function of the package: what becomes of its
// arguments is looked at there.
func (f *finder) ownCall(in ssa.CallInstruction) bool {
	if _, ok := in.(*ssa.Call); !ok {
		return false
	}
	callee, _ := f.places.Callee(in.Common())
	return callee != nil && len(callee.Blocks) > 0
}

// onlyCalled reports a variable that is captured and otherwise only called.
func (f *finder) onlyCalled(cell *ssa.Alloc) bool {
	return len(f.places.Stores(cell)) == 1
}
