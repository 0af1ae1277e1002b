package labelcard

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

// A Reached is a parameter that gets into a label.
type Reached struct {
	Param int // the receiver of a method is the first
	Role  catalog.LabelRole
	Label string
	Where string // file:line of the label
	Live  string // why the series do not stay; empty when they do
	// Names are those of the labels that a list of values is for, with commas
	// between them, empty where they are not known.
	Names string
	// Method is set when it is not the parameter that gets there, but what this
	// method of it returns.
	Method string
}

// A reach is a Reached of this package, with the way from the parameter.
type reach struct {
	Reached
	steps []report.Step
}

// A use is one value on its way into a label.
type use struct {
	label string
	pos   token.Pos // where a finding about it belongs
	role  catalog.LabelRole
	value bound.Value
	where string        // file:line of the label
	live  string        // as Reached.Live
	names string        // as Reached.Names
	named token.Pos     // where the name of the label stands, when that is known
	rest  []report.Step // from value on to the label
}

// visit looks at the labels that a call sets.
func (c *checker) visit(call ssa.CallInstruction) {
	callee := bound.Callee(call.Common())
	if callee == nil {
		return
	}
	c.visitDefault(call, callee.FullName())
	c.visitConstant(call, callee.FullName())
	rows := catalog.Metrics()[callee.FullName()]
	if rows == nil && isWithLabelValues(callee) {
		rows = []catalog.MetricCall{{Role: catalog.LabelValues}}
	}
	if rows == nil && isMeasurement(callee) {
		rows = []catalog.MetricCall{{Role: catalog.LabelAttrs, Arg: callee.Signature().Params().Len() - 1}}
	}
	for _, row := range rows {
		if arg := argument(call.Common(), row.Arg); arg != nil {
			switch row.Role {
			case catalog.LabelValues:
				c.checkValues(call, arg)
			case catalog.LabelMap:
				c.checkNames(call, arg)
			}
			u := use{where: report.Where(c.pass.Fset, call.Pos()), live: c.transient(call)}
			if row.Role == catalog.LabelStruct {
				c.enterFields(call, row.Fields, arg, u)
				continue
			}
			c.enter(call, row.Role, arg, u)
		}
	}
	if !hasName(rows) {
		c.visitName(call, callee.FullName())
	}
	var fact Reaches
	if rows != nil || callee.Pkg() == c.pass.Pkg || !c.pass.ImportObjectFact(callee, &fact) {
		return
	}
	for _, r := range fact.Params {
		args := call.Common().Args
		if call.Common().IsInvoke() {
			args = append([]ssa.Value{call.Common().Value}, args...)
		}
		if r.Param < len(args) {
			what := "a label"
			if r.Role == catalog.MetricName {
				what = "a metric's name"
			}
			rest := report.Step{Pos: call.Pos(), Text: fmt.Sprintf("%s makes it %s at %s", callee.Name(), what, r.Where)}
			c.hand(call, &r, args[r.Param], []report.Step{rest})
		}
	}
}

// isWithLabelValues knows wrappers of vectors by the shape of their method.
func isWithLabelValues(fn *types.Func) bool {
	sig := fn.Signature()
	if fn.Name() != "WithLabelValues" || sig.Recv() == nil || !sig.Variadic() || sig.Params().Len() != 1 {
		return false
	}
	return types.TypeString(sig.Params().At(0).Type(), nil) == "[]string"
}

// isMeasurement knows instruments by the shape of their methods, the older ones
// of OpenTelemetry too: Add(ctx, n, attributes...).
func isMeasurement(fn *types.Func) bool {
	switch fn.Name() {
	case "Add", "Record", "Observe":
	default:
		return false
	}
	sig := fn.Signature()
	n := sig.Params().Len()
	return sig.Recv() != nil && sig.Variadic() && n >= 2 &&
		types.TypeString(sig.Params().At(n-1).Type(), nil) == "[]"+catalog.AttributePackage+".KeyValue"
}

// hand looks at an argument that the callee makes a label.
func (c *checker) hand(call ssa.CallInstruction, r *Reached, arg ssa.Value, rest []report.Step) {
	u := use{label: r.Label, where: r.Where, live: r.Live, names: r.Names, rest: rest}
	if r.Method == "" {
		c.enter(call, r.Role, arg, u)
		return
	}
	u.role = catalog.LabelValue
	u.value = c.bound.Passed(arg, r.Method, call.Block())
	u.pos = c.written(call, paramOf(call.Common(), arg), 0)
	c.judge(u)
}

// argument is argument i without the receiver.
func argument(c *ssa.CallCommon, i int) ssa.Value {
	if !c.IsInvoke() && c.Signature().Recv() != nil {
		i++
	}
	if i >= len(c.Args) {
		return nil
	}
	return c.Args[i]
}

// enter looks at what gets into labels through one argument of call.
func (c *checker) enter(call ssa.CallInstruction, role catalog.LabelRole, arg ssa.Value, u use) {
	u.role = role
	switch role {
	case catalog.LabelNames:
		return
	case catalog.MetricName:
		c.enterName(call, arg, u)
		return
	case catalog.LabelValue:
		if c.enterKeyed(call, arg, u) {
			return
		}
		u.value, u.pos = c.bound.At(arg, call.Block()), c.written(call, paramOf(call.Common(), arg), 0)
		c.judge(u)
		return
	}
	elements := c.bound.Elements(arg)
	row := paramOf(call.Common(), arg)
	var names []string
	if role == catalog.LabelValues {
		if names = c.namesOf(call.Common()); u.names != "" {
			names = strings.Split(u.names, ",")
		}
		u.names = strings.Join(names, ",")
	}
	if len(elements) == 0 {
		u.value, u.pos = c.bound.At(arg, call.Block()), c.written(call, row, 0)
		c.judge(u)
		return
	}
	for i, el := range elements {
		if role == catalog.LabelPairs && i%2 == 0 {
			continue
		}
		part := u
		part.role, part.names = catalog.LabelValue, ""
		if label := c.labelOf(role, elements, i); label != "" {
			part.label = label
		}
		if role == catalog.LabelValues && 0 <= el.Index && el.Index < len(names) {
			part.label = names[el.Index]
		}
		part.value, part.pos, part.named = c.bound.ElementAt(el), el.Pos, el.Named
		if !part.pos.IsValid() {
			part.pos = c.written(call, row, el.Index)
		}
		c.judge(part)
	}
}

// enterFields looks at the fields of a struct that become labels.
func (c *checker) enterFields(call ssa.CallInstruction, fields [][2]string, arg ssa.Value, u use) {
	u.role, u.pos = catalog.LabelValue, c.written(call, paramOf(call.Common(), arg), 0)
	for _, field := range fields {
		u.label, u.value = field[1], c.bound.FieldAt(arg, field[0], call.Block())
		c.judge(u)
	}
}

// paramOf is the index of arg without the receiver.
func paramOf(c *ssa.CallCommon, arg ssa.Value) int {
	n := slices.Index(c.Args, arg)
	if !c.IsInvoke() && c.Signature().Recv() != nil {
		n--
	}
	return n
}

// written is where argument arg of call, or element i of a variadic one, stands.
func (c *checker) written(call ssa.CallInstruction, arg, i int) token.Pos {
	expr := c.syntax[call.Pos()]
	if expr == nil || arg < 0 {
		return call.Pos()
	}
	sig := call.Common().Signature()
	if sig.Variadic() && arg == sig.Params().Len()-1 && !expr.Ellipsis.IsValid() {
		arg += max(i, 0)
	}
	if arg >= len(expr.Args) {
		return call.Pos()
	}
	return expr.Args[arg].Pos()
}

func (c *checker) labelOf(role catalog.LabelRole, elements []bound.Element, i int) string {
	el := elements[i]
	switch role {
	case catalog.LabelPairs:
		name, _ := bound.StringOf(elements[i-1].Value)
		return name
	case catalog.LabelTags:
		return tagName(el.Value)
	case catalog.LabelAttrs:
		if el.Name == "" {
			return c.bound.AttributeName(el.Value)
		}
	case catalog.LabelValues:
		if el.Index >= 0 {
			return fmt.Sprintf("number %d", el.Index+1)
		}
	}
	return el.Name
}

// tagName is the constant before the colon of a tag.
func tagName(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.BinOp:
		return tagName(v.X)
	case *ssa.Const:
		text, _ := bound.StringOf(v)
		name, _, _ := strings.Cut(text, ":")
		return name
	case *ssa.Call:
		if len(v.Call.Args) > 0 {
			return tagName(v.Call.Args[0])
		}
	}
	return ""
}

// judge reports u, or notes which parameters it depends on.
func (c *checker) judge(u use) {
	if c.isAllowed(u.pos) {
		return
	}
	if u.value.Class == bound.Unbounded && !u.value.Choice {
		c.reportUnbounded(u)
	}
	for _, p := range u.value.Params {
		if p.Choice {
			continue
		}
		fn := p.Param.Parent()
		n := slices.Index(fn.Params, p.Param)
		steps := append(stepsOf(p.Trail), u.rest...)
		if n < 0 || len(steps) > maxSteps {
			continue
		}
		role := u.role
		if role != catalog.MetricName && !isContainer(p.Param.Type()) {
			role = catalog.LabelValue
		}
		c.note(fn, reach{Reached{n, role, u.label, u.where, u.live, u.names, p.Method}, steps})
	}
}

// maxSteps ends the search for callers of callers.
const maxSteps = 16

func isContainer(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Map:
		return true
	}
	return false
}

// note records that a parameter of fn gets into a label, and looks at what its
// callers give it.
func (c *checker) note(fn *ssa.Function, r reach) {
	if slices.ContainsFunc(c.reached[fn], func(old reach) bool { return old.Reached == r.Reached }) {
		return
	}
	c.reached[fn] = append(c.reached[fn], r)
	for _, call := range c.bound.Callers(fn) {
		if args := call.Common().Args; r.Param < len(args) {
			step := report.Step{Pos: call.Pos(), Text: "is given to " + fn.Name()}
			rest := append([]report.Step{step}, r.steps...)
			c.hand(call, &r.Reached, args[r.Param], rest)
		}
	}
}

func (c *checker) exportReaches() {
	for fn := range c.pkg.Decl {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || obj.Pkg() != c.pass.Pkg || len(c.reached[fn]) == 0 {
			continue
		}
		fact := &Reaches{}
		for _, r := range c.reached[fn] {
			fact.Params = append(fact.Params, r.Reached)
		}
		c.pass.ExportObjectFact(obj, fact)
	}
}
