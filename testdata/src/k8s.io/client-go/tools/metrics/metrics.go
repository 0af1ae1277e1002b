// Package metrics declares what the tests use of the real one.
package metrics

import (
	"context"
	"net/url"
	"time"
)

type LatencyMetric interface {
	Observe(ctx context.Context, verb string, u url.URL, latency time.Duration)
}
