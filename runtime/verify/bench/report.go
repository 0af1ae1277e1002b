package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

type report struct {
	machine string
	rounds  int
	took    time.Duration
	groups  []group
	results []*caseResult
}

// write puts README.md, results.csv and one SVG chart a group into dir.
func (r *report) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	err := toFile(filepath.Join(dir, "README.md"), func(w io.Writer) error { r.markdown(w, true); return nil })
	if err != nil {
		return err
	}
	if err := toFile(filepath.Join(dir, "results.csv"), r.csv); err != nil {
		return err
	}
	for _, g := range r.groups {
		err := toFile(filepath.Join(dir, g.name+".svg"), func(w io.Writer) error {
			_, err := io.WriteString(w, chart(g, r.casesOf(g)))
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func toFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (r *report) casesOf(g group) []*caseResult {
	return slices.DeleteFunc(slices.Clone(r.results), func(c *caseResult) bool { return c.group != g.name })
}

func (r *report) markdown(w io.Writer, charts bool) {
	fmt.Fprintf(w, "# Benchmark results\n\n")
	fmt.Fprintf(w, "Measured on %s, in one process, %d rounds, %s in all. ", r.machine, r.rounds, r.took)
	fmt.Fprintf(w, "Each number is the median of the rounds; ± is half the distance between the quartiles. "+
		"ns/op is wall time divided by the operations of all goroutines together; processor ns/op is the "+
		"processor time of the process divided by cores and operations, which other processes disturb less. "+
		"A ratio is the median of the ratios within each round: below 1 means less time or memory than that contender.\n")
	for _, g := range r.groups {
		fmt.Fprintf(w, "\n## %s: %s\n", g.name, g.about)
		if charts {
			fmt.Fprintf(w, "\n![%s](%s.svg)\n", g.about, g.name)
		}
		for _, c := range r.casesOf(g) {
			c.markdown(w)
		}
	}
}

// bases are the contenders that the others are compared with.
func (c *caseResult) bases() []string {
	var bases []string
	for _, prefix := range []string{nameSyncMap, nameXsync, nameMutex} {
		for _, r := range c.rows {
			if strings.HasPrefix(r.contender, prefix) {
				bases = append(bases, r.contender)
			}
		}
	}
	return bases
}

func (c *caseResult) markdown(w io.Writer) {
	bases := c.bases()
	header := []string{c.name}
	for i, m := range c.metrics {
		header = append(header, columnName(c, m))
		if i == 0 {
			header = append(header, "±")
		}
	}
	for _, base := range bases {
		header = append(header, "÷ "+base)
	}
	fmt.Fprintf(w, "\n| %s |\n|---%s|\n", strings.Join(header, " | "), strings.Repeat("|--:", len(header)-1))
	for _, r := range c.sorted() {
		cells := []string{r.contender}
		for i, m := range c.metrics {
			cells = append(cells, number(r.typical(m), c.unit))
			if i == 0 {
				cells = append(cells, fmt.Sprintf("%.0f %%", 100*r.spread(m)))
			}
		}
		for _, base := range bases {
			cell := ""
			if ratio, ok := c.ratio(r, base); ok {
				cell = fmt.Sprintf("%.2f", ratio)
			}
			cells = append(cells, cell)
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
	for _, r := range c.rows {
		if r.note != "" {
			fmt.Fprintf(w, "\n%s %s\n", r.contender, r.note)
		}
	}
}

func columnName(c *caseResult, metric string) string {
	if strings.HasSuffix(metric, c.unit) || strings.HasSuffix(metric, "%") {
		return metric
	}
	return metric + ", " + c.unit
}

// sorted returns the rows from the smallest median to the largest.
func (c *caseResult) sorted() []*row {
	return slices.SortedStableFunc(slices.Values(c.rows), func(a, b *row) int {
		return cmp.Compare(a.typical(c.metrics[0]), b.typical(c.metrics[0]))
	})
}

// number formats v with three significant digits, nanoseconds in the unit that fits.
func number(v float64, unit string) string {
	if unit == "ns" {
		return time.Duration(v).Round(roundTo(v)).String()
	}
	switch {
	case v >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

func roundTo(ns float64) time.Duration {
	unit := time.Duration(1)
	for ns >= 1000 {
		ns /= 10
		unit *= 10
	}
	return unit
}

func (r *report) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"group", "case", "contender", "metric", "unit", "round", "value"})
	for _, c := range r.results {
		for _, row := range c.rows {
			for _, m := range c.metrics {
				for i, v := range row.rounds[m] {
					out.Write([]string{c.group, c.name, row.contender, m, c.unit,
						strconv.Itoa(i + 1), strconv.FormatFloat(v, 'g', 6, 64)})
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}
