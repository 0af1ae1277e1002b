// Package elsewhere feeds the metrics of others.
package elsewhere

import "github.com/prometheus/client_golang/prometheus"

// Feed counts by what it was told at another time.
func Feed(of *prometheus.CounterVec) { of.WithLabelValues(told...).Inc() }

var told []string
