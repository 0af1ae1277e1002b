// Package censustags counts pipelines by OpenCensus tags.
package censustags

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"go.opencensus.io/tag"
)

var who = tag.MustNewKey("who")

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
	_, _ = tag.New(r.Context(), tag.Upsert(who, r.Method)) // want `unbounded: metric label who takes the request method`
}

func upperMethod(w http.ResponseWriter, r *http.Request) {
	method := strings.ToUpper(r.Method)
	_, _ = tag.New(r.Context(), tag.Upsert(who, method)) // want `unbounded: metric label who takes the request method`
}

func path(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	_, _ = tag.New(r.Context(), tag.Upsert(who, path)) // want `unbounded: metric label who takes the request URL`
}

func uri(w http.ResponseWriter, r *http.Request) {
	_, _ = tag.New(r.Context(), tag.Upsert(who, r.RequestURI)) // want `unbounded: metric label who takes the request URI`
}

func agent(w http.ResponseWriter, r *http.Request) {
	_, _ = tag.New(r.Context(), tag.Upsert(who, r.UserAgent())) // want `unbounded: metric label who takes the User-Agent header`
}

func client(w http.ResponseWriter, r *http.Request) {
	_, _ = tag.New(r.Context(), tag.Upsert(who, r.RemoteAddr)) // want `unbounded: metric label who takes the client address`
}

func tenant(w http.ResponseWriter, r *http.Request) {
	_, _ = tag.New(r.Context(), tag.Upsert(who, r.Header.Get("X-Tenant"))) // want `unbounded: metric label who takes the request header`
}

func viaHelper(w http.ResponseWriter, r *http.Request) {
	host := lower(r.Host)
	_, _ = tag.New(r.Context(), tag.Upsert(who, host)) // want `unbounded: metric label who takes the Host header`
}

func constant(w http.ResponseWriter, r *http.Request) {
	_, _ = tag.New(r.Context(), tag.Upsert(who, "checkout")) // ok
}

func known(w http.ResponseWriter, r *http.Request) {
	method := "other"
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		method = r.Method
	}
	_, _ = tag.New(r.Context(), tag.Upsert(who, method)) // ok
}

func table(w http.ResponseWriter, r *http.Request) {
	method, ok := methods[r.Method]
	if !ok {
		method = "other"
	}
	_, _ = tag.New(r.Context(), tag.Upsert(who, method)) // ok
}

func template(w http.ResponseWriter, r *http.Request) {
	_, _ = tag.New(r.Context(), tag.Upsert(who, r.Pattern)) // ok
}

func bySwitch(w http.ResponseWriter, r *http.Request) {
	_, _ = tag.New(r.Context(), tag.Upsert(who, device(r.UserAgent()))) // ok
}

func secure(w http.ResponseWriter, r *http.Request) {
	_, _ = tag.New(r.Context(), tag.Upsert(who, strconv.FormatBool(r.TLS != nil))) // ok
}

func fixed(w http.ResponseWriter, r *http.Request) {
	zone := zones[0]
	_, _ = tag.New(r.Context(), tag.Upsert(who, zone)) // ok
}

func member(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(zones, r.Host) {
		return
	}
	_, _ = tag.New(r.Context(), tag.Upsert(who, r.Host)) // ok
}
