package ctxprop

import (
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

// Loses is the fact of an exported function that takes no context and does work
// that waits for others, which no cancellation reaches.
type Loses struct {
	Work  string   // "(*DB).ExecContext runs under context.Background"
	Chain []string // the calls that lead there and the work, with their places
}

func (*Loses) AFact() {}

func (f *Loses) String() string { return "loses the context" }

// checkAcross finds calls of functions of other packages that lose the context
// at hand. It says so once a function, at the first call.
func (c *checker) checkAcross(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok {
			return
		}
		obj := ctxflow.CalleeObject(&call.Call)
		lost := new(Loses)
		if obj == nil || obj.Pkg() == c.pass.Pkg || c.told[obj] || !c.pass.ImportObjectFact(obj, lost) || c.mayDetach(call) {
			return
		}
		u, ok := c.usable(call, nil)
		if !ok || isBeginning(outermost(fn).Name()) && u.Fn != fn {
			return
		}
		c.told[obj] = true
		c.reportAcross(call, obj, lost, u)
	})
}

func (c *checker) reportAcross(call *ssa.Call, obj *types.Func, lost *Loses, u ctxflow.Usable) {
	pos, end := c.span(call)
	witness := []report.Step{{Pos: u.Pos, Text: "the context to pass on: " + u.What}}
	for _, link := range lost.Chain {
		witness = append(witness, report.Step{Pos: call.Pos(), Text: link})
	}
	c.emit(report.Finding{
		Kind: "dropped", Pos: pos, End: end,
		Message: fmt.Sprintf("%s is at hand and cannot be passed to %s, in which %s: a cancellation ends here; give %s a context parameter",
			u.Expr, c.objName(obj), lost.Work, c.objName(obj)),
		Witness: witness,
	})
}

// exportLosses tells other packages of the functions that lose a context.
func (c *checker) exportLosses() {
	for _, fn := range c.funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || ctxflow.TakesContext(obj.Signature()) || isBeginning(obj.Name()) || c.detachedFunc(fn) {
			continue
		}
		if lost := c.losesIn(fn, 0); lost != nil {
			c.pass.ExportObjectFact(obj, lost)
		}
	}
}

// losesIn is what fn or a function it calls does without a context, nil when
// there is nothing or when it has been reported in this package.
func (c *checker) losesIn(fn *ssa.Function, depth int) *Loses {
	for _, l := range c.losses[fn] {
		if l.told || !l.waits() {
			continue
		}
		under := "without a context"
		if l.root != nil {
			under = "under " + c.rootName(l.root)
		}
		work := fmt.Sprintf("%s runs %s", c.calleeName(l.at.Common()), under)
		return &Loses{Work: work, Chain: []string{fmt.Sprintf("at %s, %s", c.where(l.at.Pos()), work)}}
	}
	if depth == longestChain {
		return nil
	}
	var found *Loses
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(*ssa.Call)
		if !ok || found != nil || c.mayDetach(call) {
			return
		}
		lost := c.losesBelow(call, depth)
		if lost == nil {
			return
		}
		step := fmt.Sprintf("at %s, %s calls %s", c.where(call.Pos()), c.funcName(fn), c.calleeName(&call.Call))
		found = &Loses{Work: lost.Work, Chain: append([]string{step}, lost.Chain...)}
	})
	return found
}

func (c *checker) losesBelow(call *ssa.Call, depth int) *Loses {
	obj := ctxflow.CalleeObject(&call.Call)
	if obj == nil || isBeginning(obj.Name()) {
		return nil
	}
	lost := new(Loses)
	if obj.Pkg() != c.pass.Pkg {
		if c.pass.ImportObjectFact(obj, lost) && len(lost.Chain) < longestChain {
			return lost
		}
		return nil
	}
	callee, _ := c.flows.Places.Callee(&call.Call)
	if callee == nil || ctxflow.TakesContext(callee.Signature) || c.detachedFunc(callee) {
		return nil
	}
	return c.losesIn(callee, depth+1)
}

// waits reports work that surely waits for another process: of the standard
// library, or the method of a gRPC client. What an interface does is not known.
func (l *loss) waits() bool {
	obj := ctxflow.CalleeObject(l.at.Common())
	if obj == nil || obj.Pkg() == nil || ctxflow.LogOnly(obj) {
		return false
	}
	switch path := obj.Pkg().Path(); path {
	case "database/sql", "net", "net/http", "crypto/tls", "os/exec":
		return true
	default:
		return strings.Contains(path, ".") && hasStatus(l.at.Common())
	}
}
