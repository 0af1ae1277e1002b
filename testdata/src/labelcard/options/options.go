// Package options lets whoever sets it up choose between what a client sends and
// a fixed set of values.
package options

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

var requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, []string{"path"})

// Config is how the middleware is set up.
type Config struct {
	// NoRawPath groups the requests without a route.
	NoRawPath bool
	// PerHost adds a metric for each host.
	PerHost bool
	// RawPaths counts paths instead of routes.
	RawPaths bool
	hosts    *prometheus.CounterVec
}

func (c *Config) served(r *http.Request) {
	path := r.Pattern
	if path == "" && !c.NoRawPath {
		path = r.URL.Path
	}
	requests.WithLabelValues(path).Inc() // ok: a setting turns it off
}

func (c *Config) perHost(r *http.Request) {
	if c.PerHost {
		c.hosts.WithLabelValues(r.Host).Inc() // want `unbounded: metric label number 1 takes the Host header`
	}
}

func middleware(raw bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.Pattern
		if raw {
			path = r.URL.Path
		}
		requests.WithLabelValues(path).Inc() // ok: whoever calls middleware decides
		next.ServeHTTP(w, r)
	})
}

type recorder struct {
	legacy  bool
	matched bool
	paths   map[string]bool
}

// newRecorder takes over what the settings say.
func newRecorder(legacy bool) *recorder { return &recorder{legacy: legacy} }

func (m *recorder) label(path string) string {
	if m.paths[path] {
		return path
	}
	if !m.legacy {
		return ""
	}
	return path
}

func (m *recorder) count(r *http.Request) {
	requests.WithLabelValues(m.label(r.URL.Path)).Inc() // ok: legacy says so
}

// match notes what happened to one request.
func (m *recorder) match() { m.matched = true }

func (m *recorder) name(path string) string {
	if m.matched {
		return "matched"
	}
	return path
}

func (m *recorder) end(r *http.Request) {
	m.match()
	requests.WithLabelValues(m.name(r.URL.Path)).Inc() // want `unbounded: metric label path takes the request URL`
}

// onlyWhenEnabled is no choice between two values.
func (c *Config) onlyWhenEnabled(r *http.Request) {
	if !c.RawPaths {
		return
	}
	method := r.Method
	if method == "" {
		method = "GET"
	}
	requests.WithLabelValues(method).Inc() // want `unbounded: metric label path takes the request method`
}

func inTLS(r *http.Request, tls bool) {
	path := "plain"
	if tls {
		path = r.URL.Path
	}
	requests.WithLabelValues(path).Inc() // want `unbounded: metric label path takes the request URL`
}
