package labelcard

import (
	"fmt"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

// visitDefault looks at a middleware that takes a label raw unless it is told
// otherwise.
func (c *checker) visitDefault(call ssa.CallInstruction, name string) {
	d, ok := catalog.Defaults()[name]
	if !ok || c.inTest(call.Pos()) || c.isAllowed(call.Pos()) || bound.Callee(call.Common()).Pkg() == c.pass.Pkg {
		return
	}
	callee := bound.Callee(call.Common()).Name()
	cause := ""
	switch d.When {
	case "always":
		cause = callee + " takes it for requests without a route"
	case "empty":
		if text, ok := c.bound.Text(argument(call.Common(), d.Arg)); !ok || text != "" {
			return
		}
		cause = "no id is given to " + callee
	case "unset":
		value, seen := c.bound.Part(argument(call.Common(), d.Arg), d.Field)
		if !seen || value != nil {
			return
		}
		cause = d.Field + " is not set"
	case "unassigned":
		if c.bound.Assigned(d.Field) {
			return
		}
		cause = "nothing is assigned to " + d.Field
	}
	report.Report(c.pass, report.Finding{
		Kind: "unbounded", Pos: call.Pos(),
		Message: fmt.Sprintf("metric label %s takes the %s, which has no bound, since %s; every new value makes series that stay in memory; give the middleware the route instead",
			d.Label, d.Words, cause),
		Witness: []report.Step{{Pos: call.Pos(), Text: fmt.Sprintf("%s: the middleware reads the %s of each request for the label %s", cause, d.Words, d.Label)}},
	})
}
