package existing

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

var calls = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "calls_total"}, []string{"method"})

// verb is what the package has already.
func verb(name string) string {
	switch name {
	case http.MethodGet, http.MethodPost:
		return name
	}
	return "other"
}

func direct(r *http.Request) {
	calls.WithLabelValues(r.Method).Inc() // want `unbounded: `
}

func hidden(r *http.Request, verb string) {
	calls.WithLabelValues(r.Method).Inc() // want `unbounded: `
}
