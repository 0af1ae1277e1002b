package chiroutes

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
)

var calls = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "calls_total"}, []string{"path"})

func routes(r chi.Router) {
	r.Get("/orders/{id}", order)
}

func order(w http.ResponseWriter, r *http.Request) {
	calls.WithLabelValues(r.URL.Path).Inc() // want `unbounded: `
}
