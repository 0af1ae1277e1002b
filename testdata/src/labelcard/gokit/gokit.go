// Package gokit counts quotes by go-kit labels.
package gokit

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-kit/kit/metrics"
)

var quotes metrics.Counter

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
	quotes.With("who", r.Method).Add(1) // want `unbounded: .*label who takes the request method`
}

func upperMethod(w http.ResponseWriter, r *http.Request) {
	method := strings.ToUpper(r.Method)
	quotes.With("who", method).Add(1) // want `unbounded: .*label who takes the request method`
}

func path(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	quotes.With("who", path).Add(1) // want `unbounded: .*label who takes the request URL`
}

func uri(w http.ResponseWriter, r *http.Request) {
	quotes.With("who", r.RequestURI).Add(1) // want `unbounded: .*label who takes the request URI`
}

func agent(w http.ResponseWriter, r *http.Request) {
	quotes.With("who", r.UserAgent()).Add(1) // want `unbounded: .*label who takes the User-Agent header`
}

func client(w http.ResponseWriter, r *http.Request) {
	quotes.With("who", r.RemoteAddr).Add(1) // want `unbounded: .*label who takes the client address`
}

func tenant(w http.ResponseWriter, r *http.Request) {
	quotes.With("who", r.Header.Get("X-Tenant")).Add(1) // want `unbounded: .*label who takes the request header`
}

func viaHelper(w http.ResponseWriter, r *http.Request) {
	host := lower(r.Host)
	quotes.With("who", host).Add(1) // want `unbounded: .*label who takes the Host header`
}

func constant(w http.ResponseWriter, r *http.Request) {
	quotes.With("who", "checkout").Add(1) // ok
}

func known(w http.ResponseWriter, r *http.Request) {
	method := "other"
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		method = r.Method
	}
	quotes.With("who", method).Add(1) // ok
}

func table(w http.ResponseWriter, r *http.Request) {
	method, ok := methods[r.Method]
	if !ok {
		method = "other"
	}
	quotes.With("who", method).Add(1) // ok
}

func template(w http.ResponseWriter, r *http.Request) {
	quotes.With("who", r.Pattern).Add(1) // ok
}

func bySwitch(w http.ResponseWriter, r *http.Request) {
	quotes.With("who", device(r.UserAgent())).Add(1) // ok
}

func secure(w http.ResponseWriter, r *http.Request) {
	quotes.With("who", strconv.FormatBool(r.TLS != nil)).Add(1) // ok
}

func fixed(w http.ResponseWriter, r *http.Request) {
	zone := zones[0]
	quotes.With("who", zone).Add(1) // ok
}

func member(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(zones, r.Host) {
		return
	}
	quotes.With("who", r.Host).Add(1) // ok
}
