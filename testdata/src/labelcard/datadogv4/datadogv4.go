// Package datadogv4 labels what a shop does.
package datadogv4

import (
	"net/http"
	"strconv"

	"github.com/DataDog/datadog-go/statsd"
)

var stats statsd.Client

func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodPost:
		return method
	}
	return "other"
}

func method(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + r.Method}, 1) // want `unbounded: .*label who takes the request method`
}

func path(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + r.URL.Path}, 1) // want `unbounded: .*label who takes the request URL`
}

func agent(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + r.UserAgent()}, 1) // want `unbounded: .*label who takes the User-Agent header`
}

func client(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + r.RemoteAddr}, 1) // want `unbounded: .*label who takes the client address`
}

func tenant(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + r.Header.Get("X-Tenant")}, 1) // want `unbounded: .*label who takes the request header`
}

func coupon(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + r.FormValue("coupon")}, 1) // want `unbounded: .*label who takes the form value`
}

func constant(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + "checkout"}, 1) // ok
}

func template(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + r.Pattern}, 1) // ok
}

func secure(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + strconv.FormatBool(r.TLS != nil)}, 1) // ok
}

func knownOK(r *http.Request) {
	stats.Count("orders", 1, []string{"who:" + known(r.Method)}, 1) // ok
}
