// Package constlabels has labels that metrics are made with, and exemplars,
// which are no labels.
package constlabels

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var latency = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "latency_seconds"})

func upload(w http.ResponseWriter, r *http.Request) {
	size := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "upload_bytes",
		ConstLabels: prometheus.Labels{
			"tenant": r.Header.Get("X-Tenant"), // want `unbounded: metric label tenant takes the request header`
			"zone":   "eu",                     // ok: one
		},
	})
	size.Set(float64(r.ContentLength))
}

func started(version string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "started",
		ConstLabels: prometheus.Labels{
			"version": version,                         // ok: who knows, one for the process
			"since":   time.Now().Format(time.RFC3339), // ok: the start of the process
		},
	})
}

func traced(r *http.Request, seconds float64) {
	if observer, ok := latency.(prometheus.ExemplarObserver); ok {
		observer.ObserveWithExemplar(seconds, prometheus.Labels{"trace": r.Header.Get("Traceparent")}) // ok: an exemplar
	}
}
