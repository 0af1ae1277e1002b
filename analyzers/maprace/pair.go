package maprace

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
	"github.com/govlint/govlint/internal/spawn"
)

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
