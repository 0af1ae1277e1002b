package main

import (
	"fmt"
	"slices"
)

// caseResult is one table: the same measurement of several contenders.
type caseResult struct {
	group, name, unit string
	metrics           []string // the first one is compared
	least             bool     // the smallest of the rounds stands for them, not the median
	rows              []*row
}

// row is what one contender did, round by round.
type row struct {
	contender string
	rounds    map[string][]float64 // by metric
	least     bool
	note      string
}

func newCase(group, name, unit string, metrics ...string) *caseResult {
	return &caseResult{group: group, name: name, unit: unit, metrics: metrics}
}

func (c *caseResult) row(contender string) *row {
	for _, r := range c.rows {
		if r.contender == contender {
			return r
		}
	}
	r := &row{contender: contender, rounds: map[string][]float64{}, least: c.least}
	c.rows = append(c.rows, r)
	return r
}

func (r *row) add(metric string, value float64) {
	r.rounds[metric] = append(r.rounds[metric], value)
}

// noteMissing records that a map has lost n entries that were stored.
func (r *row) noteMissing(n int) {
	if n > 0 {
		r.note = fmt.Sprintf("does not find %d of the keys that were stored", n)
	}
}

// typical is the value that stands for the rounds.
func (r *row) typical(metric string) float64 {
	if values := r.rounds[metric]; r.least && len(values) > 0 {
		return slices.Min(values)
	}
	return median(r.rounds[metric])
}

// spread is half the distance between the quartiles, as a share of the median.
func (r *row) spread(metric string) float64 {
	v := slices.Sorted(slices.Values(r.rounds[metric]))
	if len(v) < 2 || median(v) == 0 {
		return 0
	}
	return (v[len(v)*3/4] - v[len(v)/4]) / 2 / median(v)
}

// ratio is the median over the rounds of r's value divided by that of the named contender
// in the same round. What slows the machine down for a while slows both.
func (c *caseResult) ratio(r *row, base string) (ratio float64, ok bool) {
	i := slices.IndexFunc(c.rows, func(r *row) bool { return r.contender == base })
	if i < 0 {
		return 0, false
	}
	if base := c.rows[i].typical(c.metrics[0]); c.least {
		return r.typical(c.metrics[0]) / base, base > 0
	}
	mine, theirs := r.rounds[c.metrics[0]], c.rows[i].rounds[c.metrics[0]]
	if len(mine) == 0 || len(mine) != len(theirs) {
		return 0, false
	}
	var ratios []float64
	for i := range mine {
		if theirs[i] > 0 {
			ratios = append(ratios, mine[i]/theirs[i])
		}
	}
	return median(ratios), len(ratios) > 0
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	v := slices.Sorted(slices.Values(values))
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}
