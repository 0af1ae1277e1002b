// Package units measures times and sizes.
package units

import (
	"context"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/metric"
)

var (
	latency  = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "request_seconds"})
	stages   = prometheus.NewHistogramVec(prometheus.HistogramOpts{Subsystem: "job", Name: "stage_duration_seconds"}, []string{"stage"})
	summary  = prometheus.NewSummary(prometheus.SummaryOpts{Name: "lookup_seconds"})
	millis   = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "render_milliseconds"})
	busy     = prometheus.NewCounter(prometheus.CounterOpts{Name: "busy_seconds_total"})
	last     = prometheus.NewGauge(prometheus.GaugeOpts{Name: "last_success_timestamp_seconds"})
	heap     = prometheus.NewGauge(prometheus.GaugeOpts{Name: "heap_bytes"})
	disk     = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "disk_free_bytes"}, []string{"mount"})
	sessions = prometheus.NewGauge(prometheus.GaugeOpts{Name: "sessions_total"})
	open     = prometheus.NewGauge(prometheus.GaugeOpts{Name: "sessions_open"})
	depth    = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "queue_depth"})
)

func wrong(start time.Time) {
	took := time.Since(start)
	latency.Observe(float64(took.Milliseconds()))                                     // want `unit: histogram request_seconds, in seconds by its name, is given milliseconds`
	latency.Observe(float64(took))                                                    // want `unit: histogram request_seconds, in seconds by its name, is given nanoseconds`
	latency.Observe(float64(took / time.Millisecond))                                 // want `unit: .* is given milliseconds`
	latency.Observe(float64(took.Nanoseconds()))                                      // want `unit: .* is given nanoseconds`
	latency.Observe(float64(took.Nanoseconds()) / 1e6)                                // want `unit: .* is given milliseconds`
	latency.Observe(took.Seconds() * 1000)                                            // want `unit: .* is given milliseconds`
	stages.WithLabelValues("pack").Observe(float64(time.Since(start).Microseconds())) // want `unit: histogram job_stage_duration_seconds, in seconds by its name, is given microseconds`
	summary.Observe(float64(took) / float64(time.Microsecond))                        // want `unit: summary lookup_seconds, .* is given microseconds`
	millis.Observe(took.Seconds())                                                    // want `unit: histogram render_milliseconds, in milliseconds by its name, is given seconds`
	busy.Add(float64(took.Milliseconds()))                                            // want `unit: counter busy_seconds_total, .* is given milliseconds`
	last.Set(float64(time.Now().UnixNano()))                                          // want `unit: gauge last_success_timestamp_seconds, .* is given nanoseconds`
}

func right(start time.Time, items []string) {
	took := time.Since(start)
	latency.Observe(took.Seconds())                           // ok
	latency.Observe(float64(took) / float64(time.Second))     // ok
	latency.Observe(float64(took.Milliseconds()) / 1000)      // ok
	latency.Observe(float64(took/time.Millisecond) / 1e3)     // ok
	latency.Observe(float64(took.Nanoseconds()) / 1e9)        // ok
	stages.WithLabelValues("pack").Observe(took.Seconds())    // ok
	summary.Observe(float64(took) * 1e-9)                     // ok
	millis.Observe(float64(took.Milliseconds()))              // ok
	millis.Observe(took.Seconds() * 1000)                     // ok
	millis.Observe(float64(took) / float64(time.Millisecond)) // ok
	busy.Add(took.Seconds())                                  // ok
	last.Set(float64(time.Now().Unix()))                      // ok
	last.Set(float64(time.Now().UnixMilli()) / 1000)          // ok
	depth.Observe(float64(len(items)))                        // ok
	depth.Observe(float64(took.Milliseconds()))               // ok: the name says no unit
}

func sizes(free uint64, blocks uint64) {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	heap.Set(float64(stats.HeapAlloc) / 1024)                  // want `unit: gauge heap_bytes, in bytes by its name, is given KiB`
	disk.WithLabelValues("/").Set(float64(free >> 20))         // want `unit: gauge disk_free_bytes, .* is given MiB`
	heap.Set(float64(stats.HeapAlloc))                         // ok
	disk.WithLabelValues("/").Set(float64(blocks * 4096))      // ok
	disk.WithLabelValues("/").Set(float64(blocks*4096) / 1024) // ok: in which unit a product is, nobody knows
}

func totals(n int) {
	sessions.Set(float64(n)) // want `unit: gauge sessions_total is set, and its name ends in _total`
	open.Set(float64(n))     // ok
	open.Inc()               // ok
}

func instruments(ctx context.Context, meter metric.Meter, start time.Time) {
	fetch, _ := meter.Float64Histogram("fetch_seconds")
	fetch.Record(ctx, float64(time.Since(start).Milliseconds())) // want `unit: histogram fetch_seconds, in seconds by its name, is given milliseconds`
	fetch.Record(ctx, time.Since(start).Seconds())               // ok
}
