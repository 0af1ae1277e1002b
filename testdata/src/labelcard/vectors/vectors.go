// Package vectors holds the metrics that other packages feed.
package vectors

import "github.com/prometheus/client_golang/prometheus"

const namespace = "shop"

var subsystem = "cart"

var Orders = prometheus.NewCounterVec(prometheus.CounterOpts{ // want Orders:`counter shop_orders_total \{kind, zone\}`
	Namespace: namespace,
	Name:      "orders_total",
}, []string{"kind", "zone"})

// Metrics are those of one instance.
type Metrics struct {
	Depth *prometheus.GaugeVec // want Depth:`gauge shop_cart_depth \{queue\}`
}

// Times are for histograms of the whole shop.
var Times = prometheus.ExponentialBuckets(0.01, 2, 10) // want Times:`10 bounds`

func New() *Metrics {
	return &Metrics{Depth: prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Namespace: namespace,
		Subsystem: subsystem,
		Name:      "depth",
	}, []string{"queue"})}
}
