package labelcard

import (
	"maps"
	"slices"

	"github.com/govlint/govlint/internal/report"
)

// A Record is what the package says of one metric to "govlint series": its
// definition, or, with no Type, what it puts into one that another defines.
type Record struct {
	Key    string            `json:"key"`
	Name   string            `json:"name,omitempty"`
	Type   string            `json:"type,omitempty"`
	Labels []string          `json:"labels,omitempty"`  // in order
	Unsure bool              `json:"unsure,omitempty"`  // there may be more labels
	Series int               `json:"series,omitempty"`  // of one combination
	AtMost int               `json:"at_most,omitempty"` // combinations, when that is less than the product
	Open   bool              `json:"open,omitempty"`    // one combination may make more series
	Counts map[string]*Count `json:"counts,omitempty"`  // by label
}

// SeriesRecord is the name under which the records are reported.
const SeriesRecord = "series"

// emit tells the front end of the metrics of the package, if it asked.
func (c *checker) emit() error {
	if !c.config.series {
		return nil
	}
	for _, m := range c.ordered {
		if err := report.Record(c.pass, m.pos, SeriesRecord, m.record(true)); err != nil {
			return err
		}
	}
	for _, m := range c.used {
		if len(m.sites) == 0 {
			continue
		}
		if err := report.Record(c.pass, m.sites[0].pos, SeriesRecord, m.record(false)); err != nil {
			return err
		}
	}
	return nil
}

func (m *metric) record(own bool) Record {
	t := m.total()
	r := Record{Key: m.key, Counts: t.labels}
	if !own {
		return r
	}
	r.Name, r.Type, r.Labels = m.name, m.kind, m.order(t)
	r.Unsure = m.fixed && m.labels == nil
	r.Series, r.Open = m.series(), m.openSeries()
	product := 1
	for _, n := range t.labels {
		product = times(product, n.N())
	}
	if t.combos < product {
		r.AtMost = t.combos
	}
	return r
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
