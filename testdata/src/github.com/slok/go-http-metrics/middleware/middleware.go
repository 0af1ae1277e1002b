// Package middleware measures as the real one does.
package middleware

import (
	"context"
	"time"

	"github.com/slok/go-http-metrics/metrics"
)

type Reporter interface {
	Method() string
	URLPath() string
	Context() context.Context
}

type Middleware struct{ Recorder metrics.Recorder }

func (m Middleware) Measure(handlerID string, reporter Reporter, next func()) {
	ctx := reporter.Context()
	id := handlerID
	if handlerID == "" {
		id = reporter.URLPath()
	}
	m.Recorder.AddInflightRequests(ctx, metrics.HTTPProperties{ID: id}, 1)
	start := time.Now()
	defer func() {
		props := metrics.HTTPReqProperties{ID: id, Method: reporter.Method()}
		m.Recorder.ObserveHTTPRequestDuration(ctx, props, time.Since(start))
	}()
	next()
}
