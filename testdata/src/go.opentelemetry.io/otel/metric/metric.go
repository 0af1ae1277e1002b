// Package metric declares what the tests use of the real one.
package metric

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
)

type MeasurementOption interface{ option() }

type Int64Counter interface {
	Add(ctx context.Context, incr int64, options ...MeasurementOption)
}

func WithAttributes(attributes ...attribute.KeyValue) MeasurementOption { return nil }
