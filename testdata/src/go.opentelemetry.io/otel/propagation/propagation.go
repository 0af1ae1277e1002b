// Package propagation is a stand-in with the surface of go.opentelemetry.io/otel/propagation.
package propagation

import (
	"context"
	"net/http"
)

// TextMapCarrier holds trace headers.
type TextMapCarrier interface {
	Get(key string) string
	Set(key, value string)
	Keys() []string
}

// MapCarrier is a carrier in a map.
type MapCarrier map[string]string

func (c MapCarrier) Get(key string) string { return c[key] }
func (c MapCarrier) Set(key, value string) { c[key] = value }
func (c MapCarrier) Keys() []string        { return nil }

// HeaderCarrier is a carrier in HTTP headers.
type HeaderCarrier http.Header

func (c HeaderCarrier) Get(key string) string { return http.Header(c).Get(key) }
func (c HeaderCarrier) Set(key, value string) { http.Header(c).Set(key, value) }
func (c HeaderCarrier) Keys() []string        { return nil }

// TextMapPropagator writes trace headers and reads them.
type TextMapPropagator interface {
	Inject(ctx context.Context, carrier TextMapCarrier)
	Extract(ctx context.Context, carrier TextMapCarrier) context.Context
}
