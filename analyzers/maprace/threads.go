package maprace

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

// checkThreads compares the goroutines that fn starts with each other and
// with what fn does meanwhile.
func (c *checker) checkThreads(fn *ssa.Function) {
	sites := c.spawns.Sites(fn)
	if len(sites) == 0 {
		return
	}
	bodies := make([][]*reach, len(sites))
	for i, site := range sites {
		if (site.Runs == "handler" || site.Runs == "callback") && c.inTest(fn) {
			continue // a test sends one message after the other, and waits for the answer
		}
		bodies[i] = c.threadOf(site)
	}
	own := append(slices.Clip(c.reachOf(fn, 0)), c.handedOut(fn)...)
	defer c.reportPairs(fn)
	for i, site := range sites {
		for _, x := range bodies[i] {
			c.againstItself(site, x, bodies[i])
			if site.Runs != "handler" && site.Runs != "blocking" && site.By != "parallel subtest" {
				c.againstStarter(site, x, own)
			}
			for j := i + 1; j < len(sites); j++ {
				c.againstSibling(site, x, sites[j], bodies[j])
			}
		}
	}
}

// handedOut are the accesses of literals that fn returns: whoever gets them
// calls them while the goroutines of fn go on.
func (c *checker) handedOut(fn *ssa.Function) []*reach {
	var out []*reach
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		for i := range ret.Results {
			mc, ok := place.Returned(ret, i).(*ssa.MakeClosure)
			if !ok {
				continue
			}
			if lit, args := c.places.Func(mc, nil); lit != nil && len(lit.Blocks) > 0 {
				out = append(out, c.inFrame(c.reachOf(lit, 1), lit, args, ret, nil)...)
			}
		}
	}
	return out
}

// threadOf are the accesses of the goroutine, in the frame of its starter.
func (c *checker) threadOf(site *spawn.Site) []*reach {
	return c.thread(site, 0)
}

func (c *checker) thread(site *spawn.Site, depth int) []*reach {
	body := slices.Clip(c.reachOf(site.Fn, 1))
	if depth < 2 {
		for _, nested := range c.spawns.Sites(site.Fn) {
			for _, r := range c.thread(nested, depth+1) {
				r.chain = append([]link{{instr: nested.Instr, fn: site.Fn}}, r.chain...)
				r.named = append([]place.Place{r.at}, r.named...)
				body = append(body, r)
			}
		}
	}
	rs := c.inFrame(body, site.Fn, site.Args, site.Instr, nil)
	for _, r := range rs {
		r.chain, r.named = r.chain[1:], r.named[1:]
	}
	return rs
}

// rootBlock is where the variable or object that p starts from comes into
// being in fn: control that passes it has another one. Nil when it outlives
// the call.
func rootBlock(p place.Place, fn *ssa.Function) *ssa.BasicBlock {
	in, ok := p.Root.(ssa.Instruction)
	if !ok || in.Parent() != fn {
		return nil
	}
	return in.Block()
}

func (c *checker) againstItself(site *spawn.Site, x *reach, body []*reach) {
	if !site.SelfConcurrent() || !x.op.writes() {
		return
	}
	fn := site.Instr.Parent()
	avoid := rootBlock(x.at, fn)
	if site.Runs == "goroutine" || site.Runs == "many" && avoid != nil {
		if !spawn.Reaches(site.Instr, site.Instr, avoid) && site.Runs == "goroutine" {
			return
		}
	}
	if site.Runs == "handler" && c.perRequest(x.at, fn) {
		return
	}
	if site.Runs == "goroutine" && hasElem(x.at) && !fixedElem(mapOperand(x.instr)) {
		return // an element each, as far as can be told
	}
	after, before := c.after(x), c.before(x)
	if spawn.Ordered(after, before) {
		return
	}
	if site.Runs == "goroutine" && spawn.Ordered(c.ending(site, after), c.spawns.Before(site.Instr, site.Instr, avoid)) {
		return
	}
	for _, y := range body {
		if y.at == x.at && x.conflicts(y.access) && !share(x.may, y.may) {
			c.reportPair(x, y, site, site)
			return
		}
	}
}

// fixedElem reports an element picked by a constant: the same each time.
func fixedElem(v ssa.Value) bool {
	for {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.IndexAddr:
			_, ok := x.Index.(*ssa.Const)
			return ok
		case *ssa.Lookup:
			_, ok := x.Index.(*ssa.Const)
			return ok
		default:
			return false
		}
	}
}

// perRequest reports a variable of a function that itself handles a request.
func (c *checker) perRequest(p place.Place, fn *ssa.Function) bool {
	in, ok := p.Root.(ssa.Instruction)
	if !ok {
		return false
	}
	for f := in.Parent(); f != nil; f = f.Parent() {
		if spawn.HandlerOf(f) != "" {
			return true
		}
	}
	return false
}

func (c *checker) againstStarter(site *spawn.Site, x *reach, own []*reach) {
	fn := site.Instr.Parent()
	avoid := rootBlock(x.at, fn)
	for _, y := range own {
		if y.at != x.at || !x.conflicts(y.access) || share(x.may, y.may) || c.entered(fn, x.may) {
			continue
		}
		first := y.chain[0].instr
		if first == site.Instr || !spawn.Reaches(site.Instr, first, avoid) {
			continue
		}
		if _, deferred := first.(*ssa.Defer); deferred {
			continue
		}
		met := append(c.spawns.Before(site.Instr, first, avoid), c.before(&reach{access: y.access, chain: y.chain[1:]})...)
		if spawn.Ordered(c.ending(site, c.after(x)), met) || spawn.Ordered(c.after(y), c.before(x)) {
			continue
		}
		c.reportPair(x, y, site, nil)
	}
}

// entered reports whether some caller of fn may hold one of locks, so that
// what fn does itself happens under it.
func (c *checker) entered(fn *ssa.Function, locks map[lockset.ID]lockset.Mode) bool {
	if len(locks) == 0 {
		return false
	}
	if c.callerLocks(fn) {
		return true
	}
	return slices.ContainsFunc(c.contexts[fn], func(ctx *context) bool { return ctx.assumed && ctx.from == nil || share(ctx.may, locks) })
}

func (c *checker) againstSibling(site *spawn.Site, x *reach, other *spawn.Site, body []*reach) {
	fn := site.Instr.Parent()
	avoid := rootBlock(x.at, fn)
	for _, y := range body {
		if y.at != x.at || !x.conflicts(y.access) || share(x.may, y.may) {
			continue
		}
		switch {
		case spawn.Reaches(site.Instr, other.Instr, avoid):
			if spawn.Ordered(c.ending(site, c.after(x)), c.spawns.Before(site.Instr, other.Instr, avoid)) {
				continue
			}
		case spawn.Reaches(other.Instr, site.Instr, avoid):
			if spawn.Ordered(c.ending(other, c.after(y)), c.spawns.Before(other.Instr, site.Instr, avoid)) {
				continue
			}
		default:
			continue
		}
		if spawn.Ordered(c.after(x), c.before(y)) || spawn.Ordered(c.after(y), c.before(x)) {
			continue
		}
		c.reportPair(x, y, site, other)
	}
}

// before are the synchronisations on every way to r from the start of its
// first frame.
func (c *checker) before(r *reach) []spawn.Edge {
	var out []spawn.Edge
	for i := len(r.chain) - 1; i >= 0; i-- {
		l := r.chain[i]
		out = append(out, c.spawns.Before(l.fn.Blocks[0].Instrs[0], l.instr, nil)...)
		out = c.spawns.Rename(out, l.fn, l.args)
	}
	return out
}

// after are the synchronisations that can follow r in its goroutine.
func (c *checker) after(r *reach) []spawn.Edge {
	var out []spawn.Edge
	for i := len(r.chain) - 1; i >= 0; i-- {
		l := r.chain[i]
		out = append(out, c.spawns.After(l.instr)...)
		out = c.spawns.Rename(out, l.fn, l.args)
	}
	return out
}

// ending adds to edges that site's group learns of the goroutine's end.
func (c *checker) ending(site *spawn.Site, edges []spawn.Edge) []spawn.Edge {
	return append(edges, site.End()...)
}
