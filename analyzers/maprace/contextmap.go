package maprace

import (
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// checkContextMaps finds maps taken out of a context and written in place. A
// context is shared by every goroutine that is given it, or one derived from
// it, so the map it carries is shared as well.
func (c *checker) checkContextMaps(fn *ssa.Function) {
	if c.inTest(fn) || len(c.contexts[fn]) == 0 {
		return
	}
	c.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
		for _, a := range c.accessesOf(in) {
			if a.op != write {
				continue
			}
			if c.atomicMap(fn, a, s) {
				continue
			}
			from := c.contextValue(a.at.Root, 0)
			if from == nil || len(s) > 0 && c.maybeLocked(fn, s) || !c.enteredBare(fn) {
				continue
			}
			if a.at.Last() == nil && !returnsContext(fn) {
				continue
			}
			cell, field := ownCopy(a.at)
			if cell != nil && c.replacedBefore(cell, field, in) {
				continue
			}
			name := c.nameAt(a.pos, a.at)
			c.emit(fn, identity(a.at), report.Finding{
				Kind: "unguarded", Pos: a.pos,
				Message: fmt.Sprintf("map %s is written here in place, but it came out of a context at %s; every goroutine that holds the context has the same map; write to a copy",
					name, c.where(from.Pos())),
				Witness: []report.Step{
					{Pos: from.Pos(), Text: "map " + name + " is taken out of the context"},
					{Pos: a.pos, Text: fmt.Sprintf("and written in %s, with no lock: two goroutines that share a context do this at once", funcName(fn))},
				},
				Fixes: c.cloneOwn(fn, a.pos),
			})
		}
	})
}

// ownCopy is the local struct whose field the map is, and the field.
func ownCopy(p place.Place) (*ssa.Alloc, *types.Var) {
	cell, ok := p.Root.(*ssa.Alloc)
	if !ok || p.Path == nil || p.Path.Up != nil || p.Path.Field == nil {
		return nil, nil
	}
	return cell, p.Path.Field
}

// replacedBefore reports a new map put into the field on all ways to in.
func (c *checker) replacedBefore(cell *ssa.Alloc, field *types.Var, in ssa.Instruction) bool {
	for _, ref := range *cell.Referrers() {
		fa, ok := ref.(*ssa.FieldAddr)
		if !ok || structField(fa) != field {
			continue
		}
		for _, use := range *fa.Referrers() {
			st, ok := use.(*ssa.Store)
			if ok && st.Addr == ssa.Value(fa) && (st.Block() != in.Block() && st.Block().Dominates(in.Block()) || st.Block() == in.Block() && spawn.Reaches(st, in, nil)) {
				return true
			}
		}
	}
	return false
}

func structField(fa *ssa.FieldAddr) *types.Var {
	p, ok := fa.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	st, ok := p.Elem().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return st.Field(fa.Field)
}

// enteredBare reports whether fn is entered with no lock held on some way.
func (c *checker) enteredBare(fn *ssa.Function) bool {
	return slices.ContainsFunc(c.contexts[fn], func(ctx *context) bool { return len(ctx.may) == 0 })
}

func (c *checker) maybeLocked(fn *ssa.Function, s lockset.State) bool {
	for _, h := range s {
		if h.May != 0 {
			return true
		}
	}
	for _, ctx := range c.contexts[fn] {
		if len(ctx.may) > 0 {
			return true
		}
	}
	return false
}

// contextValue is the call that takes v out of a context, here or in a
// function of the package that v came from; nil when v comes from elsewhere.
func (c *checker) contextValue(v ssa.Value, depth int) ssa.Instruction {
	if depth > 4 {
		return nil
	}
	index := 0
	if ext, ok := v.(*ssa.Extract); ok {
		v, index = ext.Tuple, ext.Index
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		for _, st := range c.places.Stores(v) {
			if in := c.contextValue(c.places.Of(st.Val).Root, depth+1); in != nil {
				return in
			}
		}
	case *ssa.Call:
		fn := spawn.CalleeObject(v.Common())
		if fn != nil && fn.FullName() == "(context.Context).Value" && heldByValue(v) {
			return v
		}
		if callee, _ := c.places.Callee(v.Common()); callee != nil && len(callee.Blocks) > 0 {
			return c.contextResult(callee, index, depth)
		}
	}
	return nil
}

func (c *checker) contextResult(fn *ssa.Function, index, depth int) ssa.Instruction {
	for v := range place.Results(fn, index) {
		p := c.places.Of(v)
		if in := c.contextValue(p.Root, depth+1); in != nil {
			return in
		}
	}
	return nil
}

// heldByValue reports a context value that is a map, or a struct that holds
// one. A pointer in a context is state that was meant to be shared: how, only
// its type knows.
func heldByValue(call *ssa.Call) bool {
	for _, ref := range *call.Referrers() {
		ta, ok := ref.(*ssa.TypeAssert)
		if !ok {
			continue
		}
		switch ta.AssertedType.Underlying().(type) {
		case *types.Map, *types.Struct:
			return true
		}
	}
	return false
}

// returnsContext reports a function that returns a new context: its users
// take the old one for unchanged. A function that writes to the map and
// returns nothing may well serve a scratch pad of one request.
func returnsContext(fn *ssa.Function) bool {
	for v := range fn.Signature.Results().Variables() {
		if types.TypeString(v.Type(), nil) == "context.Context" {
			return true
		}
	}
	return false
}
