// Package tallytags counts trips by tally tags.
package tallytags

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/uber-go/tally/v4"
)

var scope tally.Scope

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
	scope.Tagged(map[string]string{"who": r.Method}).Counter("trips").Inc(1) // want `unbounded: .*label who takes the request method`
}

func upperMethod(w http.ResponseWriter, r *http.Request) {
	method := strings.ToUpper(r.Method)
	scope.Tagged(map[string]string{"who": method}).Counter("trips").Inc(1) // want `unbounded: .*label who takes the request method`
}

func path(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	scope.Tagged(map[string]string{"who": path}).Counter("trips").Inc(1) // want `unbounded: .*label who takes the request URL`
}

func uri(w http.ResponseWriter, r *http.Request) {
	scope.Tagged(map[string]string{"who": r.RequestURI}).Counter("trips").Inc(1) // want `unbounded: .*label who takes the request URI`
}

func agent(w http.ResponseWriter, r *http.Request) {
	scope.Tagged(map[string]string{"who": r.UserAgent()}).Counter("trips").Inc(1) // want `unbounded: .*label who takes the User-Agent header`
}

func client(w http.ResponseWriter, r *http.Request) {
	scope.Tagged(map[string]string{"who": r.RemoteAddr}).Counter("trips").Inc(1) // want `unbounded: .*label who takes the client address`
}

func tenant(w http.ResponseWriter, r *http.Request) {
	scope.Tagged(map[string]string{"who": r.Header.Get("X-Tenant")}).Counter("trips").Inc(1) // want `unbounded: .*label who takes the request header`
}

func viaHelper(w http.ResponseWriter, r *http.Request) {
	host := lower(r.Host)
	scope.Tagged(map[string]string{"who": host}).Counter("trips").Inc(1) // want `unbounded: .*label who takes the Host header`
}

func constant(w http.ResponseWriter, r *http.Request) {
	scope.Tagged(map[string]string{"who": "checkout"}).Counter("trips").Inc(1) // ok
}

func known(w http.ResponseWriter, r *http.Request) {
	method := "other"
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		method = r.Method
	}
	scope.Tagged(map[string]string{"who": method}).Counter("trips").Inc(1) // ok
}

func table(w http.ResponseWriter, r *http.Request) {
	method, ok := methods[r.Method]
	if !ok {
		method = "other"
	}
	scope.Tagged(map[string]string{"who": method}).Counter("trips").Inc(1) // ok
}

func template(w http.ResponseWriter, r *http.Request) {
	scope.Tagged(map[string]string{"who": r.Pattern}).Counter("trips").Inc(1) // ok
}

func bySwitch(w http.ResponseWriter, r *http.Request) {
	scope.Tagged(map[string]string{"who": device(r.UserAgent())}).Counter("trips").Inc(1) // ok
}

func secure(w http.ResponseWriter, r *http.Request) {
	scope.Tagged(map[string]string{"who": strconv.FormatBool(r.TLS != nil)}).Counter("trips").Inc(1) // ok
}

func fixed(w http.ResponseWriter, r *http.Request) {
	zone := zones[0]
	scope.Tagged(map[string]string{"who": zone}).Counter("trips").Inc(1) // ok
}

func member(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(zones, r.Host) {
		return
	}
	scope.Tagged(map[string]string{"who": r.Host}).Counter("trips").Inc(1) // ok
}
