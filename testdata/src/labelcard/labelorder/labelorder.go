// Package labelorder gives values to labels by their position and by name.
package labelorder

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/component-base/metrics"
)

var (
	requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total"}, []string{"code", "method"})
	jobs     = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "jobs"}, []string{"queue", "state", "zone"})
	latency  = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "latency_seconds"}, []string{"route", "status_code"})
	volumes  = metrics.NewCounterVec(&metrics.CounterOpts{Name: "volumes_total"}, []string{"plugin", "operation"})
	queueLen = prometheus.NewDesc("queue_length", "Jobs that wait.", []string{"queue", "zone"}, nil)
)

type job struct{ queue, zone string }

func (j job) State() string { return "done" }

func byPosition(r *http.Request, route, method string, code int, j job) {
	requests.WithLabelValues("GET", "200").Inc()                   // want `label-order: label code takes "GET" and label method takes "200" of the metric made at labelorder.go:13; the two have changed places`
	requests.WithLabelValues(method, strconv.Itoa(code)).Inc()     // want `label-order: label code takes method and label method takes code`
	requests.WithLabelValues("GET", strconv.Itoa(code)).Inc()      // want `label-order: label code takes "GET" and label method takes code`
	requests.WithLabelValues("200").Inc()                          // want `label-order: 1 value for the 2 labels code, method`
	requests.WithLabelValues("200", "GET", "eu").Inc()             // want `label-order: 3 values for the 2 labels code, method`
	jobs.WithLabelValues(j.zone, j.State(), j.queue).Set(1)        // want `label-order: label queue takes zone and label zone takes queue`
	jobs.WithLabelValues(j.queue, j.State()).Set(1)                // want `label-order: 2 values for the 3 labels queue, state, zone`
	latency.WithLabelValues(strconv.Itoa(code), route).Observe(1)  // ok: code and status_code have other names
	latency.WithLabelValues("404", route).Observe(1)               // want `label-order: label route takes "404" and label status_code takes route`
	requests.WithLabelValues("200", "GET").Inc()                   // ok
	requests.WithLabelValues(strconv.Itoa(code), method).Inc()     // ok
	requests.WithLabelValues(method, "GET").Inc()                  // ok: only one of them is out of place
	requests.WithLabelValues(http.StatusText(code), "fetch").Inc() // ok
	jobs.WithLabelValues(j.queue, j.State(), j.zone).Set(1)        // ok
	latency.WithLabelValues(route, strconv.Itoa(code)).Observe(1)  // ok
}

func byName(code string) {
	requests.With(prometheus.Labels{"code": code, "verb": "GET"}).Inc()   // want `label-order: label verb is no label of the metric made at labelorder.go:13, which has code, method; the call panics`
	requests.With(prometheus.Labels{"code": code}).Inc()                  // want `label-order: label method of the metric made at labelorder.go:13 has no value here`
	requests.With(prometheus.Labels{"code": code, "method": "GET"}).Inc() // ok
	labels := prometheus.Labels{"code": code}
	labels["method"] = "POST"
	requests.With(labels).Inc() // ok
	fill(labels)
	requests.With(labels).Inc() // ok
}

func fill(labels prometheus.Labels) { labels["method"] = "PUT" }

func curried(code string) {
	gets := requests.MustCurryWith(prometheus.Labels{"method": "GET"})
	gets.WithLabelValues("200").Inc()        // ok
	gets.WithLabelValues("200", "GET").Inc() // want `label-order: 2 values for the 1 label code`
}

func curriedBy(labels prometheus.Labels) {
	requests.MustCurryWith(labels).WithLabelValues("200").Inc() // ok: nobody knows which labels are left
}

func others(values []string, operation, plugin string) {
	volumes.WithLabelValues(operation, plugin).Inc() // want `label-order: label plugin takes operation and label operation takes plugin`
	volumes.WithLabelValues(plugin, operation).Inc() // ok
	requests.WithLabelValues(values...).Inc()        // ok
}

var common = []string{"zone", "shard"}

var (
	reads  = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "reads_total"}, append(common, "table"))
	writes = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "writes_total"}, append([]string{"zone"}, "table"))
)

func extended(zone, shard, table string) {
	reads.WithLabelValues(zone, shard, table).Inc() // ok
	reads.WithLabelValues(zone, table).Inc()        // want `label-order: 2 values for the 3 labels zone, shard, table`
	writes.WithLabelValues(zone, table).Inc()       // ok
	writes.WithLabelValues(table, zone).Inc()       // want `label-order: label zone takes table and label table takes zone`
}

// wrapped adds a label to those of its callers.
func wrapped(labels []string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wrapped_total"}, append(labels, "outcome"))
}

func useWrapped(zone string) {
	v := wrapped([]string{"zone"})
	v.WithLabelValues(zone, "ok").Inc() // ok
	byCaller(v, common)
}

func byCaller(v *prometheus.CounterVec, labels []string) {
	extra := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "extra_total"}, append(labels, "outcome"))
	extra.WithLabelValues("eu", "3", "ok").Inc() // ok
	v.WithLabelValues("eu", "ok").Inc()          // ok
}

// ByCallers is called from elsewhere, too.
func ByCallers(labels []string) {
	extra := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "more_total"}, append(labels, "outcome"))
	extra.WithLabelValues("eu", "ok").Inc() // ok: nobody knows what the callers give
}

func collect(ch chan<- prometheus.Metric, queue, zone string, n int) {
	ch <- prometheus.MustNewConstMetric(queueLen, prometheus.GaugeValue, float64(n), queue)       // want `label-order: 1 value for the 2 labels queue, zone`
	ch <- prometheus.MustNewConstMetric(queueLen, prometheus.GaugeValue, float64(n), zone, queue) // want `label-order: label queue takes zone and label zone takes queue`
	ch <- prometheus.MustNewConstMetric(queueLen, prometheus.GaugeValue, float64(n), queue, zone) // ok
}
