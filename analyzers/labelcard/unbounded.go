package labelcard

import (
	"fmt"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

func (c *checker) reportUnbounded(u use) {
	key := reportKey{u.pos, u.label}
	if c.reported[key] || c.inTest(u.pos) || !u.pos.IsValid() {
		return
	}
	c.reported[key] = true
	witness := append(stepsOf(u.value.Trail), u.rest...)
	if len(witness) == 0 {
		return
	}
	if u.role == catalog.MetricName && !u.value.Live {
		c.reportDynamic(u, witness)
		return
	}
	if u.named.IsValid() {
		witness = append(witness, report.Step{Pos: u.named, Text: "stands under the name " + u.label})
	}
	f := c.findingOf(&u)
	f.Witness = append(witness, report.Step{Pos: u.pos, Text: "becomes " + u.called() + " at " + u.where})
	report.Report(c.pass, f)
}

func (u *use) called() string {
	switch {
	case u.role == catalog.MetricName:
		return "the name of a metric"
	case u.label != "":
		return "metric label " + u.label
	}
	return "a metric label"
}

// findingOf says what happens and what to do. How bad it is depends on whether
// the series stay.
func (c *checker) findingOf(u *use) report.Finding {
	subject := u.called() + " takes the " + u.value.Words
	switch {
	case u.live != "":
		return report.Finding{Kind: "live", Pos: u.pos, Message: fmt.Sprintf("%s, which has no bound, but %s; make sure that the series of every value that is gone go as well, or map it to a fixed set of values", subject, u.live)}
	case u.value.Claimed:
		return report.Finding{Kind: "identity", Pos: u.pos, Message: fmt.Sprintf("%s takes a %s, by the comment of the field that it comes from, of which there is always one more; every one makes series that stay in memory; drop the label, or delete the series with what the id names", u.called(), u.value.Words)}
	case u.value.Live:
		return report.Finding{Kind: "object", Pos: u.pos, Message: subject + ", of which there are as many as the cluster has had; the series of objects that are gone stay in memory; delete them with the object, or drop the label"}
	}
	return report.Finding{Kind: "unbounded", Pos: u.pos, Message: subject + ", which has no bound; every new value makes series that stay in memory; " + advice(u.value.Words), Fixes: c.fixes(*u)}
}

func stepsOf(t *bound.Trail) []report.Step {
	var out []report.Step
	for _, s := range t.Steps() {
		out = append(out, report.Step{Pos: s.Pos, Text: s.Text})
	}
	return out
}
