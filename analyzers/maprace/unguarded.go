package maprace

import (
	"fmt"
	"go/types"
	"slices"
	"sort"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

// checkUnguarded looks for two accesses whose roots are both visible and can
// run at once, made with no common lock: a handler against itself or another
// handler, a goroutine against the exported methods of its object or against
// another goroutine.
func (c *checker) checkUnguarded(cl *class) {
	if c.everLocked(cl) {
		return // kept under a lock: checkGuard's business
	}
	var writes, all []*observation
	for _, o := range cl.obs {
		if o.setUp || o.foreign || o.ctx.assumed || o.ctx.root.kind == rootInit || o.ctx.root.kind == rootMain || o.op == load || o.op == replace || len(o.may) > 0 {
			continue
		}
		all = append(all, o)
		if c.explained(o.pos) {
			continue
		}
		if o.op.writes() && (o.ctx.root.kind == rootHandler || o.ctx.root.kind == rootGoroutine) {
			writes = append(writes, o)
		}
	}
	sort.SliceStable(writes, func(i, j int) bool { return writes[i].pos < writes[j].pos })
	for _, w := range writes {
		if x := c.partner(w, all); x != nil {
			c.reportUnguarded(w, x)
		}
	}
}

// everLocked reports whether any access to the content surely holds a lock that lies in the
// struct of the map, or beside the package-level map.
func (c *checker) everLocked(cl *class) bool {
	for _, o := range cl.obs {
		if o.op == replace {
			continue
		}
		for id := range o.must {
			if c.beside(id, cl.of) {
				return true
			}
		}
	}
	return false
}

// partner is an access that can run at once with w and conflicts with it.
func (c *checker) partner(w *observation, all []*observation) *observation {
	var best *observation
	for _, x := range all {
		if !x.conflicts(w.access) || share(w.may, x.may) || !c.meet(w, x) {
			continue
		}
		if best == nil || rank(x) > rank(best) || rank(x) == rank(best) && x.pos < best.pos {
			best = x
		}
	}
	return best
}

// rank prefers the partner that says most: a write, then one seen to run.
func rank(o *observation) int {
	n := 2 * o.op.harm()
	if o.ctx.root.kind != rootAPI {
		n++
	}
	return n
}

// meet reports whether the roots of w and x run at once on one object.
func (c *checker) meet(w, x *observation) bool {
	wr, xr := w.ctx.root, x.ctx.root
	switch {
	case wr.kind == rootHandler && xr.kind == rootHandler:
		return c.longLived(wr, w) && c.longLived(xr, x)
	case wr.kind == rootHandler && xr.kind == rootAPI:
		return false // often a Register that runs before serving starts
	case wr.kind == rootGoroutine && xr.kind == rootHandler:
		return c.longLived(xr, x)
	case wr.kind == rootHandler && xr.kind == rootGoroutine:
		return c.longLived(wr, w)
	case wr.kind == rootGoroutine && xr.kind == rootAPI:
		return c.outlives(wr.site) && c.starterObject(w) != nil && !c.waited(x) && !c.waited(w) && !c.calledOnOwned(xr.fn)
	case wr.kind == rootGoroutine && wr.site == xr.site:
		return c.startedPerCall(w)
	case wr.kind == rootGoroutine && xr.kind == rootGoroutine:
		return wr.site != xr.site && c.sameObject(w, x) &&
			c.outlives(wr.site) && c.outlives(xr.site) && !c.waited(x) && !c.waited(w)
	}
	return false
}

// calledOnOwned reports an exported method that the package itself calls only
// on objects which the caller has just made or had made: it reads what was
// set up, before there is work for the goroutine.
func (c *checker) calledOnOwned(fn *ssa.Function) bool {
	called := false
	for _, call := range c.callsOf(fn) {
		_, args := c.places.Callee(call.Common())
		if len(args) == 0 || args[0] == nil {
			return false
		}
		at := c.places.Of(args[0])
		if ext, ok := at.Root.(*ssa.Extract); ok {
			at.Root = ext.Tuple
		}
		switch at.Root.(type) {
		case *ssa.Call, *ssa.Alloc:
		default:
			return false
		}
		called = at.Path == nil
	}
	return called
}

// callsOf are the calls of fn in the package, those of its tests left out.
func (c *checker) callsOf(fn *ssa.Function) []ssa.CallInstruction {
	if c.calls == nil {
		c.calls = make(map[*ssa.Function][]ssa.CallInstruction)
		for _, caller := range c.pkg.Funcs {
			if !c.inTest(caller) {
				c.noteCalls(caller)
			}
		}
	}
	return c.calls[fn]
}

func (c *checker) noteCalls(caller *ssa.Function) {
	for _, b := range caller.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if callee, _ := c.places.Callee(call.Common()); callee != nil {
				c.calls[callee] = append(c.calls[callee], call)
			}
		}
	}
}

// startedPerCall reports a goroutine that an exported method starts at each
// call for one piece of work on its receiver; one that loops is more likely
// started once.
func (c *checker) startedPerCall(o *observation) bool {
	starter := o.ctx.root.site.Instr.Parent()
	if starter.Object() == nil || !starter.Object().Exported() || setUp.MatchString(starter.Name()) || !c.outlives(o.ctx.root.site) {
		return false
	}
	p, ok := c.starterObject(o).(*ssa.Parameter)
	if !ok || starter.Signature.Recv() == nil || p != starter.Params[0] || o.ctx.from != nil {
		return false
	}
	return !spawn.InLoop(o.instr.Block()) && !c.waited(o)
}

// starterObject is what the map of o starts from, in the function that
// started the goroutine of o; nil when that is not known.
func (c *checker) starterObject(o *observation) ssa.Value {
	at := o.at
	for ctx := o.ctx; ; ctx = ctx.from {
		args := ctx.root.site.Args
		if ctx.from != nil {
			_, args = c.places.Callee(ctx.call.Common())
		}
		at = c.places.Translate(at, ctx.fn, args, place.Place{})
		if !at.Valid() {
			return nil
		}
		if ctx.from == nil {
			return at.Root
		}
	}
}

// sameObject reports whether two goroutines were started by one function with
// the same object, or by methods of one type, each with its receiver: then
// both can run on one object. Those that different constructors start have an
// object each.
func (c *checker) sameObject(a, b *observation) bool {
	from, with := a.ctx.root.site.Instr, b.ctx.root.site.Instr
	if from.Parent() == with.Parent() {
		object := c.starterObject(a)
		return object != nil && object == c.starterObject(b) && (spawn.Reaches(from, with, nil) || spawn.Reaches(with, from, nil))
	}
	p, ok := c.starterObject(a).(*ssa.Parameter)
	if !ok || p.Parent().Parent() != nil { // a literal is given each element in turn
		return false
	}
	q, ok := c.starterObject(b).(*ssa.Parameter)
	return ok && types.Identical(p.Type(), q.Type()) && !c.alternatives(from, with)
}

// longLived reports whether the handler r serves many requests with one
// receiver: nowhere in the package is it called on an object made for the
// purpose.
func (c *checker) longLived(r *root, _ *observation) bool {
	if r.site != nil {
		return true
	}
	if r.fn.Parent() != nil {
		return spawn.HandlerOf(r.fn.Parent()) == ""
	}
	for _, ctx := range c.contexts[r.fn] {
		if ctx.from == nil {
			continue
		}
		if len(r.fn.Params) > 0 && ctx.owned[r.fn.Params[0]] {
			return false
		}
	}
	return true
}

// outlives reports a goroutine that goes on after the function which starts
// it has returned, since that never waits.
func (c *checker) outlives(site *spawn.Site) bool {
	if site.Runs != "goroutine" {
		return false
	}
	for _, b := range site.Instr.Parent().Blocks {
		for _, in := range b.Instrs {
			if c.spawns.Joins(in) && spawn.Reaches(site.Instr, in, nil) {
				return false
			}
		}
	}
	return true
}

// waited reports an access that comes after some synchronisation with other
// goroutines on every way from its root. What a goroutine waits for in the
// same loop does not count: that is how it gets its next piece of work.
func (c *checker) waited(o *observation) bool {
	in := o.instr
	for ctx := o.ctx; ctx != nil && in != nil; ctx = ctx.from {
		if ctx.root.kind == rootGoroutine && ctx.from == nil && spawn.InLoop(in.Block()) {
			in = beforeLoop(in.Block())
		}
		if in != nil && slices.ContainsFunc(c.spawns.Before(ctx.fn.Blocks[0].Instrs[0], in, nil), spawn.Edge.Waits) {
			return true
		}
		in = nil
		if ctx.call != nil {
			in = ctx.call
		}
	}
	return false
}

// beforeLoop is the last instruction that always runs before the loops around
// b begin; nil when they begin with the function.
func beforeLoop(b *ssa.BasicBlock) ssa.Instruction {
	for b != nil && spawn.InLoop(b) {
		b = b.Idom()
	}
	if b == nil {
		return nil
	}
	return b.Instrs[len(b.Instrs)-1]
}

func (c *checker) reportUnguarded(w, x *observation) {
	name := c.nameAt(w.pos, w.at)
	text := fmt.Sprintf("map %s is %s here while it can be %s at %s; no common lock keeps them apart, and when they meet %s",
		name, w.op, x.op, c.where(x.pos), outcome(w.op, x.op))
	if w.pos == x.pos {
		text = fmt.Sprintf("map %s is %s here by several goroutines at once, with no lock; when they meet %s", name, w.op, outcome(w.op, x.op))
	}
	c.emit(w.ctx.fn, w.at.Class(), report.Finding{
		Kind: "unguarded", Pos: w.pos, Message: text,
		Witness: append([]report.Step{c.step(w), c.step(x)}, c.ways(w, x)...),
	})
}
