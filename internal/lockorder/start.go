package lockorder

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

// isStart reports a function that others than the functions of the package may
// call, or that nobody is seen to call.
func (f *finder) isStart(fn *ssa.Function) bool {
	recv := fn.Signature.Recv() != nil
	switch {
	case f.taken[fn]:
		return true
	case fn.Parent() != nil || !recv && (fn.Name() == "main" || fn.Name() == "init"):
		return false
	case len(f.callersOf(fn)) == 0:
		return true
	case recv:
		return f.reach.open(fn)
	}
	return ast.IsExported(fn.Name()) && f.pkg.SSA.Pkg.Name() != "main"
}

// entries are the functions by which fn comes to run with objects that others
// can reach: params are the parameters of fn that the objects come from. None
// when nobody runs it so.
func (f *finder) entries(fn *ssa.Function, params []*ssa.Parameter) []*ssa.Function {
	var out []*ssa.Function
	f.enter(fn, params, make(map[*ssa.Function]bool), &out)
	return out
}

func (f *finder) enter(fn *ssa.Function, params []*ssa.Parameter, seen map[*ssa.Function]bool, out *[]*ssa.Function) {
	if seen[fn] {
		return
	}
	seen[fn] = true
	if f.isStart(fn) || f.isGoroutine(fn) {
		*out = append(*out, fn)
		return // whoever calls it from within does no more than others
	}
	for _, s := range f.callersOf(fn) {
		if _, isGo := s.in.(*ssa.Go); isGo {
			*out = append(*out, fn)
			continue
		}
		var up []*ssa.Parameter
		private := false
		for _, p := range params {
			i := slices.Index(fn.Params, p)
			if i < 0 || i >= len(s.args) || s.args[i] == nil {
				continue
			}
			if f.private(s.args[i], s.in) {
				private = true
			}
			if q, ok := f.places.Of(s.args[i]).Root.(*ssa.Parameter); ok {
				up = append(up, q)
			}
		}
		if !private {
			f.enter(s.fn, up, seen, out)
		}
	}
}

// private reports an object that was made in the function of in, or by a
// constructor that it calls, and that nobody else can reach there.
func (f *finder) private(v ssa.Value, in ssa.Instruction) bool {
	p := f.places.Of(v)
	if p.Path != nil {
		return false
	}
	root := p.Root
	if x, ok := root.(*ssa.Extract); ok {
		root = x.Tuple
	}
	switch root := root.(type) {
	case *ssa.Alloc:
		return byValue(root.Type().Underlying().(*types.Pointer).Elem()) && root.Parent() == in.Parent() && !published(root, in)
	case *ssa.Call:
		callee, _ := f.places.Callee(root.Common())
		return callee != nil && root.Parent() == in.Parent() && f.makes(callee) && !published(p.Root, in)
	}
	return false
}

// makes reports a function that returns nothing but what it has made itself.
func (f *finder) makes(fn *ssa.Function) bool {
	found := false
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) == 0 {
			continue
		}
		v := f.places.Of(ret.Results[0])
		switch root := v.Root.(type) {
		case *ssa.Const:
			continue
		case *ssa.Alloc:
			if v.Path != nil || !byValue(root.Type().Underlying().(*types.Pointer).Elem()) {
				return false
			}
			found = true
		default:
			return false
		}
	}
	return found
}

// published reports whether made was stored, sent or given to a goroutine on
// some way to in.
func published(made ssa.Value, in ssa.Instruction) bool {
	refs := made.Referrers()
	if refs == nil {
		return false
	}
	for _, ref := range *refs {
		if ref == in || !spawn.Reaches(ref, in, nil) {
			continue
		}
		switch ref := ref.(type) {
		case *ssa.Store:
			if _, local := ref.Addr.(*ssa.Alloc); ref.Val == made && !local {
				return true
			}
		case *ssa.MapUpdate, *ssa.Send, *ssa.Go, *ssa.MakeClosure:
			return true
		case *ssa.MakeInterface:
			if published(ref, in) {
				return true
			}
		case *ssa.Call:
			if b, ok := ref.Common().Value.(*ssa.Builtin); ok && b.Name() == "append" {
				return true
			}
		}
	}
	return false
}

// startsOf are the functions by which e comes to run with objects that others
// can reach.
func (f *finder) startsOf(e *Edge) []*ssa.Function {
	if !e.traced {
		e.traced, e.starts = true, f.trace(e)
	}
	return e.starts
}

func (f *finder) trace(e *Edge) []*ssa.Function {
	var params []*ssa.Parameter
	for _, t := range []Taking{e.Held, e.Wants} {
		if param, ok := t.Lock.Root.(*ssa.Parameter); ok {
			params = append(params, param)
		} else if f.isPrivate(e.Fn, t.Lock, first(t)) {
			return nil
		}
	}
	return f.entries(e.Fn, params)
}

// isPrivate reports a lock of an object that fn has made and nobody else can
// reach at in.
func (f *finder) isPrivate(fn *ssa.Function, lock place.Place, in ssa.Instruction) bool {
	root, ok := lock.Root.(ssa.Instruction)
	return ok && root.Parent() == fn && f.private(lock.Root, in)
}

// atOnce reports whether two edges can run at once.
func (f *finder) atOnce(a, b *Edge) bool {
	for _, s := range f.startsOf(a) {
		for _, t := range f.startsOf(b) {
			if s != t || !f.alone(s) {
				return true
			}
		}
	}
	return false
}

// called reports an edge that is known to run beside others: a literal that shares
// variables with another may be handed to code that runs one after the other.
func (f *finder) called(e *Edge) bool {
	local := false
	for _, lock := range []place.Place{e.Held.Lock, e.Wants.Lock} {
		_, isAlloc := lock.Root.(*ssa.Alloc)
		local = local || isAlloc
	}
	return !local || slices.ContainsFunc(f.startsOf(e), func(fn *ssa.Function) bool {
		return fn.Parent() == nil || f.isGoroutine(fn) || spawn.HandlerOf(fn) != ""
	})
}
