// Package vectoruser feeds metrics that another package makes.
package vectoruser

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"labelcard/vectors"
)

var slow = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "slow_seconds", Buckets: vectors.Times})

func buy(m *vectors.Metrics, r *http.Request, kind, zone string) {
	vectors.Orders.WithLabelValues(kind, zone).Inc()     // ok
	vectors.Orders.WithLabelValues(zone, kind).Inc()     // want `label-order: label kind takes zone and label zone takes kind`
	vectors.Orders.WithLabelValues(kind).Inc()           // want `label-order: 1 value for the 2 labels kind, zone`
	vectors.Orders.WithLabelValues("gift", r.Host).Inc() // want `unbounded: metric label zone takes the Host header`
	m.Depth.WithLabelValues(r.Header.Get("X-Q")).Set(1)  // want `unbounded: metric label queue takes the request header`
	m.Depth.WithLabelValues("mail").Set(1)               // ok
	slow.Observe(7)                                      // want `buckets: 7 is observed by histogram slow_seconds, whose highest bound is 5.12`
	slow.Observe(2)                                      // ok
}
