// Package metrics declares what the tests use of the real one.
package metrics

import (
	"context"
	"time"
)

type HTTPReqProperties struct{ Service, ID, Method, Code string }

type HTTPProperties struct{ Service, ID string }

type Recorder interface {
	ObserveHTTPRequestDuration(ctx context.Context, props HTTPReqProperties, duration time.Duration)
	AddInflightRequests(ctx context.Context, props HTTPProperties, quantity int)
}
