package labelcard

import (
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
)

// visitConstant looks at the labels that a metric has for good. A metric that is
// made for each request makes new series, too; one that is made as the process
// starts may well have its id, its address and the time there.
func (c *checker) visitConstant(call ssa.CallInstruction, fullName string) {
	made, ok := call.(*ssa.Call)
	row, known := catalog.NewMetrics()[fullName]
	if _, has := row.Parts["const"]; !ok || !known || !has {
		return
	}
	labels, ok := c.part(made, row, "const")
	if !ok || labels == nil {
		return
	}
	for _, el := range c.bound.Elements(labels) {
		v := c.bound.ElementAt(el)
		if v.Class != bound.Unbounded || !ofRequests(v.Words) {
			continue
		}
		pos := el.Pos
		if !pos.IsValid() {
			pos = call.Pos()
		}
		c.judge(use{label: el.Name, pos: pos, role: catalog.LabelValue, value: v, where: c.where(call.Pos())})
	}
}

// ofRequests reports words for what comes with a request.
func ofRequests(words string) bool {
	for _, part := range []string{"request", "header", "form value", "cookie", "query", "path parameter", "client"} {
		if strings.Contains(strings.ToLower(words), part) {
			return true
		}
	}
	return false
}
