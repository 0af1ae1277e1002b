// Package autovec labels what a shop does.
package autovec

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var orders = promauto.NewCounterVec(prometheus.CounterOpts{Name: "orders_total"}, []string{"who"})

func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodPost:
		return method
	}
	return "other"
}

func method(r *http.Request) {
	orders.WithLabelValues(r.Method).Inc() // want `unbounded: metric label who takes the request method`
}

func path(r *http.Request) {
	orders.WithLabelValues(r.URL.Path).Inc() // want `unbounded: metric label who takes the request URL`
}

func agent(r *http.Request) {
	orders.WithLabelValues(r.UserAgent()).Inc() // want `unbounded: metric label who takes the User-Agent header`
}

func client(r *http.Request) {
	orders.WithLabelValues(r.RemoteAddr).Inc() // want `unbounded: metric label who takes the client address`
}

func tenant(r *http.Request) {
	orders.WithLabelValues(r.Header.Get("X-Tenant")).Inc() // want `unbounded: metric label who takes the request header`
}

func coupon(r *http.Request) {
	orders.WithLabelValues(r.FormValue("coupon")).Inc() // want `unbounded: metric label who takes the form value`
}

func constant(r *http.Request) {
	orders.WithLabelValues("checkout").Inc() // ok
}

func template(r *http.Request) {
	orders.WithLabelValues(r.Pattern).Inc() // ok
}

func secure(r *http.Request) {
	orders.WithLabelValues(strconv.FormatBool(r.TLS != nil)).Inc() // ok
}

func knownOK(r *http.Request) {
	orders.WithLabelValues(known(r.Method)).Inc() // ok
}
