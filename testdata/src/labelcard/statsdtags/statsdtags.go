// Package statsdtags counts cart requests by Datadog tags.
package statsdtags

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/DataDog/datadog-go/v5/statsd"
)

var stats *statsd.Client

var (
	methods = map[string]string{"GET": "get", "POST": "post"}
	zones   = []string{"eu", "us"}
)

func lower(s string) string { return strings.ToLower(s) }

func device(agent string) string {
	switch {
	case strings.Contains(agent, "Mobile"):
		return "mobile"
	case strings.Contains(agent, "bot"):
		return "bot"
	}
	return "desktop"
}

func method(w http.ResponseWriter, r *http.Request) {
	_ = stats.Incr("cart.requests", []string{"who:" + r.Method}, 1) // want `unbounded: .*label who takes the request method`
}

func upperMethod(w http.ResponseWriter, r *http.Request) {
	method := strings.ToUpper(r.Method)
	_ = stats.Incr("cart.requests", []string{"who:" + method}, 1) // want `unbounded: .*label who takes the request method`
}

func path(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	_ = stats.Incr("cart.requests", []string{"who:" + path}, 1) // want `unbounded: .*label who takes the request URL`
}

func uri(w http.ResponseWriter, r *http.Request) {
	_ = stats.Incr("cart.requests", []string{"who:" + r.RequestURI}, 1) // want `unbounded: .*label who takes the request URI`
}

func agent(w http.ResponseWriter, r *http.Request) {
	_ = stats.Incr("cart.requests", []string{"who:" + r.UserAgent()}, 1) // want `unbounded: .*label who takes the User-Agent header`
}

func client(w http.ResponseWriter, r *http.Request) {
	_ = stats.Incr("cart.requests", []string{"who:" + r.RemoteAddr}, 1) // want `unbounded: .*label who takes the client address`
}

func tenant(w http.ResponseWriter, r *http.Request) {
	_ = stats.Incr("cart.requests", []string{"who:" + r.Header.Get("X-Tenant")}, 1) // want `unbounded: .*label who takes the request header`
}

func viaHelper(w http.ResponseWriter, r *http.Request) {
	host := lower(r.Host)
	_ = stats.Incr("cart.requests", []string{"who:" + host}, 1) // want `unbounded: .*label who takes the Host header`
}

func constant(w http.ResponseWriter, r *http.Request) {
	_ = stats.Incr("cart.requests", []string{"who:" + "checkout"}, 1) // ok
}

func known(w http.ResponseWriter, r *http.Request) {
	method := "other"
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		method = r.Method
	}
	_ = stats.Incr("cart.requests", []string{"who:" + method}, 1) // ok
}

func table(w http.ResponseWriter, r *http.Request) {
	method, ok := methods[r.Method]
	if !ok {
		method = "other"
	}
	_ = stats.Incr("cart.requests", []string{"who:" + method}, 1) // ok
}

func template(w http.ResponseWriter, r *http.Request) {
	_ = stats.Incr("cart.requests", []string{"who:" + r.Pattern}, 1) // ok
}

func bySwitch(w http.ResponseWriter, r *http.Request) {
	_ = stats.Incr("cart.requests", []string{"who:" + device(r.UserAgent())}, 1) // ok
}

func secure(w http.ResponseWriter, r *http.Request) {
	_ = stats.Incr("cart.requests", []string{"who:" + strconv.FormatBool(r.TLS != nil)}, 1) // ok
}

func fixed(w http.ResponseWriter, r *http.Request) {
	zone := zones[0]
	_ = stats.Incr("cart.requests", []string{"who:" + zone}, 1) // ok
}

func member(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(zones, r.Host) {
		return
	}
	_ = stats.Incr("cart.requests", []string{"who:" + r.Host}, 1) // ok
}
