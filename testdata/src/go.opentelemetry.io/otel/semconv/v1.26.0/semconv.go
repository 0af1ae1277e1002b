// Package semconv declares what the tests use of the real one.
package semconv

import "go.opentelemetry.io/otel/attribute"

var (
	HTTPTargetKey = attribute.Key("http.target")
	HTTPRouteKey  = attribute.Key("http.route")
)

func HTTPMethod(val string) attribute.KeyValue { return attribute.String("http.method", val) }
