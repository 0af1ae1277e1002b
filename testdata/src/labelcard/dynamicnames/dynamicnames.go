// Package dynamicnames makes the names of metrics out of what it is given.
package dynamicnames

import (
	"expvar"
	"fmt"
	"net/http"
	"strings"

	datadog "github.com/DataDog/datadog-go/v5/statsd"
	"github.com/cactus/go-statsd-client/v5/statsd"
	hashi "github.com/hashicorp/go-metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rcrowley/go-metrics"
	"github.com/uber-go/tally/v4"
	"go.opentelemetry.io/otel/metric"
)

var shards = []string{"a", "b", "c"}

func rcrowley(r *http.Request) {
	metrics.GetOrRegisterCounter("http."+r.URL.Path, nil).Inc(1)                   // want `dynamic-name: the name of a metric is made with the request URL, which has no bound`
	metrics.GetOrRegisterTimer(fmt.Sprintf("host.%s.time", r.Host), nil).Update(1) // want `dynamic-name: .* made with the Host header`
	metrics.GetOrRegisterCounter("http.requests", nil).Inc(1)                      // ok
	metrics.GetOrRegisterCounter("http."+method(r.Method), nil).Inc(1)             // ok
	for i := range 4 {
		metrics.GetOrRegisterCounter(fmt.Sprintf("queue.%d", i), nil).Inc(1) // ok
	}
	for _, shard := range shards {
		metrics.GetOrRegisterCounter("shard."+shard, nil).Inc(1) // ok
	}
}

func method(name string) string {
	switch name {
	case "GET", "POST":
		return strings.ToLower(name)
	}
	return "other"
}

func statsdNames(s statsd.StatSender, d *datadog.Client, r *http.Request) {
	s.Inc("agent."+r.UserAgent(), 1, 1)                // want `dynamic-name: .* made with the User-Agent header`
	s.Timing("render", 5, 1)                           // ok
	d.Incr("tenant."+r.Header.Get("X-Tenant"), nil, 1) // want `dynamic-name: .* made with the request header`
	d.Incr("orders", nil, 1)                           // ok
}

func parts(r *http.Request, err error) {
	hashi.IncrCounterWithLabels([]string{"api", r.RequestURI}, 1, nil) // want `dynamic-name: .* made with the request URI`
	hashi.IncrCounterWithLabels([]string{"api", "calls"}, 1, nil)      // ok
	hashi.SetGaugeWithLabels([]string{"failed", err.Error()}, 1, nil)  // want `dynamic-name: .* made with the error text`
}

func scopes(scope tally.Scope, r *http.Request) {
	scope.Counter("visits_" + r.RemoteAddr).Inc(1) // want `dynamic-name: .* made with the client address`
	scope.Counter("visits").Inc(1)                 // ok
}

func instruments(meter metric.Meter, r *http.Request) {
	meter.Int64Counter("calls." + r.Method) // want `dynamic-name: .* made with the request method`
	meter.Int64Counter("calls.total")       // ok
}

func collectors(r *http.Request, zone string) {
	prometheus.NewCounter(prometheus.CounterOpts{Name: "path_" + r.URL.Path})              // want `dynamic-name: .* made with the request URL`
	prometheus.NewCounter(prometheus.CounterOpts{Namespace: "shop", Name: "orders_total"}) // ok
	prometheus.NewCounter(prometheus.CounterOpts{Namespace: zone, Name: "orders_total"})   // ok: nobody knows how many zones there are
	expvar.NewInt(r.Host)                                                                  // want `dynamic-name: .* made with the Host header`
	expvar.NewInt("hits")                                                                  // ok
}

// named is given its name by those who call it.
func named(name string) { metrics.GetOrRegisterCounter("svc."+name, nil).Inc(1) }

func callers(r *http.Request) {
	named(r.URL.Query().Get("q")) // want `dynamic-name: .* made with the request URL`
	named("search")               // ok
}
