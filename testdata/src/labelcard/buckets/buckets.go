// Package buckets chooses the bounds of its histograms.
package buckets

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/metric"
)

const kib = 1 << 10

var (
	query = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:    "query_seconds",
		Buckets: []float64{0.1, 1, 0.5}, // want `buckets: bucket 0.5 follows 1 in histogram query_seconds; bounds must increase`
	})
	upload = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: "shop",
		Name:      "upload_bytes",
		Buckets:   []float64{kib, 4 * kib, 4096, 64 * kib}, // want `buckets: bucket 4096 stands there twice in histogram shop_upload_bytes`
	}, []string{"kind"})
	linear = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:    "batch_size",
		Buckets: prometheus.LinearBuckets(1, 0, 5), // want `buckets: bucket 1 stands there twice`
	})
	joined = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:    "wait_seconds",
		Buckets: append(prometheus.ExponentialBuckets(0.1, 2, 6), 3, 10), // want `buckets: bucket 3 follows 3.2`
	})
)

var (
	stretched = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "a_seconds", Buckets: []float64{0.1, 0.5, 1}})                                  // ok
	doubled   = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "b_seconds", Buckets: prometheus.ExponentialBuckets(0.001, 2, 12)})             // ok
	stepped   = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "c_size", Buckets: prometheus.LinearBuckets(0, 10, 10)})                        // ok
	standard  = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "d_seconds", Buckets: prometheus.DefBuckets})                                   // ok
	unset     = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "e_seconds"})                                                                   // ok
	longer    = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "f_seconds", Buckets: append(prometheus.ExponentialBuckets(0.1, 2, 6), 5, 10)}) // ok
	negative  = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "g_celsius", Buckets: prometheus.LinearBuckets(-20, 5, 12)})                    // ok
	vector    = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "h_seconds", Buckets: []float64{1, 2, 3}}, []string{"stage"})                // ok
)

// configured is told its bounds, which may be in any order as far as one sees.
func configured(bounds []float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: "i_seconds", Buckets: bounds}) // ok
}

func observe(start time.Time) {
	stretched.Observe(30)                          // want `buckets: 30 is observed by histogram a_seconds, whose highest bound is 1; the value lands in \+Inf`
	vector.WithLabelValues("pay").Observe(3.5)     // want `buckets: 3.5 is observed by histogram h_seconds, whose highest bound is 3`
	stretched.Observe(1)                           // ok
	vector.WithLabelValues("pay").Observe(2)       // ok
	stretched.Observe(time.Since(start).Seconds()) // ok
	unset.Observe(30)                              // ok: what the default bounds are is the library's affair
}

func instruments(meter metric.Meter) {
	meter.Float64Histogram("fetch.seconds", metric.WithExplicitBucketBoundaries(1, 5, 2)) // want `buckets: bucket 2 follows 5 in histogram fetch.seconds`
	meter.Float64Histogram("store.seconds", metric.WithExplicitBucketBoundaries(1, 2, 5)) // ok
}
