// Package variadic hands lists of values on to vectors.
package variadic

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

type Metrics struct {
	calls *prometheus.CounterVec
	took  *prometheus.HistogramVec
}

func New() *Metrics {
	return &Metrics{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "calls_total"}, []string{"host", "path", "code"}),
		took:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "took_seconds"}, []string{"host", "path", "code"}),
	}
}

func (m *Metrics) Count(labels ...string) { // want Count:"reaches labels"
	m.calls.WithLabelValues(labels...).Inc()
}

func (m *Metrics) Observe(d time.Duration, labels ...string) { // want Observe:"reaches labels"
	m.took.WithLabelValues(labels...).Observe(d.Seconds())
	m.Count(labels...)
}

func local(m *Metrics, r *http.Request) {
	m.Count("here", r.URL.Path, "200") // want `unbounded: metric label path takes the request URL`
	m.Count("here", r.Pattern, "200")  // ok: a route template
}
