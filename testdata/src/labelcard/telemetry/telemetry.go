// Package telemetry is the wrapper that a company's services share.
package telemetry

import "github.com/prometheus/client_golang/prometheus"

var events = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "events_total"}, []string{"service", "event"})

// Event counts an event of a service.
func Event(service, event string) { // want Event:"reaches labels"
	events.WithLabelValues(service, event).Inc() // ok: who calls decides
}

// EventMap counts with labels of the caller's choosing.
func EventMap(labels prometheus.Labels) { // want EventMap:"reaches labels"
	events.With(labels).Inc() // ok: who calls decides
}
