// Package apiclient measures the calls of a Kubernetes client.
package apiclient

import (
	"context"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/client-go/tools/metrics"
)

var (
	byURL  = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "client_requests_total"}, []string{"verb", "url"})
	byHost = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "client_hosts_total"}, []string{"verb", "host"})
	remote = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "remote_writes_total"}, []string{"url"})
)

type latency struct{}

var _ metrics.LatencyMetric = latency{}

func (latency) Observe(ctx context.Context, verb string, u url.URL, took time.Duration) { // want Observe:"reaches labels"
	byURL.WithLabelValues(verb, u.String()).Inc() // want `unbounded: metric label url takes the URL of a request`
	byURL.WithLabelValues(verb, u.Path).Inc()     // want `unbounded: metric label url takes the URL of a request`
	byHost.WithLabelValues(verb, u.Host).Inc()    // ok: the API servers
}

type endpoint struct{ url *url.URL }

func (e *endpoint) write() {
	remote.WithLabelValues(e.url.String()).Inc() // ok: one from the configuration
}
