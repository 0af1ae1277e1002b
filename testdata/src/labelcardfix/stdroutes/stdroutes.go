package stdroutes

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

var calls = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "calls_total"}, []string{"path"})

func routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /orders/{id}", order)
}

func order(w http.ResponseWriter, r *http.Request) {
	calls.WithLabelValues(r.URL.Path).Inc()     // want `unbounded: .*use the template of the route`
	calls.WithLabelValues(r.URL.String()).Inc() // want `unbounded: `
	calls.WithLabelValues(r.RequestURI).Inc()   // want `unbounded: `
	calls.WithLabelValues(r.Host).Inc()         // want `unbounded: .*map it to a fixed set of values first`
}
