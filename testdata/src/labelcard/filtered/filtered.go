// Package filtered gives a metric some of the attributes that it makes.
package filtered

import (
	"context"
	"net"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

type filter func(attribute.KeyValue) bool

func (f filter) keep(attrs ...attribute.KeyValue) []attribute.KeyValue {
	if f == nil {
		return attrs
	}
	kept := attrs[:0]
	for _, attr := range attrs {
		if f(attr) {
			kept = append(kept, attr)
		}
	}
	return kept
}

func address(addr string) []attribute.KeyValue {
	if host, port, err := net.SplitHostPort(addr); err == nil {
		return []attribute.KeyValue{attribute.String("peer.name", host), attribute.String("peer.port", port)} // want `unbounded: metric label peer.name takes the client address` `unbounded: metric label peer.port takes the client address`
	}
	return []attribute.KeyValue{attribute.String("peer.name", addr)} // want `unbounded: metric label peer.name takes the client address`
}

type server struct {
	calls metric.Int64Counter
	only  filter
}

func (s *server) serve(ctx context.Context, r *http.Request) {
	keep := s.only.keep
	attrs := keep(append(address(r.RemoteAddr), attribute.String("route", r.Pattern))...)
	attrs = keep(attrs...)
	s.calls.Add(ctx, 1, metric.WithAttributes(attrs...))
}

// fixed returns a list of its own, whatever it is given.
func fixed(attrs ...attribute.KeyValue) []attribute.KeyValue {
	if len(attrs) > 3 {
		return nil
	}
	return []attribute.KeyValue{attribute.Int("count", len(attrs))}
}

func (s *server) count(ctx context.Context, r *http.Request) {
	attrs := fixed(attribute.String("agent", r.UserAgent()))
	s.calls.Add(ctx, 1, metric.WithAttributes(attrs...)) // ok: a number of attributes
}

func (s *server) ported(ctx context.Context, r *http.Request) {
	_, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return
	}
	s.calls.Add(ctx, 1, metric.WithAttributes(attribute.Int("port", n))) // want `unbounded: metric label port takes the client address`
	if n == 80 || n == 443 {
		s.calls.Add(ctx, 1, metric.WithAttributes(attribute.Int("port", n))) // ok: two
	}
	s.calls.Add(ctx, 1, metric.WithAttributes(attribute.Int("kind", n%2))) // ok: two
}
