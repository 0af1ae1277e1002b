package labelcard

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

// made is the call that made the vector whose method is called, or nil.
func (c *checker) made(common *ssa.CallCommon) *ssa.Call {
	vec := common.Value
	if !common.IsInvoke() {
		if common.Signature().Recv() == nil || len(common.Args) == 0 {
			return nil
		}
		vec = common.Args[0]
	}
	made, _ := c.bound.Origin(vec).(*ssa.Call)
	return made
}

// namesOf are the label names of the vector whose method is called, when it is
// made in this package, in one place, with constant names.
func (c *checker) namesOf(common *ssa.CallCommon) []string {
	made := c.made(common)
	if made == nil {
		return nil
	}
	callee := bound.Callee(made.Common())
	if callee == nil {
		return nil
	}
	for _, row := range catalog.Metrics()[callee.FullName()] {
		if row.Role != catalog.LabelNames {
			continue
		}
		return c.constants(argument(made.Common(), row.Arg))
	}
	return nil
}

// constants are the elements of a slice literal of constants.
func (c *checker) constants(v ssa.Value) []string {
	if v == nil || !isLiteral(v) {
		return nil
	}
	var out []string
	for i, el := range c.bound.Elements(v) {
		name, ok := bound.StringOf(el.Value)
		if !ok || el.Index != i {
			return nil
		}
		out = append(out, name)
	}
	return out
}

// isLiteral reports a slice of all of an array made in place.
func isLiteral(v ssa.Value) bool {
	s, ok := v.(*ssa.Slice)
	if !ok || s.Low != nil || s.High != nil {
		return false
	}
	_, ok = s.X.(*ssa.Alloc)
	return ok
}

// checkCount compares how many values a call gives with how many labels the
// vector has. A vector that was curried has no known names.
func (c *checker) checkCount(call ssa.CallInstruction, role catalog.LabelRole, arg ssa.Value) {
	if role != catalog.LabelValues || !isLiteral(arg) || c.inTest(call.Pos()) {
		return
	}
	names, values := c.namesOf(call.Common()), c.bound.Elements(arg)
	if len(names) == 0 || len(values) == 0 || len(names) == len(values) {
		return
	}
	for i, el := range values {
		if el.Index != i {
			return
		}
	}
	made := c.made(call.Common())
	where := report.Where(c.pass.Fset, made.Pos())
	report.Report(c.pass, report.Finding{
		Kind: "label-order", Pos: call.Pos(),
		Message: fmt.Sprintf("%d values for the %d labels %s of the metric made at %s; the call panics; give one value for each label, in their order",
			len(values), len(names), strings.Join(names, ", "), where),
		Witness: []report.Step{{Pos: made.Pos(), Text: "the metric is made with the labels " + strings.Join(names, ", ")}},
	})
}
