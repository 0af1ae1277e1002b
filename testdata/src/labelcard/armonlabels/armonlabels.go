// Package armonlabels counts raft requests by labels of armon metrics.
package armonlabels

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/armon/go-metrics"
)

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
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: r.Method}}) // want `unbounded: .*label who takes the request method`
}

func upperMethod(w http.ResponseWriter, r *http.Request) {
	method := strings.ToUpper(r.Method)
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: method}}) // want `unbounded: .*label who takes the request method`
}

func path(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: path}}) // want `unbounded: .*label who takes the request URL`
}

func uri(w http.ResponseWriter, r *http.Request) {
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: r.RequestURI}}) // want `unbounded: .*label who takes the request URI`
}

func agent(w http.ResponseWriter, r *http.Request) {
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: r.UserAgent()}}) // want `unbounded: .*label who takes the User-Agent header`
}

func client(w http.ResponseWriter, r *http.Request) {
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: r.RemoteAddr}}) // want `unbounded: .*label who takes the client address`
}

func tenant(w http.ResponseWriter, r *http.Request) {
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: r.Header.Get("X-Tenant")}}) // want `unbounded: .*label who takes the request header`
}

func viaHelper(w http.ResponseWriter, r *http.Request) {
	host := lower(r.Host)
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: host}}) // want `unbounded: .*label who takes the Host header`
}

func constant(w http.ResponseWriter, r *http.Request) {
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: "checkout"}}) // ok
}

func known(w http.ResponseWriter, r *http.Request) {
	method := "other"
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		method = r.Method
	}
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: method}}) // ok
}

func table(w http.ResponseWriter, r *http.Request) {
	method, ok := methods[r.Method]
	if !ok {
		method = "other"
	}
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: method}}) // ok
}

func template(w http.ResponseWriter, r *http.Request) {
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: r.Pattern}}) // ok
}

func bySwitch(w http.ResponseWriter, r *http.Request) {
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: device(r.UserAgent())}}) // ok
}

func secure(w http.ResponseWriter, r *http.Request) {
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: strconv.FormatBool(r.TLS != nil)}}) // ok
}

func fixed(w http.ResponseWriter, r *http.Request) {
	zone := zones[0]
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: zone}}) // ok
}

func member(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(zones, r.Host) {
		return
	}
	metrics.IncrCounterWithLabels([]string{"raft", "requests"}, 1, []metrics.Label{{Name: "who", Value: r.Host}}) // ok
}
