package ctxprop

import (
	"fmt"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
	"github.com/govlint/govlint/internal/report"
)

// checkNil finds nil passed for a context to code that will ask it for something.
func (c *checker) checkNil(fn *ssa.Function) {
	ctxflow.Instructions(fn, func(in ssa.Instruction) {
		call, ok := in.(ssa.CallInstruction)
		if !ok {
			return
		}
		for i, arg := range call.Common().Args {
			if ctxflow.IsContext(arg.Type()) && c.flows.Of(arg).Only(ctxflow.Nil) && !c.takesNil(call.Common(), i) {
				c.reportNil(call, arg)
			}
		}
	})
}

// takesNil reports a callee that looks whether it got nil, or does nothing
// with what it got.
func (c *checker) takesNil(call *ssa.CallCommon, i int) bool {
	callee, args := c.flows.Places.Callee(call)
	if callee == nil || len(callee.Blocks) == 0 || len(args) != len(callee.Params) {
		return false
	}
	if len(callee.Blocks) == 1 && len(callee.Blocks[0].Instrs) == 1 {
		return false
	}
	refs := *callee.Params[i].Referrers()
	for _, ref := range refs {
		if op, ok := ref.(*ssa.BinOp); ok && (isNil(op.X) || isNil(op.Y)) {
			return true
		}
		if st, ok := ref.(*ssa.Store); ok && st.Val == ssa.Value(callee.Params[i]) {
			return true // a variable of its own, or an object: not followed
		}
	}
	return len(refs) == 0
}

func (c *checker) reportNil(call ssa.CallInstruction, arg ssa.Value) {
	pos, end := c.span(call)
	name := c.calleeName(call.Common())
	from := "the value is nil on every way to here"
	at := arg.Pos()
	if !at.IsValid() {
		at = call.Pos()
	}
	c.emit(report.Finding{
		Kind: "nil", Pos: pos, End: end,
		Message: fmt.Sprintf("%s gets nil for a context: the first call of one of its methods panics; pass the context at hand, or context.TODO()", name),
		Witness: []report.Step{{Pos: at, Text: from}},
		Fixes:   c.fixNil(call, arg),
	})
}
