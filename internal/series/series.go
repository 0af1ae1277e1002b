// Package series puts together what labelcard says of the metrics of many
// packages, and prints how many time series each can make.
package series

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/govlint/govlint/analyzers/labelcard"
	"github.com/govlint/govlint/internal/finding"
	"github.com/govlint/govlint/internal/vetrun"
)

// A Metric is one metric with all that is known of its labels.
type Metric struct {
	Name     string           `json:"name"`
	Type     string           `json:"type"`
	Location finding.Location `json:"location"`
	Labels   []Label          `json:"labels"`

	Combinations Number `json:"combinations"`
	Series       Number `json:"series"`
	PerSeries    Number `json:"series_per_combination"` // buckets, sum and count of a histogram
}

// A Label is one label of a metric.
type Label struct {
	Name   string `json:"name"`
	Values Number `json:"values"`
	Why    string `json:"why"`
}

// A Number is a count. AtLeast says that it may be more, Unbounded that nothing
// limits it.
type Number struct {
	N         int  `json:"n"`
	AtLeast   bool `json:"at_least,omitempty"`
	Unbounded bool `json:"unbounded,omitempty"`
}

func (n Number) String() string {
	switch {
	case n.Unbounded:
		return "∞"
	case n.AtLeast:
		return fmt.Sprintf("≥%d", n.N)
	}
	return fmt.Sprint(n.N)
}

// maxNumber ends the growth of a product.
const maxNumber = 1 << 40

func (n Number) times(m Number) Number {
	out := Number{N: maxNumber, AtLeast: n.AtLeast || m.AtLeast, Unbounded: n.Unbounded || m.Unbounded}
	if n.N <= maxNumber/max(m.N, 1) {
		out.N = n.N * m.N
	}
	return out
}

// Metrics puts the records of a run together, the metrics with the most series
// first. Unbounded ones come before all others.
func Metrics(records []vetrun.Record) ([]Metric, error) {
	byKey := make(map[string]*labelcard.Record)
	where := make(map[string]finding.Location)
	var parts []*labelcard.Record
	for _, r := range records {
		if r.Name != labelcard.SeriesRecord {
			continue
		}
		one := new(labelcard.Record)
		if err := json.Unmarshal([]byte(r.Data), one); err != nil {
			return nil, fmt.Errorf("%s:%d: %v", r.Location.File, r.Location.Line, err)
		}
		if one.Type == "" {
			parts = append(parts, one)
			continue
		}
		if byKey[one.Key] == nil {
			byKey[one.Key], where[one.Key] = one, r.Location
		}
	}
	for _, part := range parts {
		if whole := byKey[part.Key]; whole != nil {
			add(whole, part)
		}
	}
	var out []Metric
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		out = append(out, metric(byKey[key], where[key]))
	}
	slices.SortStableFunc(out, compare)
	return out, nil
}

// add is what another package puts into the labels of a metric.
func add(whole, part *labelcard.Record) {
	whole.AtMost = 0
	for name, n := range part.Counts {
		mine := whole.Counts[name]
		if mine == nil || mine.Unused() {
			mine = new(labelcard.Count)
			whole.Counts[name] = mine
		}
		mine.Add(n)
	}
}

func metric(r *labelcard.Record, at finding.Location) Metric {
	m := Metric{
		Name: r.Name, Type: r.Type, Location: at, Labels: []Label{},
		Combinations: Number{N: 1, AtLeast: r.Unsure},
		PerSeries:    Number{N: r.Series, AtLeast: r.Open},
	}
	for _, name := range r.Labels {
		n := r.Counts[name]
		values := Number{N: n.N(), AtLeast: n.Open, Unbounded: n.Endless != ""}
		m.Labels = append(m.Labels, Label{name, values, n.Why()})
		m.Combinations = m.Combinations.times(values)
	}
	if r.AtMost > 0 {
		m.Combinations.N = min(m.Combinations.N, r.AtMost)
	}
	m.Series = m.Combinations.times(m.PerSeries)
	return m
}

func compare(a, b Metric) int {
	if a.Series.Unbounded != b.Series.Unbounded {
		if a.Series.Unbounded {
			return -1
		}
		return 1
	}
	return cmp.Or(
		-cmp.Compare(a.Series.N, b.Series.N),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Location.File, b.Location.File),
		cmp.Compare(a.Location.Line, b.Location.Line),
	)
}

// Over are the metrics that can make more than limit series.
func Over(metrics []Metric, limit int) []Metric {
	var out []Metric
	for _, m := range metrics {
		if m.Series.Unbounded || m.Series.N > limit {
			out = append(out, m)
		}
	}
	return out
}
