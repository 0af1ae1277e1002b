// Package oteltags counts uploads by OpenTelemetry attributes.
package oteltags

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

var uploads metric.Int64Counter

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
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", r.Method))) // want `unbounded: .*label who takes the request method`
}

func upperMethod(w http.ResponseWriter, r *http.Request) {
	method := strings.ToUpper(r.Method)
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", method))) // want `unbounded: .*label who takes the request method`
}

func path(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", path))) // want `unbounded: .*label who takes the request URL`
}

func uri(w http.ResponseWriter, r *http.Request) {
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", r.RequestURI))) // want `unbounded: .*label who takes the request URI`
}

func agent(w http.ResponseWriter, r *http.Request) {
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", r.UserAgent()))) // want `unbounded: .*label who takes the User-Agent header`
}

func client(w http.ResponseWriter, r *http.Request) {
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", r.RemoteAddr))) // want `unbounded: .*label who takes the client address`
}

func tenant(w http.ResponseWriter, r *http.Request) {
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", r.Header.Get("X-Tenant")))) // want `unbounded: .*label who takes the request header`
}

func viaHelper(w http.ResponseWriter, r *http.Request) {
	host := lower(r.Host)
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", host))) // want `unbounded: .*label who takes the Host header`
}

func constant(w http.ResponseWriter, r *http.Request) {
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", "checkout"))) // ok
}

func known(w http.ResponseWriter, r *http.Request) {
	method := "other"
	switch r.Method {
	case http.MethodGet, http.MethodPost:
		method = r.Method
	}
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", method))) // ok
}

func table(w http.ResponseWriter, r *http.Request) {
	method, ok := methods[r.Method]
	if !ok {
		method = "other"
	}
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", method))) // ok
}

func template(w http.ResponseWriter, r *http.Request) {
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", r.Pattern))) // ok
}

func bySwitch(w http.ResponseWriter, r *http.Request) {
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", device(r.UserAgent())))) // ok
}

func secure(w http.ResponseWriter, r *http.Request) {
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", strconv.FormatBool(r.TLS != nil)))) // ok
}

func fixed(w http.ResponseWriter, r *http.Request) {
	zone := zones[0]
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", zone))) // ok
}

func member(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains(zones, r.Host) {
		return
	}
	uploads.Add(r.Context(), 1, metric.WithAttributes(attribute.String("who", r.Host))) // ok
}
