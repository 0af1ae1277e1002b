// Package budgets counts what a gateway does, by many labels.
package budgets

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"labelcard/elsewhere"
)

var calls = prometheus.NewCounterVec( // want `budget: the labels of counter calls_total make 6000 combinations \(status 60 × route 50 × cached 2\), more than 5000`
	prometheus.CounterOpts{Name: "calls_total"}, []string{"status", "route", "cached"})

func answered(r *http.Request, resp *http.Response, cached bool) {
	calls.WithLabelValues(strconv.Itoa(resp.StatusCode), r.Pattern, strconv.FormatBool(cached)).Inc()
}

var latency = prometheus.NewHistogramVec( // want `series: histogram latency_seconds can make 42000 time series \(route 50 × status 60, and 14 series each\), more than 10000`
	prometheus.HistogramOpts{Name: "latency_seconds"}, []string{"route", "status"})

func measured(r *http.Request, resp *http.Response, start time.Time) {
	latency.WithLabelValues(r.Pattern, strconv.Itoa(resp.StatusCode)).Observe(time.Since(start).Seconds())
}

var hours = prometheus.NewCounterVec( // want `budget: the labels of counter hourly_total make 14400 combinations \(hour 24 × status 60 × code 10\)`
	prometheus.CounterOpts{Name: "hourly_total"}, []string{"hour", "status", "code"})

// one of each is known, and the callers of count give the rest
func hourly(resp *http.Response, scheme string) {
	count(resp, method(scheme))
}

func count(resp *http.Response, code string) {
	hours.With(prometheus.Labels{
		"hour":   strconv.Itoa(time.Now().Hour()),
		"status": strconv.Itoa(resp.StatusCode),
		"code":   code,
	}).Inc()
}

func method(name string) string {
	switch name {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE":
		return name
	}
	return "other"
}

// Right: everything that follows stays below the limit, or is not known.

var byClass = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "class_total"}, []string{"method", "route"}) // ok

func classes(r *http.Request) {
	byClass.WithLabelValues(method(r.Method), r.Pattern).Inc()
}

var byTenant = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "tenant_total"}, []string{"tenant", "status", "route", "cached"}) // ok

// tenants come from a file: how many there are is not known.
func tenants(r *http.Request, resp *http.Response, tenant string) {
	byTenant.WithLabelValues(tenant, strconv.Itoa(resp.StatusCode), r.Pattern, strconv.FormatBool(r.TLS != nil)).Inc()
}

var pairs = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pairs_total"}, []string{"a", "b", "c"}) // ok

// Two uses with values of their own make two combinations, not eight.
func pair() {
	pairs.WithLabelValues("get", "hit", "eu").Inc()
	pairs.WithLabelValues("put", "miss", "us").Inc()
}

var unused = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "unused_total"}, []string{"a", "b"}) // ok

var quick = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "quick_seconds", NativeHistogramBucketFactor: 1.1}, []string{"route", "status"}) // ok

func native(r *http.Request, resp *http.Response) {
	quick.WithLabelValues(r.Pattern, strconv.Itoa(resp.StatusCode)).Observe(1)
}

var customers = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "customers_total"}, []string{"customer", "route"}) // ok

func customer(r *http.Request) {
	//govlint:bounded 20 customers are provisioned by hand
	customers.WithLabelValues(r.Header.Get("X-Customer"), r.Pattern).Inc() // ok
}

var handed = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "handed_total"}, []string{"status", "route", "cached"}) // ok

// give hands the metric to code that may put anything into it.
func give(r *http.Request, resp *http.Response) {
	handed.WithLabelValues(strconv.Itoa(resp.StatusCode), r.Pattern, strconv.FormatBool(r.TLS != nil)).Inc()
	elsewhere.Feed(handed)
}

var later = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "later_total"}, []string{"status", "route", "cached"}) // ok

// amended fills its labels in where they are not followed.
func amended(r *http.Request, resp *http.Response, fill func(prometheus.Labels)) {
	labels := prometheus.Labels{"status": strconv.Itoa(resp.StatusCode), "route": r.Pattern, "cached": strconv.FormatBool(r.TLS != nil)}
	fill(labels)
	later.With(labels).Inc()
}
