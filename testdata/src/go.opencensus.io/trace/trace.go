// Package trace is a stand-in with the surface of go.opencensus.io/trace.
package trace

import "context"

// Span is one operation of a trace.
type Span struct{ ended bool }

// End ends the span.
func (s *Span) End() { s.ended = true }

// AddAttributes describes the span.
func (s *Span) AddAttributes(attributes ...string) {}

// StartOption changes how a span starts.
type StartOption func()

// StartSpan starts a span below the one that ctx carries.
func StartSpan(ctx context.Context, name string, o ...StartOption) (context.Context, *Span) {
	return ctx, &Span{}
}
