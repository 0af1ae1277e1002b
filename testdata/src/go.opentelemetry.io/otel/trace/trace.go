// Package trace is a stand-in with the surface of go.opentelemetry.io/otel/trace.
package trace

import "context"

// Tracer starts spans.
type Tracer interface {
	Start(ctx context.Context, name string, opts ...SpanStartOption) (context.Context, Span)
}

// Span is one operation of a trace.
type Span interface {
	End(opts ...SpanEndOption)
	AddEvent(name string)
	RecordError(err error)
	SetStatus(code int, description string)
	SetName(name string)
	IsRecording() bool
}

// SpanStartOption changes how a span starts.
type SpanStartOption interface{ start() }

// SpanEndOption changes how a span ends.
type SpanEndOption interface{ end() }

// ContextWithSpan returns a context that carries span.
func ContextWithSpan(parent context.Context, span Span) context.Context { return parent }

// SpanFromContext returns the span that ctx carries.
func SpanFromContext(ctx context.Context) Span { return nil }
