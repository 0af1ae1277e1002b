package catalog

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed newmetrics.tsv
var newMetricsTSV string

//go:embed metricops.tsv
var metricOpsTSV string

// A Place is where a part of a metric's definition stands in the call that
// makes it: in an argument, or in a field of the options struct that is one.
type Place struct {
	Arg   int    // without the receiver
	Field string // empty when the argument itself is the part
}

// A NewMetric tells what a function makes and where its parts come from.
type NewMetric struct {
	Type  string // counter, gauge, histogram, … as in newmetrics.tsv
	Parts map[string]Place
}

// NewMetrics is the table of functions that make a metric or a part of one.
var NewMetrics = sync.OnceValue(func() map[string]NewMetric {
	out := make(map[string]NewMetric)
	for _, row := range rows(newMetricsTSV, 3) {
		out[row[0]] = NewMetric{row[1], places(row[2])}
	}
	return out
})

// places parses "name=0.Name labels=1".
func places(s string) map[string]Place {
	out := make(map[string]Place)
	for part := range strings.FieldsSeq(s) {
		key, where, ok := strings.Cut(part, "=")
		if !ok {
			panic("catalog: want key=argument: " + part)
		}
		arg, field, _ := strings.Cut(where, ".")
		out[key] = Place{argument(arg), field}
	}
	return out
}

// NoArgument stands for the value of an operation that takes none.
const NoArgument = -2

// A MetricOp tells what a method does to a metric.
type MetricOp struct {
	Op  string // observe, set, add, … as in metricops.tsv
	Arg int    // of the value, or NoArgument
}

// MetricOps is the table of what is done to metrics.
var MetricOps = sync.OnceValue(func() map[string]MetricOp {
	out := make(map[string]MetricOp)
	for _, row := range rows(metricOpsTSV, 3) {
		arg := NoArgument
		if row[2] != "-" {
			arg = argument(row[2])
		}
		out[row[0]] = MetricOp{row[1], arg}
	}
	return out
})
