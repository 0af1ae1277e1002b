package ctxprop

import (
	"fmt"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/place"
	"github.com/govlint/govlint/internal/report"
)

// checkFields finds contexts that end with the call and are stored in an object
// that does not.
func (c *checker) checkFields(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		st, ok := in.(*ssa.Store)
		if !ok || !ctxflow.IsContext(st.Val.Type()) || c.commented(st.Pos()) {
			return
		}
		where := c.outlastingPlace(fn, st.Addr)
		if where == "" {
			return
		}
		ids := c.identities(st.Val)
		var why report.Step
		what := ""
		if d := c.deferredCancel(fn, ids); d != nil {
			what = "is cancelled by the defer at " + c.where(d.Pos())
			why = report.Step{Pos: d.Pos(), Text: "the context is cancelled when " + c.funcName(fn) + " returns"}
		} else if c.flows.Of(st.Val).Only(ctxflow.Request) && c.serves(fn) {
			what = "ends when the handler returns, and belongs to this request alone"
			why = report.Step{Pos: fn.Pos(), Text: c.funcName(fn) + " is a handler: it runs once a request, for several at once"}
		} else {
			return
		}
		c.emit(report.Finding{
			Kind: "field", Pos: st.Pos(),
			Message: fmt.Sprintf("the context stored in %s %s: whoever uses it later finds it cancelled, or another request's; pass it as a parameter", where, what),
			Witness: []report.Step{{Pos: st.Pos(), Text: where + " lives on when " + c.funcName(fn) + " returns"}, why},
		})
	})
}

// outlastingPlace names the field or variable at addr when it was there before
// fn was called.
func (c *checker) outlastingPlace(fn *ssa.Function, addr ssa.Value) string {
	switch addr := addr.(type) {
	case *ssa.Global:
		return "the variable " + addr.Name()
	case *ssa.FieldAddr:
		p, ok := c.resolve(addr.X).(*ssa.Parameter)
		if !ok || len(outermost(fn).Params) == 0 || p != outermost(fn).Params[0] || outermost(fn).Signature.Recv() == nil {
			return ""
		}
		if f := place.FieldOf(addr); f != nil {
			return "the field " + f.Name()
		}
	}
	return ""
}
