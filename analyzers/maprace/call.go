package maprace

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/spawn"
)

// follow enters what a call runs in the same goroutine.
func (c *checker) follow(ctx *context, in ssa.CallInstruction, s lockset.State) {
	call := in.Common()
	var fn *ssa.Function
	var args []ssa.Value
	if p, ok := call.Value.(*ssa.Parameter); ok && !call.IsInvoke() {
		v := ctx.funcs[p]
		if v == nil {
			c.calledByValue(ctx, call, s)
			return
		}
		fn, args = c.places.Func(v, call.Args)
	} else {
		fn, args = c.places.Callee(call)
	}
	must, may := total(ctx, s)
	if fn != nil && len(fn.Blocks) > 0 {
		c.enter(c.callee(ctx, in, fn, args, must, may))
		return
	}
	if fn == nil && !call.IsInvoke() {
		c.calledByValue(ctx, call, s)
	}
	c.callbacks(ctx, in, must, may)
}

// calledByValue notes the locks that are held where a function value that could be
// any is called.
func (c *checker) calledByValue(ctx *context, call *ssa.CallCommon, s lockset.State) {
	must, _ := total(ctx, s)
	sig, ok := call.Value.Type().Underlying().(*types.Signature)
	if !ok {
		return
	}
	key := types.TypeString(sig, nil)
	if c.dynamic[key] == nil {
		c.dynamic[key] = make(map[lockset.ID]lockset.Mode)
	}
	for id, m := range must {
		c.dynamic[key][id] |= m
	}
}

func (c *checker) callee(ctx *context, in ssa.CallInstruction, fn *ssa.Function, args []ssa.Value, must, may map[lockset.ID]lockset.Mode) *context {
	next := &context{
		root: ctx.root, fn: fn, must: must, may: may, assumed: ctx.assumed,
		joined: ctx.joined || c.afterJoin(ctx, in), once: ctx.once,
		from: ctx, call: in, depth: ctx.depth + 1,
	}
	if len(c.params(ctx.owned, fn, args, ctx)) > 0 {
		next.owned = c.params(ctx.owned, fn, args, ctx)
	}
	next.flags = ctx.flagsOf(fn, args)
	for i, p := range fn.Params {
		if i >= len(args) || args[i] == nil {
			continue
		}
		if _, ok := p.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		v := args[i]
		if q, ok := v.(*ssa.Parameter); ok {
			v = ctx.funcs[q]
		}
		if v == nil {
			continue
		}
		if lit, _ := c.places.Func(v, nil); lit == nil {
			continue
		}
		if next.funcs == nil {
			next.funcs = make(map[*ssa.Parameter]ssa.Value)
		}
		next.funcs[p] = v
	}
	return next
}

// params is the set of owned parameters inside fn: those whose argument is
// owned, and those of functions around fn.
func (c *checker) params(outer map[*ssa.Parameter]bool, fn *ssa.Function, args []ssa.Value, ctx *context) map[*ssa.Parameter]bool {
	owned := make(map[*ssa.Parameter]bool)
	for p := range outer {
		if isAround(p.Parent(), fn) {
			owned[p] = true
		}
	}
	for i, p := range fn.Params {
		if i >= len(args) || args[i] == nil || !refers(p.Type()) {
			continue
		}
		if c.owned(c.places.Of(args[i]), ctx) {
			owned[p] = true
		}
	}
	return owned
}

func isAround(outer, fn *ssa.Function) bool {
	for f := fn.Parent(); f != nil; f = f.Parent() {
		if f == outer {
			return true
		}
	}
	return false
}

// refers reports whether a value of type t can lead to a map.
func refers(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Signature, *types.Chan:
		return false
	}
	return true
}

// callbacks enters function arguments of a call into another package, which
// run there and then when std runs them, and who knows when otherwise.
func (c *checker) callbacks(ctx *context, in ssa.CallInstruction, must, may map[lockset.ID]lockset.Mode) {
	call := in.Common()
	obj := spawn.CalleeObject(call)
	if _, spawns := catalogued(obj); spawns || c.spawnsFact(obj) {
		return // a root of its own
	}
	known := obj != nil && obj.Pkg() != nil && !strings.Contains(strings.Split(obj.Pkg().Path(), "/")[0], ".")
	for _, arg := range call.Args {
		fn, args := c.places.Func(arg, nil)
		if fn == nil || len(fn.Blocks) == 0 || c.isSite(in, fn) {
			continue
		}
		next := c.callee(ctx, in, fn, args, must, may)
		next.assumed = ctx.assumed || !known
		next.once = ctx.once || known && strings.HasPrefix(obj.FullName(), "(*sync.Once)")
		c.enter(next)
	}
}

func catalogued(obj *types.Func) (catalog.Spawner, bool) {
	if obj == nil {
		return catalog.Spawner{}, false
	}
	sp, ok := catalog.Spawners()[obj.FullName()]
	return sp, ok
}

func (c *checker) isSite(in ssa.CallInstruction, fn *ssa.Function) bool {
	return slices.ContainsFunc(c.spawns.Sites(in.Parent()), func(s *spawn.Site) bool {
		return s.Instr == in && s.Fn == fn
	})
}
