package spawn

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// InLoop reports whether b can run again after it has run.
func InLoop(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return ReachesBlock(s, b, nil) })
}

// ReachesBlock reports whether control can go from the start of from to the
// start of to without entering avoid (nil: anywhere).
func ReachesBlock(from, to, avoid *ssa.BasicBlock) bool {
	if from == avoid {
		return false
	}
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
		for _, s := range b.Succs {
			if s != avoid {
				work = append(work, s)
			}
		}
	}
	return false
}

// Reaches reports whether b can run after a in the same call of their
// function, not passing the block avoid in between (nil: any).
func Reaches(a, b ssa.Instruction, avoid *ssa.BasicBlock) bool {
	if a.Block() == b.Block() && index(a) < index(b) {
		return true
	}
	return slices.ContainsFunc(a.Block().Succs, func(s *ssa.BasicBlock) bool {
		return ReachesBlock(s, b.Block(), avoid)
	})
}

func index(in ssa.Instruction) int { return slices.Index(in.Block().Instrs, in) }

// effects are the synchronisations a call of a function makes: must on every
// path to its return, may on some.
type effects struct {
	must, may []Edge
}

const maxEdges = 64

// callee's effects, in the frame of the call.
func (s *Spawns) called(in ssa.Instruction) effects {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return effects{}
	}
	if _, isGo := in.(*ssa.Go); isGo {
		return effects{}
	}
	fn, args := s.places.Callee(call.Common())
	if fn == nil || len(fn.Blocks) == 0 {
		return effects{}
	}
	e := s.effectsOf(fn)
	return effects{s.rename(e.must, fn, args), s.rename(e.may, fn, args)}
}

// rename expresses edges on parameters of fn by the arguments. Edges whose
// object is a field need no renaming.
func (s *Spawns) rename(edges []Edge, fn *ssa.Function, args []ssa.Value) []Edge {
	out := make([]Edge, 0, len(edges))
	for _, e := range edges {
		if p, ok := e.Object.(*ssa.Parameter); ok && p.Parent() == fn {
			i := slices.Index(fn.Params, p)
			if i >= len(args) || args[i] == nil {
				continue
			}
			e.Object = objectID(s.places.Of(args[i]))
		}
		out = append(out, e)
	}
	return out
}

func (s *Spawns) effectsOf(fn *ssa.Function) *effects {
	if e, ok := s.sync[fn]; ok {
		return e
	}
	e := new(effects)
	s.sync[fn] = e // a recursive call has none
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			e.may = union(e.may, s.Edges(in))
			e.may = union(e.may, s.called(in).may)
		}
	}
	if len(e.may) == 0 {
		return e
	}
	first := true
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		must := s.Before(fn.Blocks[0].Instrs[0], ret, nil)
		if first {
			e.must = must
		} else {
			e.must = intersect(e.must, must)
		}
		first = false
	}
	return e
}

// Before are the synchronisations on every path from the instruction from to
// the instruction to of one function, paths through avoid left out.
func (s *Spawns) Before(from, to ssa.Instruction, avoid *ssa.BasicBlock) []Edge {
	fn := from.Parent()
	in := make([][]Edge, len(fn.Blocks))
	seen := make([]bool, len(fn.Blocks))
	var out []Edge
	reached := false
	arrive := func(edges []Edge) {
		if reached {
			out = intersect(out, edges)
			return
		}
		out, reached = edges, true
	}
	work := []*ssa.BasicBlock{}
	flow := func(b *ssa.BasicBlock, at int, edges []Edge) {
		for _, x := range b.Instrs[at:] {
			if x == to {
				arrive(edges)
				if at == 0 || x != from {
					return
				}
			}
			if _, ok := x.(*ssa.Select); !ok { // its cases count where they branch
				edges = union(edges, s.Edges(x))
			}
			edges = union(edges, s.called(x).must)
		}
		all := edges
		for i, succ := range b.Succs {
			if succ == avoid {
				continue
			}
			edges := all
			if i == 0 {
				edges = union(edges, s.selected(b))
			}
			edges = union(edges, s.left(b, succ))
			if !seen[succ.Index] {
				seen[succ.Index], in[succ.Index] = true, edges
				work = append(work, succ)
				continue
			}
			if met := intersect(in[succ.Index], edges); len(met) < len(in[succ.Index]) {
				in[succ.Index] = met
				work = append(work, succ)
			}
		}
	}
	flow(from.Block(), index(from)+1, nil)
	if from == fn.Blocks[0].Instrs[0] && from != to {
		// from is the entry: count it too
		out, reached = nil, false
		clear(seen)
		work = nil
		flow(from.Block(), 0, nil)
	}
	for limit := 0; len(work) > 0 && limit < 10_000; limit++ {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		flow(b, 0, in[b.Index])
	}
	return out
}

// selected are the synchronisations of the select case that b branches to
// with its first successor.
func (s *Spawns) selected(b *ssa.BasicBlock) []Edge {
	cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return nil
	}
	eq, ok := cond.Cond.(*ssa.BinOp)
	if !ok || eq.Op != token.EQL {
		return nil
	}
	ext, ok := eq.X.(*ssa.Extract)
	if !ok || ext.Index != 0 {
		return nil
	}
	sel, ok := ext.Tuple.(*ssa.Select)
	if !ok {
		return nil
	}
	k, ok := eq.Y.(*ssa.Const)
	if !ok || k.Value == nil {
		return nil
	}
	n, exact := constant.Int64Val(k.Value)
	if !exact || n < 0 || int(n) >= len(sel.States) {
		return nil
	}
	st := sel.States[n]
	if st.Dir == types.SendOnly {
		return []Edge{{objectID(s.places.Of(st.Chan)), send}}
	}
	return s.received(st.Chan)
}

// After are the synchronisations that can follow the instruction from before
// its function returns, deferred calls included.
func (s *Spawns) After(from ssa.Instruction) []Edge {
	var out []Edge
	for _, b := range from.Parent().Blocks {
		for _, in := range b.Instrs {
			if _, deferred := in.(*ssa.Defer); !deferred && !Reaches(from, in, nil) {
				continue
			}
			out = union(out, s.Edges(in))
			out = union(out, s.called(in).may)
		}
	}
	return out
}

func union(a, b []Edge) []Edge {
	for _, e := range b {
		if len(a) < maxEdges && !slices.Contains(a, e) {
			a = append(a[:len(a):len(a)], e)
		}
	}
	return a
}

func intersect(a, b []Edge) []Edge {
	var out []Edge
	for _, e := range a {
		if slices.Contains(b, e) {
			out = append(out, e)
		}
	}
	return out
}
