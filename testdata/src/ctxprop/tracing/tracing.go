// Package tracing starts spans.
package tracing

import (
	"context"
	"errors"
	"sync"

	octrace "go.opencensus.io/trace"
	"go.opentelemetry.io/otel/trace"
)

type shop struct {
	tracer trace.Tracer
}

func (s *shop) charge(ctx context.Context, id string) error {
	ctx, span := s.tracer.Start(ctx, "charge")
	defer span.End() // ok
	return s.book(ctx, id)
}

func (s *shop) book(ctx context.Context, id string) error { <-ctx.Done(); return ctx.Err() }

func (s *shop) forgotten(ctx context.Context, id string) error {
	ctx, span := s.tracer.Start(ctx, "forgotten") // want `span: the span is not ended on the way to tracing.go:\d+`
	span.AddEvent("begun")
	return s.book(ctx, id)
}

func (s *shop) oneWay(ctx context.Context, id string) error {
	ctx, span := s.tracer.Start(ctx, "oneWay") // want `span: the span is not ended on the way to tracing.go:\d+`
	if err := s.book(ctx, id); err != nil {
		span.RecordError(err)
		return err
	}
	span.End()
	return nil
}

func (s *shop) bothWays(ctx context.Context, id string) error {
	ctx, span := s.tracer.Start(ctx, "bothWays")
	if err := s.book(ctx, id); err != nil {
		span.RecordError(err)
		span.End()
		return err
	}
	span.End() // ok
	return nil
}

func (s *shop) twice(ctx context.Context, id string) error {
	ctx, span := s.tracer.Start(ctx, "first") // want `span: the span in span is never ended, .*: span gets another value before anything uses this one`
	ctx, span = s.tracer.Start(ctx, "second")
	defer span.End()
	return s.book(ctx, id)
}

func (s *shop) oneAfterTheOther(ctx context.Context, id string) error {
	first, span := s.tracer.Start(ctx, "first")
	err := s.book(first, id)
	span.End() // ok
	second, span := s.tracer.Start(ctx, "second")
	defer span.End()
	return errors.Join(err, s.book(second, id))
}

func (s *shop) discarded(ctx context.Context, id string) error {
	ctx, _ = s.tracer.Start(ctx, "discarded") // want `span: the span is thrown away and never ended`
	return s.book(ctx, id)
}

func (s *shop) literal(ctx context.Context, id string) error {
	ctx, span := s.tracer.Start(ctx, "literal")
	defer func() {
		span.SetStatus(0, "done")
		span.End() // ok
	}()
	return s.book(ctx, id)
}

// ok: the caller ends it.
func (s *shop) begin(ctx context.Context) (context.Context, trace.Span) {
	return s.tracer.Start(ctx, "begin")
}

// ok: handed on.
func (s *shop) handed(ctx context.Context, id string) error {
	ctx, span := s.tracer.Start(ctx, "handed")
	err := s.book(ctx, id)
	finish(span, err)
	return err
}

func finish(span trace.Span, err error) {
	span.RecordError(err)
	span.End()
}

func (s *shop) census(ctx context.Context, id string) error {
	ctx, span := octrace.StartSpan(ctx, "census") // want `span: the span is not ended on the way to tracing.go:\d+`
	if id == "" {
		return errors.New("no id")
	}
	defer span.End()
	return s.book(ctx, id)
}

func (s *shop) censusRight(ctx context.Context, id string) error {
	ctx, span := octrace.StartSpan(ctx, "censusRight")
	defer span.End() // ok
	return s.book(ctx, id)
}

func (s *shop) childless(ctx context.Context, id string) error {
	_, span := s.tracer.Start(ctx, "childless") // want `span: the context that carries the span is thrown away, and .*book at tracing.go:\d+ runs under the parent's`
	defer span.End()
	return s.book(ctx, id)
}

// ok: a leaf has no children.
func (s *shop) leaf(ctx context.Context, id string) int {
	_, span := s.tracer.Start(ctx, "leaf")
	defer span.End()
	return len(id)
}

func (s *shop) newRoot(ctx context.Context, id string) error {
	run, span := s.tracer.Start(context.Background(), "newRoot") // want `span: the span begins a trace of its own, although ctx carries the one it belongs to`
	defer span.End()
	return s.book(run, id)
}

func (s *shop) fanOut(ctx context.Context, ids []string) {
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func() {
			defer wg.Done()
			run, span := s.tracer.Start(context.Background(), "one") // want `span: the span begins a trace of its own, although ctx`
			defer span.End()
			s.book(run, id)
		}()
	}
	wg.Wait()
}

func (s *shop) fanOutRight(ctx context.Context, ids []string) {
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func() {
			defer wg.Done()
			run, span := s.tracer.Start(context.WithoutCancel(ctx), "one") // ok
			defer span.End()
			s.book(run, id)
		}()
	}
	wg.Wait()
}

// ok: nothing to be a child of.
func (s *shop) cron() error {
	ctx, span := s.tracer.Start(context.Background(), "cron")
	defer span.End()
	return s.book(ctx, "")
}

func (s *shop) loop(ctx context.Context, ids []string) {
	for _, id := range ids {
		run, span := s.tracer.Start(ctx, "round")
		s.book(run, id)
		span.End() // ok
	}
}

// ok: the span has ended when the other work begins.
func (s *shop) phases(ctx context.Context, id string) error {
	_, span := s.tracer.Start(ctx, "first phase")
	n := len(id)
	span.AddEvent("counted")
	span.End()
	if n == 0 {
		return nil
	}
	return s.book(ctx, id)
}
