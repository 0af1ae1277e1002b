package muxroutes

import (
	"net/http"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
)

var calls = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "calls_total"}, []string{"path"})

func routes(r *mux.Router) {
	r.HandleFunc("/orders/{id}", order)
	r.HandleFunc("/items/{id}", item)
}

func order(w http.ResponseWriter, r *http.Request) {
	calls.WithLabelValues(r.URL.Path).Inc() // want `unbounded: `
}

func item(w http.ResponseWriter, r *http.Request) {
	calls.WithLabelValues(r.URL.Path).Inc() // want `unbounded: `
}
