package maprace

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/spawn"
)

// laterStarts are the goroutines that some function on the way from the root
// starts only after the access a, itself or by a call, and gives the object
// that a starts from: what comes before may be the set-up of a Start method.
func (c *checker) laterStarts(ctx *context, a access) []*spawn.Site {
	if ctx.root.kind != rootAPI {
		return nil
	}
	var out []*spawn.Site
	at, in := a.at, a.instr
	for {
		out = append(out, c.startsAfter(ctx.fn, in, at)...)
		if ctx.from == nil {
			return out
		}
		_, args := c.places.Callee(ctx.call.Common())
		at = c.places.Translate(at, ctx.fn, args, place.Place{})
		if !at.Valid() {
			return out
		}
		ctx, in = ctx.from, ctx.call
	}
}

// startsAfter are the goroutines that fn starts only after in, given the
// object that at starts from.
func (c *checker) startsAfter(fn *ssa.Function, in ssa.Instruction, at place.Place) []*spawn.Site {
	after := func(x ssa.Instruction) bool {
		return x != in && spawn.Reaches(in, x, nil) && !spawn.Reaches(x, in, nil)
	}
	var out []*spawn.Site
	for _, site := range c.spawns.Sites(fn) {
		if !site.Loop && c.gets(site, at) && after(site.Instr) {
			out = append(out, site)
		}
	}
	is := func(v ssa.Value) bool { return c.places.Of(v).Root == at.Root }
	for _, b := range fn.Blocks {
		for _, x := range b.Instrs {
			call, ok := x.(*ssa.Call)
			if !ok || !slices.ContainsFunc(call.Call.Args, is) {
				continue
			}
			callee, _ := c.places.Callee(call.Common())
			if callee == nil || len(c.startedBy(callee)) == 0 || !after(call) {
				continue
			}
			out = append(out, c.startedBy(callee)...)
		}
	}
	return out
}

// startedBy are the goroutines that a call of fn may start, by itself or by
// calls of functions of the package.
func (c *checker) startedBy(fn *ssa.Function) []*spawn.Site {
	if sites, ok := c.started[fn]; ok {
		return sites
	}
	c.started[fn] = nil // a recursive call starts what the others do
	sites := slices.Clone(c.spawns.Sites(fn))
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			callee, _ := c.places.Callee(call.Common())
			if callee == nil {
				continue
			}
			for _, site := range c.startedBy(callee) {
				if len(sites) < maxStarts && !slices.Contains(sites, site) {
					sites = append(sites, site)
				}
			}
		}
	}
	c.started[fn] = sites
	return sites
}

// maxStarts bounds the goroutines remembered for one function.
const maxStarts = 64

// gets reports whether the goroutine of site is given the object that p
// starts from, as an argument or by capture.
func (c *checker) gets(site *spawn.Site, p place.Place) bool {
	is := func(v ssa.Value) bool { return v != nil && c.places.Of(v).Root == p.Root }
	if slices.ContainsFunc(site.Args, is) {
		return true
	}
	mc := c.places.Closure(site.Fn)
	return mc != nil && slices.ContainsFunc(mc.Bindings, is)
}

// onceAtStart reports an access that a goroutine of a Start method makes a
// bounded number of times before it gets to its work: it sets up what others
// use later, in an order that the protocol between them keeps.
func (c *checker) onceAtStart(o *observation) bool {
	site := o.ctx.root.site
	if o.ctx.root.kind != rootGoroutine || !setUp.MatchString(outermost(site.Instr.Parent()).Name()) || unbounded(site.Instr.Block()) {
		return false
	}
	if unbounded(o.instr.Block()) {
		return false
	}
	for ctx := o.ctx; ctx.from != nil; ctx = ctx.from {
		if unbounded(ctx.call.Block()) {
			return false
		}
	}
	return true
}

// forInit reports an access behind an exported function that the package
// calls itself, and only while it is initialised: it fills a registry.
func (c *checker) forInit(o *observation) bool {
	if o.ctx.root.kind != rootAPI {
		return false
	}
	calls := c.callsOf(o.ctx.entry().fn)
	for _, call := range calls {
		fn := outermost(call.Parent())
		if fn.Synthetic != "package initializer" && !strings.HasPrefix(fn.Name(), "init#") {
			return false
		}
	}
	return len(calls) > 0
}

// unbounded reports whether b lies in a loop that is no walk over a slice,
// map, string or number.
func unbounded(b *ssa.BasicBlock) bool {
	for h := b; h != nil; h = h.Idom() {
		if h.Comment == "rangeindex.loop" || h.Comment == "rangeiter.loop" || h.Comment == "rangeint.loop" {
			continue
		}
		isHeader := slices.ContainsFunc(h.Preds, h.Dominates)
		if isHeader && (h == b || spawn.ReachesBlock(b, h, nil)) {
			return true
		}
	}
	return false
}
