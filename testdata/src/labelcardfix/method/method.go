package method

import (
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

var calls = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "calls_total"}, []string{"method"})

func direct(r *http.Request) {
	calls.WithLabelValues(r.Method).Inc() // want `unbounded: .*let only known methods pass`
}

func upper(r *http.Request) {
	calls.WithLabelValues(strings.ToUpper(r.Method)).Inc() // want `unbounded: `
}

func byName(r *http.Request) {
	calls.With(prometheus.Labels{"method": r.Method}).Inc() // want `unbounded: `
}

func variable(r *http.Request) {
	method := r.Method
	calls.WithLabelValues(method).Inc() // want `unbounded: `
}

// lowered gets no fix: the function that is added knows capitals only.
func lowered(r *http.Request) {
	method := strings.ToLower(r.Method)
	calls.WithLabelValues(method).Inc() // want `unbounded: `
}
