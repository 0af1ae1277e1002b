// Package cactustags labels what a shop does.
package cactustags

import (
	"net/http"
	"strconv"

	"github.com/cactus/go-statsd-client/v5/statsd"
)

var stats statsd.StatSender

func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodPost:
		return method
	}
	return "other"
}

func method(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", r.Method}) // want `unbounded: .*label who takes the request method`
}

func path(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", r.URL.Path}) // want `unbounded: .*label who takes the request URL`
}

func agent(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", r.UserAgent()}) // want `unbounded: .*label who takes the User-Agent header`
}

func client(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", r.RemoteAddr}) // want `unbounded: .*label who takes the client address`
}

func tenant(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", r.Header.Get("X-Tenant")}) // want `unbounded: .*label who takes the request header`
}

func coupon(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", r.FormValue("coupon")}) // want `unbounded: .*label who takes the form value`
}

func constant(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", "checkout"}) // ok
}

func template(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", r.Pattern}) // ok
}

func secure(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", strconv.FormatBool(r.TLS != nil)}) // ok
}

func knownOK(r *http.Request) {
	stats.Inc("orders", 1, 1, statsd.Tag{"who", known(r.Method)}) // ok
}
