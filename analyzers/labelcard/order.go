package labelcard

import (
	"fmt"
	"go/ast"
	"go/token"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

// checkOrder reports values whose own names say that they are given to each
// other's labels. One value alone proves nothing: two must have changed places.
func (c *checker) checkOrder(call ssa.CallInstruction, m *metric, names []string) {
	expr := c.syntax[call.Pos()]
	if expr == nil || expr.Ellipsis.IsValid() || len(names) < 2 || len(expr.Args) < len(names) {
		return
	}
	args := expr.Args[len(expr.Args)-len(names):]
	called := make([]string, len(args))
	for i, arg := range args {
		called[i] = c.calledLike(arg, names)
	}
	for i, name := range called {
		j := slices.Index(names, name)
		if j <= i || called[j] != names[i] {
			continue
		}
		report.Report(c.pass, report.Finding{
			Kind: "label-order", Pos: args[i].Pos(),
			Message: fmt.Sprintf("label %s takes %s and label %s takes %s of the metric made at %s; the two have changed places, and every query on them is wrong; give the values in the order %s",
				names[i], describe(args[i]), names[j], describe(args[j]), c.where(m.pos), strings.Join(names, ", ")),
			Witness: []report.Step{
				{Pos: m.pos, Text: "the metric is made with the labels " + strings.Join(names, ", ")},
				{Pos: args[j].Pos(), Text: fmt.Sprintf("%s is given to label %s", describe(args[j]), names[j])},
			},
		})
		return
	}
}

func describe(e ast.Expr) string {
	if name := lastName(e); name != "" {
		return name
	}
	if lit, ok := e.(*ast.BasicLit); ok {
		return lit.Value
	}
	return "a value"
}

// calledLike is the label that an expression is named after: by its last
// identifier, or by a constant that is a method or a status.
func (c *checker) calledLike(e ast.Expr, names []string) string {
	if tv := c.pass.TypesInfo.Types[e]; tv.Value != nil {
		return likeConstant(strings.Trim(tv.Value.ExactString(), `"`), names)
	}
	name := flat(lastName(e))
	for _, label := range names {
		if name != "" && flat(label) == name {
			return label
		}
	}
	return ""
}

// flat makes statusCode, status_code and StatusCode the same.
func flat(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

func likeConstant(value string, names []string) string {
	for _, label := range names {
		switch flat(label) {
		case "method", "httpmethod", "requestmethod":
			if slices.Contains(httpMethods, value) {
				return label
			}
		case "code", "status", "statuscode", "httpstatus", "httpcode":
			if n, err := strconv.Atoi(value); err == nil && http.StatusText(n) != "" {
				return label
			}
		}
	}
	return ""
}

var httpMethods = []string{
	http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
	http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace,
}

// lastName is the identifier that names the value of e best: code of
// strconv.Itoa(code), Method of r.Method.
func lastName(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.CallExpr:
		if len(e.Args) == 1 {
			return lastName(e.Args[0])
		}
		if sel, ok := e.Fun.(*ast.SelectorExpr); ok && len(e.Args) == 0 {
			if sel.Sel.Name == "String" || sel.Sel.Name == "Error" {
				return lastName(sel.X)
			}
			return sel.Sel.Name
		}
	}
	return ""
}

// checkValues compares the values that a call gives with the labels that its
// vector has: how many, and in which order.
func (c *checker) checkValues(call ssa.CallInstruction, arg ssa.Value) {
	of := target(call.Common())
	if of == nil || !isLiteral(arg) || c.inTest(call.Pos()) {
		return
	}
	m := c.vector(of)
	if m == nil || len(m.labels) == 0 {
		return
	}
	names := c.left(of, m.labels)
	values := c.bound.Elements(arg)
	if len(names) == 0 || len(values) == 0 {
		return
	}
	for i, el := range values {
		if el.Index != i {
			return
		}
	}
	if len(names) == len(values) {
		c.checkOrder(call, m, names)
		return
	}
	report.Report(c.pass, report.Finding{
		Kind: "label-order", Pos: call.Pos(),
		Message: fmt.Sprintf("%s for the %s %s of the metric made at %s; the call panics; give one value for each label, in their order",
			plural(len(values), "value"), plural(len(names), "label"), strings.Join(names, ", "), c.where(m.pos)),
		Witness: []report.Step{{Pos: m.pos, Text: "the metric is made with the labels " + strings.Join(names, ", ")}},
	})
}

// checkNames compares the names in a map of labels with those of the vector.
func (c *checker) checkNames(call ssa.CallInstruction, arg ssa.Value) {
	callee := bound.Callee(call.Common())
	of := receiver(call.Common())
	if callee == nil || of == nil || c.inTest(call.Pos()) || strings.HasSuffix(callee.Name(), "urryWith") {
		return
	}
	made, ok := c.bound.Single(arg).(*ssa.MakeMap)
	m := c.metrics[c.bound.Single(of)]
	if !ok || m == nil || len(m.labels) == 0 || escapes(made) {
		return
	}
	given := make(map[string]token.Pos)
	for _, el := range c.bound.Elements(made) {
		if el.Name == "" {
			return
		}
		given[el.Name] = el.Pos
	}
	for _, name := range sortedKeys(given) {
		if !slices.Contains(m.labels, name) {
			c.reportName(call, m, fmt.Sprintf("label %s is no label of the metric made at %s, which has %s", name, c.where(m.pos), strings.Join(m.labels, ", ")))
			return
		}
	}
	for _, label := range m.labels {
		if _, ok := given[label]; !ok {
			c.reportName(call, m, fmt.Sprintf("label %s of the metric made at %s has no value here", label, c.where(m.pos)))
			return
		}
	}
}

func (c *checker) reportName(call ssa.CallInstruction, m *metric, what string) {
	report.Report(c.pass, report.Finding{
		Kind: "label-order", Pos: call.Pos(),
		Message: what + "; the call panics; give one value for each label of the metric",
		Witness: []report.Step{{Pos: m.pos, Text: "the metric is made with the labels " + strings.Join(m.labels, ", ")}},
	})
}

// escapes reports a map that others may add to.
func escapes(made *ssa.MakeMap) bool {
	for _, ref := range *made.Referrers() {
		switch ref := ref.(type) {
		case *ssa.MapUpdate, *ssa.DebugRef, *ssa.ChangeType:
		case *ssa.Call:
			callee := bound.Callee(ref.Common())
			if callee == nil || len(catalog.Metrics()[callee.FullName()]) == 0 {
				return true
			}
		default:
			return true
		}
	}
	return false
}
