package maprace

import (
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/lockset"
	"github.com/govlint/govlint/internal/report"
)

// step is the witness line for one access.
func (c *checker) step(o *observation) report.Step {
	return report.Step{Pos: o.pos, Text: fmt.Sprintf("map %s is %s in %s, %s", c.nameAt(o.pos, o.at), o.op, funcName(o.ctx.fn), c.locksHeld(o.must))}
}

func (c *checker) locksHeld(must map[lockset.ID]lockset.Mode) string {
	if len(must) == 0 {
		return "with no lock held"
	}
	return "holding " + c.lockNames(must)
}

func (c *checker) lockNames(must map[lockset.ID]lockset.Mode) string {
	var names []string
	for _, id := range sortedIDs(must) {
		n := c.lockName(id, nil)
		if must[id] == lockset.Read {
			n = "the read lock of " + n
		}
		names = append(names, n)
	}
	return strings.Join(names, " and ")
}

// ways tells how each side gets to run.
func (c *checker) ways(a, b *observation) []report.Step {
	steps := []report.Step{c.way(a)}
	if a.ctx.root != b.ctx.root {
		steps = append(steps, c.way(b))
	} else if a.ctx.root.selfConcurrent() {
		steps[0].Text += ", by several goroutines at once"
	}
	return steps
}

func (c *checker) way(o *observation) report.Step {
	r := o.ctx.root
	var calls []string
	for ctx := o.ctx; ctx.from != nil; ctx = ctx.from {
		calls = append(calls, c.where(ctx.call.Pos()))
	}
	via := ""
	if n := len(calls); n > 0 && n <= 4 {
		for i := range n / 2 {
			calls[i], calls[n-1-i] = calls[n-1-i], calls[i]
		}
		via = ", through " + strings.Join(calls, ", ")
	}
	return report.Step{Pos: rootPos(r), Text: rootText(c, r) + via}
}

func rootText(c *checker, r *root) string {
	switch r.kind {
	case rootHandler:
		return fmt.Sprintf("%s is %s, one goroutine a call", funcName(r.fn), article(strings.TrimSuffix(r.who, ", one goroutine a scrape")))
	case rootGoroutine:
		return fmt.Sprintf("%s runs in the goroutine started at %s", funcName(r.fn), c.where(r.site.Instr.Pos()))
	case rootCallback:
		return fmt.Sprintf("%s is called through a function value", funcName(r.fn))
	case rootMain:
		return fmt.Sprintf("%s runs it", funcName(r.fn))
	}
	return fmt.Sprintf("%s is exported and can be called from any goroutine", funcName(r.fn))
}

func article(who string) string {
	if rest, ok := strings.CutPrefix(who, "http "); ok {
		return "an HTTP " + rest
	}
	if strings.HasPrefix(who, "echo ") {
		return "an " + who
	}
	return "a " + who
}

func rootPos(r *root) (pos tokenPos) {
	if r.site != nil {
		return r.site.Instr.Pos()
	}
	return r.fn.Pos()
}

// funcName is fn as source names it: Close, (*Hub).Close, or the function
// around a literal.
func funcName(fn *ssa.Function) string {
	outer := outermost(fn)
	name := outer.Name()
	if recv := outer.Signature.Recv(); recv != nil {
		t := types.TypeString(recv.Type(), func(*types.Package) string { return "" })
		if i := strings.IndexByte(t, '['); i > 0 {
			t = t[:i]
		}
		name = "(" + t + ")." + name
	}
	if outer != fn {
		return "a function literal in " + name
	}
	return name
}
