// Package metrics declares what the tests use of the real one.
package metrics

type Counter interface {
	With(labelValues ...string) Counter
	Add(delta float64)
}

type Histogram interface {
	With(labelValues ...string) Histogram
	Observe(value float64)
}
