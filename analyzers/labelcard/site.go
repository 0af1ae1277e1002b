package labelcard

import (
	"go/token"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
)

// collectSites notes what every use of a metric puts into its labels.
func (c *checker) collectSites() {
	c.each(func(call ssa.CallInstruction) {
		callee := bound.Callee(call.Common())
		if callee == nil || c.inTest(call.Pos()) {
			return
		}
		rows := catalog.Metrics()[callee.FullName()]
		if rows == nil && isWithLabelValues(callee) {
			rows = []catalog.MetricCall{{Role: catalog.LabelValues}}
		}
		if rows == nil {
			c.handedOn(call, callee)
		}
		for _, row := range rows {
			arg := argument(call.Common(), row.Arg)
			if arg == nil {
				continue
			}
			switch row.Role {
			case catalog.LabelValues, catalog.LabelMap, catalog.LabelPairs, catalog.LabelValue:
				c.use(call, row.Role, arg)
			case catalog.LabelTags, catalog.LabelFields:
				c.useNamed(call, rows, row, arg)
			}
		}
		if op, ok := catalog.MetricOps()[callee.FullName()]; ok {
			c.useOptions(call)
			c.operate(call, op)
		}
	})
}

// use is one that names its metric as the receiver or as the description.
func (c *checker) use(call ssa.CallInstruction, role catalog.LabelRole, arg ssa.Value) {
	of := target(call.Common())
	if of == nil || of == arg {
		return
	}
	m := c.vector(of)
	if m == nil {
		return
	}
	names := m.labels
	if role == catalog.LabelValues {
		names = c.left(of, names)
	}
	s := site{pos: call.Pos(), labels: c.values(call, role, arg, names)}
	s.part = len(s.labels) < len(m.labels)
	m.sites = append(m.sites, s)
}

// left are the names that are still to be given values, once those that the
// vector of was curried with are gone.
func (c *checker) left(of ssa.Value, names []string) []string {
	for range maxSteps {
		v := c.bound.Single(of)
		if ex, ok := v.(*ssa.Extract); ok {
			v = ex.Tuple
		}
		call, ok := v.(*ssa.Call)
		if !ok || c.metrics[call] != nil || receiver(call.Common()) == nil {
			return names
		}
		callee := bound.Callee(call.Common())
		if callee == nil || !strings.HasSuffix(callee.Name(), "urryWith") {
			return nil
		}
		gone, ok := c.keys(argument(call.Common(), 0))
		if !ok {
			return nil
		}
		var rest []string
		for _, name := range names {
			if !slices.Contains(gone, name) {
				rest = append(rest, name)
			}
		}
		names, of = rest, receiver(call.Common())
	}
	return nil
}

// keys are the keys of a map literal, where all of them are seen.
func (c *checker) keys(v ssa.Value) ([]string, bool) {
	if v == nil {
		return nil, false
	}
	made, ok := c.bound.Single(v).(*ssa.MakeMap)
	if !ok || escapes(made) {
		return nil, false
	}
	var out []string
	for _, el := range c.bound.Elements(made) {
		if el.Name == "" {
			return nil, false
		}
		out = append(out, el.Name)
	}
	return out, true
}

// values are what one argument of a call gives to labels. Values with no name
// are given the names in order.
func (c *checker) values(call ssa.CallInstruction, role catalog.LabelRole, arg ssa.Value, names []string) map[string]*Count {
	out := make(map[string]*Count)
	shared := role == catalog.LabelMap && c.isShared(arg)
	put := func(name string, v bound.Value, pos token.Pos) {
		n := c.counted(v)
		n.Open = n.Open || shared
		if k, why, ok := c.allowance(pos, call.Pos()); ok {
			n = &Count{Groups: map[string]int{why: k}}
		}
		if out[name] == nil {
			out[name] = &Count{}
		}
		out[name].Add(n)
	}
	if role == catalog.LabelValue {
		put("key", c.bound.At(arg, call.Block()), call.Pos())
		return out
	}
	elements := c.bound.Elements(arg)
	if role == catalog.LabelValues && len(elements) != len(names) && !isLiteral(arg) {
		elements = nil // what they were added to is not seen
	}
	for i, el := range elements {
		if role == catalog.LabelPairs && i%2 == 0 {
			continue
		}
		label := c.labelOf(role, elements, i)
		if role == catalog.LabelValues {
			if el.Index < 0 || el.Index >= len(names) {
				continue
			}
			label = names[el.Index]
		}
		if label != "" {
			put(label, c.bound.ElementAt(el), el.Pos)
		}
	}
	if role == catalog.LabelValues {
		for _, name := range names {
			if out[name] == nil {
				out[name] = &Count{Open: true}
			}
		}
	}
	return out
}

// isShared reports a map that others may put more values into.
func (c *checker) isShared(v ssa.Value) bool {
	made, ok := c.bound.Single(v).(*ssa.MakeMap)
	return !ok || escapes(made)
}

// useNamed is a use that says the name of the metric and its labels at once.
func (c *checker) useNamed(call ssa.CallInstruction, rows []catalog.MetricCall, row catalog.MetricCall, arg ssa.Value) {
	name := ""
	for _, other := range rows {
		if other.Role != catalog.MetricName {
			continue
		}
		v := argument(call.Common(), other.Arg)
		if v == nil {
			return
		}
		name = c.nameIn(v)
	}
	if name == "" {
		return
	}
	callee := bound.Callee(call.Common())
	key := callee.Pkg().Path() + " " + name
	m := c.named[key]
	if m == nil {
		m = &metric{pos: call.Pos(), key: key, name: name, kind: kindOf(callee.Name()), library: callee.Pkg().Path(), bounds: unknownBuckets}
		c.named[key] = m
		c.ordered = append(c.ordered, m)
	}
	m.sites = append(m.sites, site{pos: call.Pos(), labels: c.values(call, row.Role, arg, nil)})
}

// nameIn is a metric's name, which some libraries want in parts.
func (c *checker) nameIn(v ssa.Value) string {
	if !isContainer(v.Type()) {
		return c.pattern(v)
	}
	var parts []string
	for _, el := range c.bound.Elements(c.bound.Single(v)) {
		parts = append(parts, c.pattern(el.Value))
	}
	return strings.Join(parts, ".")
}

// kindOf tells the type of a metric from the name of the method that feeds it.
func kindOf(method string) string {
	for _, kind := range []struct{ word, kind string }{
		{"Gauge", "gauge"}, {"Histogram", "histogram"}, {"Distribution", "histogram"}, {"Timing", "timer"},
		{"TimeIn", "timer"}, {"MeasureSince", "timer"}, {"Sample", "summary"}, {"Set", "set"},
	} {
		if strings.Contains(method, kind.word) {
			return kind.kind
		}
	}
	return "counter"
}

// useOptions is a use whose labels are an option of the call that feeds the metric.
func (c *checker) useOptions(call ssa.CallInstruction) {
	of, args := receiver(call.Common()), call.Common().Args
	if of == nil || len(args) == 0 {
		return
	}
	m := c.vector(of)
	if m == nil || m.fixed {
		return
	}
	s := site{pos: call.Pos(), labels: make(map[string]*Count)}
	for _, el := range c.bound.Elements(args[len(args)-1]) {
		option, ok := c.bound.Single(el.Value).(*ssa.Call)
		if !ok {
			s.part = true
			continue
		}
		callee := bound.Callee(option.Common())
		if callee == nil {
			continue
		}
		for _, row := range catalog.Metrics()[callee.FullName()] {
			if arg := argument(option.Common(), row.Arg); arg != nil && row.Role == catalog.LabelAttrs {
				for name, n := range c.values(option, row.Role, c.unwrapSet(arg), nil) {
					s.labels[name] = n
				}
			}
		}
	}
	m.sites = append(m.sites, s)
}

// unwrapSet is the list of attributes that a set was made of.
func (c *checker) unwrapSet(v ssa.Value) ssa.Value {
	if call, ok := c.bound.Single(v).(*ssa.Call); ok {
		if callee := bound.Callee(call.Common()); callee != nil && callee.Name() == "NewSet" && len(call.Call.Args) == 1 {
			return call.Call.Args[0]
		}
	}
	return v
}

// tagged reads the labels of a scope, which its metrics have.
func (c *checker) tagged(m *metric, call *ssa.Call) {
	labels := make(map[string]*Count)
	of := receiver(call.Common())
	for range maxSteps {
		if of == nil {
			break
		}
		scope, ok := c.bound.Single(of).(*ssa.Call)
		if !ok {
			break
		}
		callee := bound.Callee(scope.Common())
		if callee == nil {
			break
		}
		for _, row := range catalog.Metrics()[callee.FullName()] {
			if arg := argument(scope.Common(), row.Arg); row.Role == catalog.LabelMap && arg != nil {
				for name, n := range c.values(scope, row.Role, arg, nil) {
					labels[name] = n
				}
			}
		}
		of = receiver(scope.Common())
	}
	if len(labels) > 0 {
		m.sites = append(m.sites, site{pos: call.Pos(), labels: labels})
	}
}

// inName reads the labels that are written inside of a metric's name.
func (c *checker) inName(m *metric, call *ssa.Call, row catalog.NewMetric) {
	base, rest, ok := strings.Cut(m.name, "{")
	if !ok {
		return
	}
	m.name, m.labels = base, nil
	v, _ := c.part(call, row, "name")
	s := site{pos: call.Pos(), labels: make(map[string]*Count)}
	for _, part := range strings.Split(strings.TrimSuffix(rest, "}"), ",") {
		name, value, ok := strings.Cut(part, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			continue
		}
		m.labels = append(m.labels, name)
		if text, err := strconv.Unquote(value); err == nil && !strings.Contains(text, "*") {
			s.labels[name] = &Count{Values: []string{text}}
			continue
		}
		s.labels[name] = c.counted(c.bound.At(v, call.Block()))
	}
	m.sites = append(m.sites, s)
}

// allowance is what a comment at one of the positions says of the number of
// values: "//govlint:bounded 20 tenants are provisioned by hand".
func (c *checker) allowance(at ...token.Pos) (int, string, bool) {
	for _, pos := range at {
		p := c.pass.Fset.Position(pos)
		text := c.allowed[p.Filename][p.Line]
		number, why, _ := strings.Cut(text, " ")
		if n, err := strconv.Atoi(number); err == nil && n > 0 {
			return n, why, true
		}
	}
	return 0, "", false
}
