// Package borrowed has variables that literals and other functions change.
package borrowed

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

func labels(extra map[string]bool) []string {
	names := []string{"code", "method", "path"}
	if len(extra) == 0 {
		return names
	}
	for name := range extra {
		if name != "code" {
			names = append(names, name)
		}
	}
	return names
}

func middleware(extra map[string]bool) func(http.Handler) http.Handler {
	names := labels(extra)
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, names)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			values := make([]string, len(names))
			values[0] = "200"
			values[1] = r.Method // want `unbounded: metric label method takes the request method`
			values[2] = r.Pattern
			requests.WithLabelValues(values...).Inc()
			next.ServeHTTP(w, r)
		})
	}
}

var pages = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pages_total"}, []string{"path"})

func deferred(w http.ResponseWriter, r *http.Request, each func(func())) {
	path := ""
	each(func() { path = r.URL.Path })
	pages.WithLabelValues(path).Inc() // want `unbounded: metric label path takes the request URL`
}

// A matched remembers the route that the router found.
type matched struct {
	http.ResponseWriter
	route string
	path  string
}

func handle(route string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.(*matched).route = route
	})
}

func dispatch(mux http.Handler, w http.ResponseWriter, r *http.Request) {
	m := &matched{ResponseWriter: w, route: r.URL.Path, path: r.URL.Path}
	mux.ServeHTTP(m, r)
	pages.WithLabelValues(m.route).Inc() // ok: handle puts the route there
	pages.WithLabelValues(m.path).Inc()  // want `unbounded: metric label path takes the request URL`
}

// An httpClient sends requests.
type httpClient struct{ sent *prometheus.CounterVec }

func (c *httpClient) count(r *http.Request) {
	c.sent.WithLabelValues(r.Method).Inc()   // ok: the program's own
	c.sent.WithLabelValues(r.Host).Inc()     // ok: the program's own
	c.sent.WithLabelValues(r.URL.Path).Inc() // want `unbounded: metric label number 1 takes the request URL`
}
