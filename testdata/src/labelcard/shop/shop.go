// Package shop counts the requests of a web shop.
package shop

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"

	"labelcard/telemetry"
)

var (
	requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shop_requests_total"}, []string{"method"})
	failures = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shop_failures_total"}, []string{"stage", "cause"})
)

func rawMethod(w http.ResponseWriter, r *http.Request) {
	requests.WithLabelValues(r.Method).Inc() // want `unbounded: metric label method takes the request method`
}

func upperMethod(w http.ResponseWriter, r *http.Request) {
	method := strings.ToUpper(r.Method)
	requests.With(prometheus.Labels{"method": method}).Inc() // want `unbounded: metric label method takes the request method`
}

func path(w http.ResponseWriter, r *http.Request) {
	requests.WithLabelValues(fmt.Sprintf("%s %s", "shop", r.URL.Path)).Inc() // want `unbounded: metric label method takes the request URL`
}

func knownMethod(w http.ResponseWriter, r *http.Request) {
	method := "other"
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		method = r.Method
	}
	requests.WithLabelValues(method).Inc() // ok: one of three
}

func bounded(m string) string {
	switch m {
	case "GET", "POST":
		return m
	}
	return "other"
}

func almost(m string) string {
	switch m {
	case "get", "Get":
		return "GET"
	default:
		return m
	}
}

func viaHelpers(w http.ResponseWriter, r *http.Request) {
	requests.WithLabelValues(bounded(r.Method)).Inc() // ok: the switch lets two pass
	requests.WithLabelValues(almost(r.Method)).Inc()  // want `unbounded: metric label method takes the request method`
}

var knownMethods = map[string]string{"GET": "GET", "POST": "POST"}

func viaTable(w http.ResponseWriter, r *http.Request) {
	method, ok := knownMethods[r.Method]
	if !ok {
		method = "other"
	}
	requests.WithLabelValues(method).Inc() // ok: values of the table
	if _, ok := knownMethods[r.Method]; ok {
		requests.WithLabelValues(r.Method).Inc() // ok: keys of the table
	}
}

func viaLiteral(w http.ResponseWriter, r *http.Request) {
	method := r.Method
	func() {
		requests.WithLabelValues(method).Inc() // want `unbounded: metric label method takes the request method`
	}()
}

func fail(stage string, err error) {
	failures.WithLabelValues(stage, err.Error()).Inc() // want `unbounded: metric label cause takes the error text`
}

func count(name string) {
	requests.WithLabelValues(name).Inc() // ok: see the callers
}

func callers(w http.ResponseWriter, r *http.Request) {
	count("start") // ok: a constant
	count(r.Host)  // want `unbounded: metric label method takes the Host header`
	fail("callers", nil)
}

func shared(w http.ResponseWriter, r *http.Request) {
	telemetry.Event("shop", "viewed")                                    // ok: constants
	telemetry.Event("shop", r.UserAgent())                               // want `unbounded: metric label event takes the User-Agent header`
	telemetry.EventMap(prometheus.Labels{"service": "shop"})             // ok: a constant
	telemetry.EventMap(prometheus.Labels{"event": r.Header.Get("X-Id")}) // want `unbounded: metric label event takes the request header`
}

func annotated(w http.ResponseWriter, r *http.Request) {
	//govlint:bounded 20 tenants are provisioned by hand
	requests.WithLabelValues(r.Header.Get("X-Tenant")).Inc()
}

func valid(w http.ResponseWriter, r *http.Request) {
	version := r.Header.Get("X-Client-Version")
	if !utf8.ValidString(version) {
		return
	}
	requests.WithLabelValues(version).Inc() // want `unbounded: metric label method takes the request header`
}

func collected(w http.ResponseWriter, r *http.Request) {
	values := make([]string, 1)
	values[0] = r.RemoteAddr // want `unbounded: metric label method takes the client address`
	requests.WithLabelValues(values...).Inc()
}

func miscounted(stage, cause string) {
	failures.WithLabelValues(stage).Inc()                 // want `label-order: 1 value for the 2 labels stage, cause`
	failures.WithLabelValues(stage, cause, "again").Inc() // want `label-order: 3 values for the 2 labels stage, cause`
	failures.WithLabelValues(stage, cause).Inc()          // ok: one for each
}

type counted struct{ next http.RoundTripper }

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	requests.WithLabelValues(r.Method).Inc()   // ok: the shop's own choice
	requests.WithLabelValues(r.URL.Path).Inc() // want `unbounded: metric label method takes the request URL`
	return c.next.RoundTrip(r)
}
