package labelcard

import (
	"fmt"
	"go/token"
	"math"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/govlint/govlint/internal/bound"
	"github.com/govlint/govlint/internal/catalog"
	"github.com/govlint/govlint/internal/report"
)

// Bounds that histograms have when nobody chooses them.
const (
	prometheusBuckets    = 11
	openTelemetryBuckets = 15
	maxBuckets           = 1000 // no histogram has more
)

// readBuckets reads the bounds of a histogram, or counts the quantiles of a summary.
func (c *checker) readBuckets(m *metric, call *ssa.Call, row catalog.NewMetric) {
	if v, ok := c.part(call, row, "objectives"); m.kind == "summary" {
		switch {
		case !ok:
			m.bounds = unknownBuckets
		case v != nil:
			m.quantiles = len(c.bound.Elements(c.bound.Single(v)))
		}
		return
	}
	if v, ok := c.part(call, row, "native"); ok && v != nil {
		m.native = true
	}
	v, ok := c.part(call, row, "buckets")
	if _, declared := row.Parts["buckets"]; !declared {
		v, ok = c.bucketOption(call)
	}
	switch {
	case !ok:
		m.bounds = unknownBuckets
	case v != nil && !isNil(c.bound.Single(v)) && !c.isDefault(v):
		m.bounds = unknownBuckets
		if bounds, ok := c.floats(v, 0); ok {
			m.buckets, m.bounds, m.bucketPos = bounds, knownBuckets, positionOf(v, call)
		}
	}
}

// bucketOption is the argument of an option that sets the bounds.
func (c *checker) bucketOption(call *ssa.Call) (ssa.Value, bool) {
	args := call.Call.Args
	if len(args) == 0 {
		return nil, true
	}
	for _, el := range c.bound.Elements(args[len(args)-1]) {
		option, ok := c.bound.Single(el.Value).(*ssa.Call)
		if !ok {
			continue
		}
		callee := bound.Callee(option.Common())
		if callee == nil {
			continue
		}
		if row := catalog.NewMetrics()[callee.FullName()]; row.Type == "buckets" {
			return c.part(option, row, "buckets")
		}
	}
	return nil, true
}

// isDefault reports the variable in which a library keeps its default bounds.
func (c *checker) isDefault(v ssa.Value) bool {
	load, ok := c.bound.Single(v).(*ssa.UnOp)
	if !ok {
		return false
	}
	g, ok := load.X.(*ssa.Global)
	return ok && g.Name() == "DefBuckets" && g.Pkg != c.pkg.SSA
}

// floats are the numbers in the slice v, where all of them are known.
func (c *checker) floats(v ssa.Value, depth int) ([]float64, bool) {
	v = c.bound.Single(v)
	if depth > maxSteps {
		return nil, false
	}
	if load, ok := v.(*ssa.UnOp); ok {
		var fact Bounds
		obj := variable(load.X)
		ok := obj != nil && obj.Pkg() != c.pass.Pkg && c.pass.ImportObjectFact(obj, &fact)
		return fact.Of, ok
	}
	call, ok := v.(*ssa.Call)
	if !ok {
		return c.literal(v)
	}
	if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
		head, okHead := c.floats(call.Call.Args[0], depth+1)
		tail, okTail := c.floats(call.Call.Args[1], depth+1)
		return append(head, tail...), okHead && okTail
	}
	callee := bound.Callee(call.Common())
	if callee == nil {
		return nil, false
	}
	row := catalog.NewMetrics()[callee.FullName()]
	if row.Type != "buckets" {
		return nil, false
	}
	return c.computed(call, row)
}

func (c *checker) literal(v ssa.Value) ([]float64, bool) {
	if !isLiteral(v) {
		return nil, isNil(v)
	}
	var out []float64
	for i, el := range c.bound.Elements(v) {
		n, ok := c.bound.Number(el.Value)
		if !ok || el.Index != i {
			return nil, false
		}
		out = append(out, n)
	}
	return out, len(out) > 0
}

// computed are the bounds that one of the library's functions makes.
func (c *checker) computed(call *ssa.Call, row catalog.NewMetric) ([]float64, bool) {
	number := make(map[string]float64)
	for key := range row.Parts {
		v, _ := c.part(call, row, key)
		if v == nil {
			return nil, false
		}
		n, ok := c.bound.Number(v)
		if !ok {
			return nil, false
		}
		number[key] = n
	}
	count := int(number["count"])
	if count < 1 || count > maxBuckets {
		return nil, false
	}
	out := make([]float64, count)
	step, factor := number["width"], number["factor"]
	at := number["start"]
	if top, ok := number["max"]; ok {
		at = number["min"]
		factor = math.Pow(top/at, 1/float64(count-1))
	}
	for i := range out {
		out[i] = at
		if factor != 0 {
			at *= factor
		}
		at += step
	}
	return out, true
}

// series is how many time series one combination of label values makes.
func (m *metric) series() int {
	switch m.kind {
	case "histogram":
		switch {
		case m.bounds == knownBuckets && len(m.buckets) > 0:
			n := len(m.buckets)
			if math.IsInf(m.buckets[n-1], 1) {
				n--
			}
			return n + 3 // +Inf, the sum and the count
		case m.native:
			return 1
		case m.bounds == defaultBuckets && fromUse(m.kind, m.library):
			return openTelemetryBuckets + 3
		case m.bounds == defaultBuckets:
			return prometheusBuckets + 3
		}
		return 3
	case "summary":
		return m.quantiles + 2
	}
	return 1
}

// openSeries reports that series may be too low.
func (m *metric) openSeries() bool { return m.bounds == unknownBuckets || m.kind == "vmrange" }

// checkBuckets looks at the bounds of a histogram, and at the constants that it
// is given.
func (c *checker) checkBuckets(m *metric) {
	if m.bounds != knownBuckets || m.kind != "histogram" {
		return
	}
	for i := 1; i < len(m.buckets); i++ {
		low, high := m.buckets[i-1], m.buckets[i]
		if low < high {
			continue
		}
		what := fmt.Sprintf("bucket %s follows %s", number(high), number(low))
		if low == high {
			what = fmt.Sprintf("bucket %s stands there twice", number(low))
		}
		report.Report(c.pass, report.Finding{
			Kind: "buckets", Pos: m.bucketPos,
			Message: fmt.Sprintf("%s in histogram %s; bounds must increase, or making the histogram panics or counts into the wrong bucket; sort them and keep each once", what, m.name),
			Witness: []report.Step{{Pos: m.pos, Text: fmt.Sprintf("histogram %s is made with %d bounds", m.name, len(m.buckets))}},
		})
		return
	}
}

// checkObserved reports a constant above all bounds, which tells nothing.
func (c *checker) checkObserved(call ssa.CallInstruction, m *metric, v ssa.Value) {
	if m.bounds != knownBuckets || len(m.buckets) == 0 {
		return
	}
	n, ok := c.bound.Number(v)
	top := m.buckets[len(m.buckets)-1]
	if !ok || n <= top {
		return
	}
	report.Report(c.pass, report.Finding{
		Kind: "buckets", Pos: call.Pos(),
		Message: fmt.Sprintf("%s is observed by histogram %s, whose highest bound is %s; the value lands in +Inf, where no quantile is computed from it; add bounds up to the values that occur",
			number(n), m.name, number(top)),
		Witness: []report.Step{{Pos: m.bucketPos, Text: fmt.Sprintf("the bounds of %s end at %s", m.name, number(top))}},
	})
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

func positionOf(v ssa.Value, otherwise *ssa.Call) token.Pos {
	if v.Pos().IsValid() {
		return v.Pos()
	}
	return otherwise.Pos()
}
