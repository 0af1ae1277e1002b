// Package vmnames writes labels into the names of its metrics.
package vmnames

import (
	"fmt"
	"net/http"

	"github.com/VictoriaMetrics/metrics"
)

var started = metrics.NewCounter(`starts_total{kind="cold"}`) // ok

func serve(r *http.Request, shard int) {
	metrics.GetOrCreateCounter(fmt.Sprintf(`requests_total{path=%q}`, r.URL.Path)).Inc()       // want `unbounded: metric label path takes the request URL`
	metrics.GetOrCreateCounter(`requests_total{method="` + r.Method + `"}`).Inc()              // want `unbounded: metric label method takes the request method`
	metrics.GetOrCreateHistogram(fmt.Sprintf(`size_bytes{agent=%q}`, r.UserAgent())).Update(1) // want `unbounded: metric label agent takes the User-Agent header`
	metrics.GetOrCreateCounter("visits_" + r.Host).Inc()                                       // want `dynamic-name: the name of a metric is made with the Host header`
	metrics.GetOrCreateCounter(fmt.Sprintf(`reads_total{shard="%d"}`, shard)).Inc()            // ok
	metrics.GetOrCreateCounter(`requests_total{path="/orders"}`).Inc()                         // ok
	metrics.GetOrCreateHistogram(`size_bytes{agent="bot"}`).Update(1)                          // ok
	started.Inc()                                                                              // ok
}
