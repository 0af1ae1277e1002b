package maprace

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

type tokenPos = token.Pos

// A reach is an access that calling a function leads to, in the places of the
// function's frame.
type reach struct {
	access
	must, may map[lockset.ID]lockset.Mode
	chain     []link        // from the function called first to the access
	named     []place.Place // the map, in the frame of each link
}

// A link is one frame on the way to an access: the call made there, or the
// access itself.
type link struct {
	instr ssa.Instruction
	fn    *ssa.Function
	args  []ssa.Value // how fn was called
}

const (
	maxReach      = 80 // accesses a function; beyond it the function is not followed
	maxReachDepth = 4
)

// reachOf are the accesses of fn to places that its caller can name.
func (c *checker) reachOf(fn *ssa.Function, depth int) []*reach {
	if r, ok := c.summaries[fn]; ok {
		return r
	}
	c.summaries[fn] = nil // a recursive call adds nothing
	var out []*reach
	c.locks.Walk(fn, func(in ssa.Instruction, s lockset.State) {
		if d, ok := in.(*ssa.Defer); ok {
			s = c.locks.AtExit(d)
		}
		for _, a := range c.accessesOf(in) {
			if a.op == replace && a.at.Path != nil {
				continue // a field given another map: no crash by itself
			}
			if c.swappedOut(a) {
				continue
			}
			must, may := total(&context{}, s)
			out = append(out, &reach{access: a, must: must, may: may, chain: []link{{instr: in, fn: fn}}, named: []place.Place{a.at}})
		}
		if depth < maxReachDepth {
			out = append(out, c.called(in, s, depth)...)
		}
	})
	if len(out) > maxReach {
		out = nil
	}
	c.summaries[fn] = out
	return out
}

// called are the accesses behind a call, in the frame of the caller.
func (c *checker) called(in ssa.Instruction, s lockset.State, depth int) []*reach {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	if _, isGo := in.(*ssa.Go); isGo {
		return nil
	}
	fn, args := c.places.Callee(call.Common())
	if fn != nil && len(fn.Blocks) > 0 {
		return c.inFrame(c.reachOf(fn, depth+1), fn, args, in, s)
	}
	if obj := spawn.CalleeObject(call.Common()); obj != nil && strings.HasPrefix(obj.FullName(), "(*sync.Once)") {
		return nil // by one goroutine, before all that the others do
	}
	var out []*reach
	for _, arg := range call.Common().Args { // literals that the callee may run
		lit, args := c.places.Func(arg, nil)
		if lit != nil && len(lit.Blocks) > 0 && !c.isSite(call, lit) {
			out = append(out, c.inFrame(c.reachOf(lit, depth+1), lit, args, in, s)...)
		}
	}
	return out
}

// inFrame expresses the accesses of fn by the arguments of its call.
func (c *checker) inFrame(rs []*reach, fn *ssa.Function, args []ssa.Value, in ssa.Instruction, s lockset.State) []*reach {
	var out []*reach
	for _, r := range rs {
		at := c.places.Translate(r.at, fn, args, place.Place{})
		if !at.Valid() {
			continue
		}
		must, may := total(&context{must: c.renamed(r.must, fn, args), may: c.renamed(r.may, fn, args)}, s)
		n := &reach{access: r.access, must: must, may: may}
		n.at = at
		n.chain = append([]link{{instr: in, fn: in.Parent()}}, r.chain...)
		n.chain[1].args = args
		n.named = append([]place.Place{at}, r.named...)
		out = append(out, n)
	}
	return out
}

// renamed expresses locks that are parameters of fn by the arguments.
func (c *checker) renamed(locks map[lockset.ID]lockset.Mode, fn *ssa.Function, args []ssa.Value) map[lockset.ID]lockset.Mode {
	if len(locks) == 0 {
		return nil
	}
	out := make(map[lockset.ID]lockset.Mode, len(locks))
	for id, m := range locks {
		if p, ok := id.(*ssa.Parameter); ok && p.Parent() == fn {
			q := c.places.Translate(place.Place{Root: p}, fn, args, place.Place{Root: p})
			id = lockset.IDOf(q)
		}
		out[id] = m
	}
	return out
}

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

// A pair is two accesses that can run at once; other is nil when y is made by
// the function that starts site.
type pair struct {
	x, y        *reach
	site, other *spawn.Site
}

// reportPair keeps a pair for reportPairs, the side to report first.
func (c *checker) reportPair(x, y *reach, site, other *spawn.Site) {
	if x.at.Last() != nil && (len(x.may) == 0) != (len(y.may) == 0) {
		return // a field that is locked on one side: checkGuard looks at all its uses
	}
	p := pair{x, y, site, other}
	swap := pair{y, x, other, site}
	switch {
	case len(x.may) == 0 && len(y.may) > 0:
	case len(y.may) == 0 && len(x.may) > 0:
		p = swap
	case !x.op.writes():
		p = swap
	case y.op.writes() && other != nil && site != other && y.pos < x.pos:
		p = swap
	}
	c.pairs = append(c.pairs, p)
}

// reportPairs reports the pairs found in fn, one for each map: that between
// two writes if there is one, and the first in the source.
func (c *checker) reportPairs(fn *ssa.Function) {
	best := make(map[place.Place]pair)
	var order []place.Place
	for _, p := range c.pairs {
		old, ok := best[p.x.at]
		if !ok {
			order = append(order, p.x.at)
		}
		if !ok || p.weight() > old.weight() || p.weight() == old.weight() && p.x.pos < old.x.pos {
			best[p.x.at] = p
		}
	}
	for _, at := range order {
		c.emitPair(best[at], fn)
	}
	c.pairs = c.pairs[:0]
}

func (p pair) weight() int {
	n := 0
	if p.x.op == write {
		n += 2
	}
	if p.y.op == write {
		n++
	}
	return n
}

// shown is where the source names the map that r works on: the access, or the
// call that passes the map to a function.
func (r *reach) shown() (tokenPos, *ssa.Function) {
	last := r.chain[len(r.chain)-1]
	pos, fn := r.pos, last.fn
	for i := len(r.chain) - 1; i > 0; i-- {
		if r.named[i].Path != nil {
			break
		}
		if _, ok := r.named[i].Root.(*ssa.Parameter); !ok {
			break
		}
		pos, fn = r.chain[i-1].instr.Pos(), r.chain[i-1].fn
	}
	return pos, fn
}

func (c *checker) emitPair(p pair, starter *ssa.Function) {
	x, y := p.x, p.y
	pos, fn := x.shown()
	ypos, yfn := y.shown()
	name, yname := c.nameAt(pos, x.at), c.nameAt(ypos, y.at)
	kind := "unguarded"
	text := fmt.Sprintf("map %s is %s here while it can be %s at %s; no lock, channel or wait keeps them apart, and when they meet %s",
		name, x.op, y.op, c.where(ypos), outcome(x.op, y.op))
	switch {
	case pos == ypos:
		text = fmt.Sprintf("map %s is %s here by several goroutines at once; no lock, channel or wait keeps them apart, and when they meet %s", name, x.op, outcome(x.op, y.op))
	case len(x.must) == 0 && len(y.must) > 0:
		kind = "inconsistent-guard"
		text = fmt.Sprintf("map %s is %s here without %s, under which it is %s at %s; both can run at once, and then %s",
			name, x.op, c.lockNames(y.must), y.op, c.where(ypos), outcome(x.op, y.op))
	}
	steps := []report.Step{{Pos: pos, Text: fmt.Sprintf("map %s is %s in %s, %s", name, x.op, funcName(fn), c.locksHeld(x.must))}}
	if pos != ypos {
		steps = append(steps, report.Step{Pos: ypos, Text: fmt.Sprintf("map %s is %s in %s, %s", yname, y.op, funcName(yfn), c.locksHeld(y.must))})
	}
	for _, s := range slices.Compact([]*spawn.Site{p.site, p.other}) {
		if s != nil {
			steps = append(steps, report.Step{Pos: s.Instr.Pos(), Text: siteText(s)})
		}
	}
	f := report.Finding{Kind: kind, Pos: pos, Message: text, Witness: steps}
	if c.joinBroken(starter) {
		c.emitAsIs(fn, identity(x.at), f)
		return
	}
	if kind == "unguarded" {
		f.Fixes = c.addMutex(p, starter)
	}
	c.emit(fn, identity(x.at), f)
}

// identity is what findings on one map have in common.
func identity(p place.Place) any {
	if cl := p.Class(); cl != nil {
		return cl
	}
	return p.Root
}

func siteText(s *spawn.Site) string {
	switch s.Runs {
	case "handler":
		return "a handler (" + s.By + ") is set up here, one goroutine a request"
	case "blocking", "many":
		return "several goroutines are started here by " + s.By
	}
	if s.Loop {
		return "a goroutine is started here at every turn of a loop"
	}
	return "a goroutine is started here"
}
