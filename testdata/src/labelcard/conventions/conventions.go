// Package conventions makes attributes of requests, for spans as for metrics.
package conventions

import (
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.26.0"
)

// Of describes a request, for a span.
func Of(r *http.Request, status int) []attribute.KeyValue {
	attrs := make([]attribute.KeyValue, 0, 4)
	attrs = append(attrs, semconv.HTTPMethod(r.Method), semconv.HTTPTargetKey.String(r.URL.Path))
	if client := r.RemoteAddr; client != "" {
		attrs = append(attrs, address(client))
	}
	return append(attrs, attribute.Int("http.status", status))
}

func address(client string) attribute.KeyValue { return attribute.String("net.peer", client) }

// Route describes the route of a request, for metrics.
func Route(r *http.Request) []attribute.KeyValue {
	return []attribute.KeyValue{semconv.HTTPRouteKey.String(r.Pattern), attribute.String("proto", r.Proto)}
}

// Named is what a caller gives it.
func Named(value string) attribute.KeyValue { return attribute.String("name", value) }
