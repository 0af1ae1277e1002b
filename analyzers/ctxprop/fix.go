package ctxprop

import (
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/ctxflow"
)

func (c *checker) fixDropped(l *loss, u ctxflow.Usable) []analysis.SuggestedFix { return nil }
func (c *checker) fixVariant(l *loss, u ctxflow.Usable) []analysis.SuggestedFix { return nil }
func (c *checker) fixDetach(call ssa.CallInstruction) []analysis.SuggestedFix   { return nil }
func (c *checker) fixDiscarded(call *ssa.Call) []analysis.SuggestedFix          { return nil }
func (c *checker) fixDefer(call *ssa.Call, cancel *ssa.Extract) []analysis.SuggestedFix {
	return nil
}

func (c *checker) fixNil(call ssa.CallInstruction, arg ssa.Value) []analysis.SuggestedFix { return nil }
func (c *checker) fixSpanEnd(call *ssa.Call, span *ssa.Extract) []analysis.SuggestedFix   { return nil }
func (c *checker) fixSpanContext(start *ssa.Call, parent ssa.Value) []analysis.SuggestedFix {
	return nil
}
