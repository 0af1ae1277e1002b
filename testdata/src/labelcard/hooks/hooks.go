// Package hooks takes labels from functions that its users may replace.
package hooks

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts requests.
type Metrics struct {
	requests *prometheus.CounterVec

	// PathOf tells what a request is counted as.
	PathOf func(*http.Request) string
	// TenantOf tells whom a request is counted for.
	TenantOf func(*http.Request) string
	// HostOf has a bounded default.
	HostOf func(*http.Request) string
}

// New counts by path, unless PathOf is replaced.
func New() *Metrics {
	m := &Metrics{
		PathOf: func(r *http.Request) string { return r.URL.String() },
		HostOf: func(r *http.Request) string { return "shop" },
	}
	m.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, []string{"path", "tenant", "host", "method"})
	return m
}

// NewAPI is New for an API.
func NewAPI() *Metrics {
	m := New()
	m.requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "api_requests_total"}, []string{"path", "tenant", "host", "method"})
	return m
}

func (m *Metrics) serve(w http.ResponseWriter, r *http.Request) {
	m.requests.WithLabelValues(
		m.PathOf(r),   // want `unbounded: metric label path takes the request URL`
		m.TenantOf(r), // ok: who knows, a user's own
		m.HostOf(r),   // ok: one
		r.Method,      // want `unbounded: metric label method takes the request method`
	).Inc()
}

func named(r *http.Request) string {
	if r.URL.Path == "/healthz" {
		return "health"
	}
	return "page"
}

var defaultName = named

func raw(r *http.Request) string { return r.Host }

func counted(vec *prometheus.CounterVec, r *http.Request, byHost bool) {
	name := defaultName
	vec.WithLabelValues(name(r)).Inc() // ok: two constants
	if byHost {
		name = raw
	}
	vec.WithLabelValues(name(r)).Inc() // want `unbounded: metric label number 1 takes the Host header`
}
