package metric

import "context"

type Meter interface {
	Int64Counter(name string, options ...InstrumentOption) (Int64Counter, error)
	Float64Histogram(name string, options ...InstrumentOption) (Float64Histogram, error)
}

type InstrumentOption interface{ instrument() }

type Float64Histogram interface {
	Record(ctx context.Context, incr float64, options ...MeasurementOption)
}

func WithExplicitBucketBoundaries(bounds ...float64) InstrumentOption { return nil }
