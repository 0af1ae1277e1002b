// Package kubevec counts admissions by labels of component-base.
package kubevec

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"k8s.io/component-base/metrics"
)

var admissions = metrics.NewCounterVec(&metrics.CounterOpts{Name: "admissions_total"}, []string{"who"})

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
	admissions.With(map[string]string{"who": r.Method}).Inc() // want `unbounded: .*label who takes the request method`
}

func upperMethod(w http.ResponseWriter, r *http.Request) {
	method := strings.ToUpper(r.Method)
	admissions.With(map[string]string{"who": method}).Inc() // want `unbounded: .*label who takes the request method`
}

func path(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	admissions.With(map[string]string{"who": path}).Inc() // want `unbounded: .*label who takes the request URL`
}

func uri(w http.ResponseWriter, r *http.Request) {
	admissions.With(map[string]string{"who": r.RequestURI}).Inc() // want `unbounded: .*label who takes the request URI`
}

func agent(w http.ResponseWriter, r *http.Request) {
	admissions.With(map[string]string{"who": r.UserAgent()}).Inc() // want `unbounded: .*label who takes the User-Agent header`
}

func client(w http.ResponseWriter, r *http.Request) {
	admissions.With(map[string]string{"who": r.RemoteAddr}).Inc() // want `unbounded: .*label who takes the client address`
}

func tenant(w http.ResponseWriter, r *http.Request) {
	admissions.With(map[string]string{"who": r.Header.Get("X-Tenant")}).Inc() // want `unbounded: .*label who takes the request header`
}

func viaHelper(w http.ResponseWriter, r *http.Request) {
	host := lower(r.Host)
	admissions.With(map[string]string{"who": host}).Inc() // want `unbounded: .*label who takes the Host header`
}

func constant(w http.ResponseWriter, r *http.Request) {
	admissions.With(map[string]string{"who": "checkout"}).Inc() // ok
}

func known(w http.ResponseWriter, r *http.Request) {
	method := "other"
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		method = r.Method
	}
	admissions.With(map[string]string{"who": method}).Inc() // ok
}

func table(w http.ResponseWriter, r *http.Request) {
	method, ok := methods[r.Method]
	if !ok {
		method = "other"
	}
	admissions.With(map[string]string{"who": method}).Inc() // ok
}

func template(w http.ResponseWriter, r *http.Request) {
	admissions.With(map[string]string{"who": r.Pattern}).Inc() // ok
}

func bySwitch(w http.ResponseWriter, r *http.Request) {
	admissions.With(map[string]string{"who": device(r.UserAgent())}).Inc() // ok
}

func secure(w http.ResponseWriter, r *http.Request) {
	admissions.With(map[string]string{"who": strconv.FormatBool(r.TLS != nil)}).Inc() // ok
}

func fixed(w http.ResponseWriter, r *http.Request) {
	zone := zones[0]
	admissions.With(map[string]string{"who": zone}).Inc() // ok
}

func member(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(zones, r.Host) {
		return
	}
	admissions.With(map[string]string{"who": r.Host}).Inc() // ok
}
