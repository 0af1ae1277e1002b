package labelcard

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

// visitName looks at the name of a metric that a call makes, where the table of
// sinks does not speak of it.
func (c *checker) visitName(call ssa.CallInstruction, fullName string) {
	made, ok := call.(*ssa.Call)
	row, known := catalog.NewMetrics()[fullName]
	if !ok || !known || !isMetric(row.Type) {
		return
	}
	for _, key := range []string{"namespace", "subsystem", "name"} {
		if v, ok := c.part(made, row, key); ok && v != nil {
			c.enterName(call, v, use{where: c.where(call.Pos())})
		}
	}
}

// enterName looks at a name, or at the parts of one.
func (c *checker) enterName(call ssa.CallInstruction, v ssa.Value, u use) {
	u.role, u.pos = catalog.MetricName, call.Pos()
	if at := c.written(call, paramOf(call.Common(), v), 0); at.IsValid() {
		u.pos = at
	}
	if label, ok := c.labelInName(v); ok {
		u.role, u.label = catalog.LabelValue, label
	}
	if !isContainer(v.Type()) {
		u.value = c.bound.At(v, call.Block())
		c.judge(u)
		return
	}
	elements := c.bound.Elements(v)
	if len(elements) == 0 {
		u.value = c.bound.At(v, call.Block())
		c.judge(u)
	}
	for _, el := range elements {
		part := u
		part.value = c.bound.ElementAt(el)
		if el.Pos.IsValid() {
			part.pos = el.Pos
		}
		c.judge(part)
	}
}

// labelInName is the label that a name with labels inside of it gives a value
// that is not constant, and whether there is one.
func (c *checker) labelInName(v ssa.Value) (string, bool) {
	if isContainer(v.Type()) {
		return "", false
	}
	base, labels, ok := strings.Cut(c.pattern(v), "{")
	if !ok || strings.Contains(base, "*") {
		return "", false
	}
	found := ""
	for part := range strings.SplitSeq(strings.TrimSuffix(labels, "}"), ",") {
		name, value, _ := strings.Cut(part, "=")
		if !strings.Contains(value, "*") {
			continue
		}
		if found != "" {
			return "", true // one of several
		}
		found = strings.TrimSpace(name)
	}
	return found, true
}

// reportDynamic reports a metric whose name a remote party, or chance, chooses.
func (c *checker) reportDynamic(u use, witness []report.Step) {
	witness = append(witness, report.Step{Pos: u.pos, Text: "becomes part of a metric's name at " + u.where})
	report.Report(c.pass, report.Finding{
		Kind: "dynamic-name", Pos: u.pos,
		Message: fmt.Sprintf("the name of a metric is made with the %s, which has no bound; every new value makes a metric that is never removed; use a fixed name, and a label with a fixed set of values",
			u.value.Words),
		Witness: witness,
	})
}

// hasName reports a function of which the table of sinks knows the name's place.
func hasName(rows []catalog.MetricCall) bool {
	for _, row := range rows {
		if row.Role == catalog.MetricName {
			return true
		}
	}
	return false
}
