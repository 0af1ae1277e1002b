package labelcard

import (
	"fmt"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
)

// A metric is one definition of a metric in the package, and what is put into
// its labels there.
type metric struct {
	pos     token.Pos
	key     string // the same in every package that uses it
	kind    string // counter, gauge, histogram, … as in newmetrics.tsv
	name    string // with a * for what is not known
	library string // import path of what makes it

	fixed     bool     // the labels are given where the metric is made
	labels    []string // nil when they are not known
	first     []string // those that are sure to come first, where not all are known
	buckets   []float64
	bounds    bucketState
	bucketPos token.Pos
	native    bool
	quantiles int

	sites []site
}

type bucketState int

const (
	defaultBuckets bucketState = iota
	knownBuckets
	unknownBuckets
)

// A site is one place that gives values to labels of a metric.
type site struct {
	pos    token.Pos
	labels map[string]*Count
	part   bool // others give values to the rest of the labels
}

// Vector is about a variable or field that holds a metric with labels.
type Vector struct {
	Key, Name, Type, Where string
	Labels                 []string
	Series                 int // of one combination of values
}

func (*Vector) AFact() {}

func (v *Vector) String() string {
	return fmt.Sprintf("%s %s {%s}", v.Type, v.Name, strings.Join(v.Labels, ", "))
}

// Bounds is about a variable that holds the bounds of histograms.
type Bounds struct{ Of []float64 }

func (*Bounds) AFact() {}

func (b *Bounds) String() string { return fmt.Sprintf("%d bounds", len(b.Of)) }

// findMetrics finds the calls that make metrics.
func (c *checker) findMetrics() {
	c.metrics = make(map[ssa.Value]*metric)
	c.each(func(call ssa.CallInstruction) {
		made, ok := call.(*ssa.Call)
		callee := bound.Callee(call.Common())
		if !ok || callee == nil || c.inTest(call.Pos()) {
			return
		}
		row, ok := catalog.NewMetrics()[callee.FullName()]
		if !ok || !isMetric(row.Type) {
			return
		}
		m := c.define(made, callee, row)
		c.metrics[made] = m
		c.ordered = append(c.ordered, m)
	})
}

// isMetric tells metrics from parts of their definitions.
func isMetric(kind string) bool {
	switch kind {
	case "parts", "buckets", "key":
		return false
	}
	return true
}

func (c *checker) define(call *ssa.Call, callee *types.Func, row catalog.NewMetric) *metric {
	p := c.pass.Fset.Position(call.Pos())
	m := &metric{
		pos: call.Pos(), kind: row.Type, library: callee.Pkg().Path(),
		key:  fmt.Sprintf("%s/%s:%d:%d", c.pass.Pkg.Path(), filepath.Base(p.Filename), p.Line, p.Column),
		name: c.nameOf(call, row),
	}
	c.readLabels(m, call, row)
	if row.Type == "histogram" || row.Type == "summary" {
		c.readBuckets(m, call, row)
	}
	return m
}

func (c *checker) readLabels(m *metric, call *ssa.Call, row catalog.NewMetric) {
	_, declared := row.Parts["labels"]
	switch {
	case declared:
		m.fixed = true
		v, ok := c.part(call, row, "labels")
		switch {
		case ok && (v == nil || isNil(c.bound.Single(v))):
			m.labels = []string{}
		case ok:
			if m.labels = c.constants(v); m.labels == nil {
				m.first = c.firstNames(v)
			}
		}
	case m.kind == "map":
		m.fixed, m.labels = true, []string{"key"}
	case !fromUse(m.kind, m.library):
		m.fixed, m.labels = true, []string{}
	}
	c.inName(m, call, row)
	c.tagged(m, call)
}

// fromUse reports metrics whose labels come with every value.
func fromUse(kind, library string) bool {
	return kind == "measure" || strings.HasPrefix(library, "go.opentelemetry.io/") || strings.Contains(library, "/tally/")
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value == nil
}

// part is the value of a part of a metric's definition. The value is nil when
// the definition leaves it out; it reports false when that is not known.
func (c *checker) part(call *ssa.Call, row catalog.NewMetric, key string) (ssa.Value, bool) {
	place, ok := row.Parts[key]
	if !ok {
		return nil, true
	}
	arg := argument(call.Common(), place.Arg)
	if arg == nil {
		return nil, false
	}
	if place.Field == "" {
		return arg, true
	}
	return c.bound.Part(arg, place.Field)
}

// nameOf is the full name of a metric, with a * for what is not known.
func (c *checker) nameOf(call *ssa.Call, row catalog.NewMetric) string {
	var parts []string
	for _, key := range []string{"namespace", "subsystem", "name"} {
		v, ok := c.part(call, row, key)
		switch {
		case !ok:
			parts = append(parts, "*")
		case v != nil:
			parts = append(parts, c.pattern(v))
		}
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	if len(parts) > 1 && parts[0] == "*" && !slices.ContainsFunc(parts, func(s string) bool { return s != "*" }) {
		parts = parts[:1]
	}
	return strings.Join(parts, "_")
}

// verbs are those of a format string.
var verbs = regexp.MustCompile(`%[-+# 0-9.*\[\]]*[a-zA-Z]`)

// pattern is the string v with a * for every part that is not known.
func (c *checker) pattern(v ssa.Value) string {
	v = c.bound.Single(v)
	if s, ok := c.bound.Text(v); ok {
		return s
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		if v.Op == token.ADD {
			return joinStars(c.pattern(v.X), c.pattern(v.Y))
		}
	case *ssa.Call:
		callee := bound.Callee(v.Common())
		if callee == nil {
			break
		}
		if row, ok := catalog.NewMetrics()[callee.FullName()]; ok && row.Type == "parts" {
			return c.nameOf(v, row)
		}
		if callee.FullName() == "fmt.Sprintf" {
			if format, ok := c.bound.Text(v.Call.Args[0]); ok {
				return verbs.ReplaceAllString(format, "*")
			}
		}
	}
	return "*"
}

func joinStars(a, b string) string { return strings.ReplaceAll(a+b, "**", "*") }

// each calls visit for every call of the package.
func (c *checker) each(visit func(ssa.CallInstruction)) {
	for _, fn := range c.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					visit(call)
				}
			}
		}
	}
}

// vector is the metric that v, the receiver of a call or its description, is:
// one of this package, or of one that it imports.
func (c *checker) vector(v ssa.Value) *metric {
	return c.vectorDeep(v, 0)
}

func (c *checker) vectorDeep(v ssa.Value, depth int) *metric {
	v = c.bound.Single(v)
	if ex, ok := v.(*ssa.Extract); ok && ex.Index == 0 {
		v = ex.Tuple
	}
	if m := c.metrics[v]; m != nil {
		return m
	}
	if m := c.imported(v); m != nil {
		return m
	}
	call, ok := v.(*ssa.Call)
	if !ok || depth > maxSteps {
		return nil
	}
	// a method that returns the metric with some labels set
	callee := bound.Callee(call.Common())
	if callee != nil && len(catalog.Metrics()[callee.FullName()]) > 0 {
		if recv := receiver(call.Common()); recv != nil {
			return c.vectorDeep(recv, depth+1)
		}
	}
	return nil
}

func receiver(common *ssa.CallCommon) ssa.Value {
	if common.IsInvoke() {
		return common.Value
	}
	if common.Signature().Recv() == nil || len(common.Args) == 0 {
		return nil
	}
	return common.Args[0]
}

// imported is the metric that a variable or field of another package holds.
func (c *checker) imported(v ssa.Value) *metric {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return nil
	}
	obj := variable(load.X)
	if obj == nil || obj.Pkg() == c.pass.Pkg {
		return nil
	}
	if m, ok := c.foreign[obj]; ok {
		return m
	}
	var fact Vector
	var m *metric
	if c.pass.ImportObjectFact(obj, &fact) {
		m = &metric{key: fact.Key, name: fact.Name, kind: fact.Type, fixed: true, labels: fact.Labels, pos: obj.Pos(), bounds: unknownBuckets}
		c.used = append(c.used, m)
	}
	c.foreign[obj] = m
	return m
}

// variable is the package variable or the field at an address.
func variable(at ssa.Value) types.Object {
	switch at := at.(type) {
	case *ssa.Global:
		return at.Object()
	case *ssa.FieldAddr:
		t := at.X.Type().Underlying()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem().Underlying()
		}
		if s, ok := t.(*types.Struct); ok {
			return s.Field(at.Field)
		}
	}
	return nil
}

func isGlobal(v ssa.Value) bool { _, ok := v.(*ssa.Global); return ok }

// exportVectors tells other packages of the metrics in exported variables.
func (c *checker) exportVectors() {
	for _, fn := range c.pkg.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				s, ok := instr.(*ssa.Store)
				if !ok {
					continue
				}
				obj := variable(s.Addr)
				if obj == nil || !obj.Exported() || obj.Pkg() != c.pass.Pkg {
					continue
				}
				if bounds, ok := c.floats(s.Val, 0); ok && len(bounds) > 0 && isGlobal(s.Addr) {
					c.pass.ExportObjectFact(obj, &Bounds{bounds})
				}
				m := c.metrics[c.bound.Single(s.Val)]
				if m == nil || len(m.labels) == 0 {
					continue
				}
				c.pass.ExportObjectFact(obj, &Vector{
					Key: m.key, Name: m.name, Type: m.kind, Labels: m.labels,
					Where: c.where(m.pos), Series: m.series(),
				})
			}
		}
	}
}
