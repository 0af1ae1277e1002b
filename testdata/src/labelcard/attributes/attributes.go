// Package attributes records what another package says of requests.
package attributes

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"labelcard/conventions"
)

type recorder struct {
	requests metric.Int64Counter
	older    olderCounter
}

// olderCounter is an instrument of the time when these took attributes.
type olderCounter interface {
	Add(ctx context.Context, n int64, attrs ...attribute.KeyValue)
}

func (rec *recorder) spansAttributes(ctx context.Context, r *http.Request, extra []attribute.KeyValue) {
	attrs := append(extra, conventions.Of(r, 200)...)
	rec.requests.Add(ctx, 1, metric.WithAttributes(attrs...)) // want `label http.method takes the request method` `label http.target takes the request URL` `label net.peer takes the client address`
}

func (rec *recorder) old(ctx context.Context, r *http.Request) {
	rec.older.Add(ctx, 1, conventions.Of(r, 200)...)                         // want `label http.method takes` `label http.target takes` `label net.peer takes`
	rec.older.Add(ctx, 1, attribute.String("agent", r.UserAgent()))          // want `unbounded: metric label agent takes the User-Agent header`
	rec.older.Add(ctx, 1, conventions.Named(r.Host))                         // want `unbounded: metric label name takes the Host header`
	rec.older.Add(ctx, 1, conventions.Named("checkout"))                     // ok: a constant
	rec.older.Add(ctx, 1, conventions.Route(r)...)                           // ok: a template and a version
	rec.requests.Add(ctx, 1, metric.WithAttributes(conventions.Route(r)...)) // ok: the same
}

func described(r *http.Request, span trace.Span) {
	attrs := conventions.Of(r, 200)
	span.AddEvent("received")
	_ = attrs // ok: of a span
}
