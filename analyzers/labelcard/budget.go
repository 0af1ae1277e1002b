package labelcard

import (
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/govlint/govlint/internal/report"
)

// A limit is how many combinations of label values a metric may have. It is a
// number or the name of a preset.
type limit int

const defaultBudget limit = 5000

// seriesBudget is how many time series one metric may have, buckets counted.
const seriesBudget = 10_000

// presets are the limits that have a name.
func presets() map[string]limit {
	return map[string]limit{
		"strict": 100,  // what the Prometheus documentation asks one to think about
		"otel":   2000, // where the Go SDK of OpenTelemetry begins to drop
	}
}

func (l *limit) String() string { return strconv.Itoa(int(*l)) }

func (l *limit) Set(text string) error {
	if n, ok := presets()[text]; ok {
		*l = n
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return fmt.Errorf("want a number of combinations, strict or otel, not %q", text)
	}
	*l = limit(n)
	return nil
}

// total is what is known of a metric's labels once all sites are put together.
type total struct {
	labels map[string]*Count
	combos int
	known  bool // combos is no lower bound
}

// total puts the sites of m together. Either bound on the combinations holds:
// the product of all values of each label, and the sum over the sites.
func (m *metric) total() total {
	t := total{labels: make(map[string]*Count), combos: 1, known: true}
	for _, name := range m.labels {
		t.labels[name] = &Count{}
	}
	sum, whole := 0, len(m.sites) > 0
	for _, s := range m.sites {
		product := 1
		for name, n := range s.labels {
			if t.labels[name] == nil {
				t.labels[name] = &Count{}
			}
			t.labels[name].Add(n)
			product = times(product, n.N())
			whole = whole && n.known()
		}
		whole = whole && !s.part
		sum = min(sum+product, maxSeries)
	}
	for name, n := range t.labels {
		if len(n.Values) == 0 && len(n.Groups) == 0 && n.known() {
			t.labels[name].Open = true // nothing in this package gives it a value
		}
		t.combos = times(t.combos, n.N())
		t.known = t.known && n.known()
	}
	if m.fixed && m.labels == nil {
		t.known = false
	}
	if whole && sum < t.combos {
		t.combos = sum
	}
	return t
}

func times(a, b int) int {
	if a > maxSeries/max(b, 1) {
		return maxSeries
	}
	return a * b
}

// checkBudget reports a metric whose labels, each of them bounded, have too many
// combinations together.
func (c *checker) checkBudget(m *metric, budget limit) {
	t := m.total()
	if !t.known || len(t.labels) == 0 || len(m.sites) == 0 {
		return
	}
	var parts []string
	var witness []report.Step
	for _, name := range m.order(t) {
		n := t.labels[name]
		parts = append(parts, fmt.Sprintf("%s %d", name, n.N()))
		witness = append(witness, report.Step{Pos: m.siteOf(name), Text: fmt.Sprintf("label %s takes %s: %s", name, plural(n.N(), "value"), n.Why())})
	}
	product := strings.Join(parts, " × ")
	if t.combos > int(budget) {
		report.Report(c.pass, report.Finding{
			Kind: "budget", Pos: m.pos,
			Message: fmt.Sprintf("the labels of %s %s make %d combinations (%s), more than %d; each is kept in memory once it occurred; drop a label, or group its values",
				m.kind, m.name, t.combos, product, budget),
			Witness: witness,
		})
		return
	}
	if all := times(t.combos, m.series()); all > seriesBudget && m.bounds != unknownBuckets {
		report.Report(c.pass, report.Finding{
			Kind: "series", Pos: m.pos,
			Message: fmt.Sprintf("%s %s can make %d time series (%s, and %d series each), more than %d; use fewer buckets, or drop a label",
				m.kind, m.name, all, product, m.series(), seriesBudget),
			Witness: witness,
		})
	}
}

// order is the labels in the order of the definition, those of the sites behind.
func (m *metric) order(t total) []string {
	out := slices.Clone(m.labels)
	for _, name := range sortedKeys(t.labels) {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// siteOf is the first place that gives label a value.
func (m *metric) siteOf(label string) token.Pos {
	for _, s := range m.sites {
		if s.labels[label] != nil {
			return s.pos
		}
	}
	return m.pos
}
