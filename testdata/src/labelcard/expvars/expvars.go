// Package expvars counts logins in expvar maps.
package expvars

import (
	"expvar"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

var logins = expvar.NewMap("logins")

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
	logins.Add(r.Method, 1) // want `unbounded: .*label takes the request method`
}

func upperMethod(w http.ResponseWriter, r *http.Request) {
	method := strings.ToUpper(r.Method)
	logins.Add(method, 1) // want `unbounded: .*label takes the request method`
}

func path(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	logins.Add(path, 1) // want `unbounded: .*label takes the request URL`
}

func uri(w http.ResponseWriter, r *http.Request) {
	logins.Add(r.RequestURI, 1) // want `unbounded: .*label takes the request URI`
}

func agent(w http.ResponseWriter, r *http.Request) {
	logins.Add(r.UserAgent(), 1) // want `unbounded: .*label takes the User-Agent header`
}

func client(w http.ResponseWriter, r *http.Request) {
	logins.Add(r.RemoteAddr, 1) // want `unbounded: .*label takes the client address`
}

func tenant(w http.ResponseWriter, r *http.Request) {
	logins.Add(r.Header.Get("X-Tenant"), 1) // want `unbounded: .*label takes the request header`
}

func viaHelper(w http.ResponseWriter, r *http.Request) {
	host := lower(r.Host)
	logins.Add(host, 1) // want `unbounded: .*label takes the Host header`
}

func constant(w http.ResponseWriter, r *http.Request) {
	logins.Add("checkout", 1) // ok
}

func known(w http.ResponseWriter, r *http.Request) {
	method := "other"
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		method = r.Method
	}
	logins.Add(method, 1) // ok
}

func table(w http.ResponseWriter, r *http.Request) {
	method, ok := methods[r.Method]
	if !ok {
		method = "other"
	}
	logins.Add(method, 1) // ok
}

func template(w http.ResponseWriter, r *http.Request) {
	logins.Add(r.Pattern, 1) // ok
}

func bySwitch(w http.ResponseWriter, r *http.Request) {
	logins.Add(device(r.UserAgent()), 1) // ok
}

func secure(w http.ResponseWriter, r *http.Request) {
	logins.Add(strconv.FormatBool(r.TLS != nil), 1) // ok
}

func fixed(w http.ResponseWriter, r *http.Request) {
	zone := zones[0]
	logins.Add(zone, 1) // ok
}

func member(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(zones, r.Host) {
		return
	}
	logins.Add(r.Host, 1) // ok
}
