package maprace

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

// alternatives reports two instructions of which one run executes at most one:
// up the functions that only one call leads to, they lie on branches of one
// function that exclude each other.
func (c *checker) alternatives(a, b ssa.Instruction) bool {
	way := c.wayTo(b)
	for _, x := range c.wayTo(a) {
		for _, y := range way {
			if x.Parent() == y.Parent() {
				return x != y && !spawn.Reaches(x, y, nil) && !spawn.Reaches(y, x, nil)
			}
		}
	}
	return false
}

// wayTo is in, the only call of its function, the only call of the function
// that lies in, and so on. A literal runs where it is made.
func (c *checker) wayTo(in ssa.Instruction) []ssa.Instruction {
	const most = 8
	way := []ssa.Instruction{in}
	for len(way) < most {
		up := c.onlyWayInto(way[len(way)-1].Parent())
		if up == nil {
			break
		}
		way = append(way, up)
	}
	return way
}

func (c *checker) onlyWayInto(fn *ssa.Function) ssa.Instruction {
	if parent := fn.Parent(); parent != nil {
		for _, b := range parent.Blocks {
			for _, in := range b.Instrs {
				if made, ok := in.(*ssa.MakeClosure); ok && made.Fn == fn {
					return in
				}
			}
		}
		return nil
	}
	if calls := c.callsOf(fn); len(calls) == 1 && c.rootOf(fn) == nil {
		return calls[0]
	}
	return nil
}

// returnsServer reports that x stands behind an exported function that returns
// the function or handler through which the access o is reached: it gets ready
// what then serves.
func (c *checker) returnsServer(x, o *observation) bool {
	entry := x.ctx.root.fn
	if x.ctx.root.kind != rootAPI || !returnsCallable(entry) {
		return false
	}
	for _, b := range entry.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		for i := range ret.Results {
			fn, _ := c.places.Func(place.Returned(ret, i), nil)
			if fn = unbound(fn); fn != nil && c.reachedThrough(o, fn) {
				return true
			}
		}
	}
	return false
}

func returnsCallable(fn *ssa.Function) bool {
	for v := range fn.Signature.Results().Variables() {
		switch v.Type().Underlying().(type) {
		case *types.Signature, *types.Interface:
			return true
		}
	}
	return false
}

// reachedThrough reports whether some way into the function of o leads through fn.
func (c *checker) reachedThrough(o *observation, fn *ssa.Function) bool {
	return slices.ContainsFunc(c.contexts[o.ctx.fn], func(ctx *context) bool {
		return ctx.root.fn == fn || ctx.through(fn)
	})
}
