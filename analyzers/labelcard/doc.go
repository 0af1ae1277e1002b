// Package labelcard defines an Analyzer that finds metric labels with more
// values than a monitoring system survives.
//
// # Analyzer labelcard
//
// labelcard: find metric labels whose values are unbounded
//
// Every new value of a label makes new time series, which stay in memory for as
// long as the process runs. When a client chooses the value, it chooses how much
// memory the service and its Prometheus take.
//
// # How it decides
//
// It follows each label value backwards, through variables, concatenations,
// functions of the package and, by facts, those of others, to where it comes
// from. It reports a value only when it finds the source: a request, an address,
// an id, an error's text. The way is the witness.
//
// A value that is compared with constants or others, or looked up in a set,
// before it gets to the label is not reported. Changing its case, cutting it, or
// a switch whose default lets it pass does not bound it.
//
// Where a setting decides between such a value and a bounded one, whoever sets
// it up decides, and nothing is reported. What a program puts into the requests
// that it sends, as its method and host, is its own choice; the paths are not.
//
// Where a person knows that a value is bounded, a comment at the line or above
// says so and why:
//
//	//govlint:bounded 20 tenants are provisioned by hand
//
// The flag -labelcard.payload makes the fields of structs with tags of json,
// protobuf and the like sources, too: in a service that counts what clients send
// it finds more, in one that reads its settings that way it finds too much.
//
// What it cannot see: values that go through a channel, an interface that
// another package implements, or an object that another package changes.
//
// ## unbounded (error)
//
// a label takes values that a remote party, or chance, chooses
//
// Wrong:
//
//	requests.WithLabelValues(r.Method, route).Inc()
//
// Right, because only values from a fixed set get to the label:
//
//	method := "other"
//	switch r.Method {
//	case http.MethodGet, http.MethodHead, http.MethodPost:
//		method = r.Method
//	}
//	requests.WithLabelValues(method, route).Inc()
//
// ## budget (warning)
//
// the labels of a metric, each of them bounded, have too many combinations
//
// A metric has a time series for every combination of values that occurred. The
// flag -labelcard.budget sets how many are allowed, 5000 unless it is given: a
// number, strict (100) or otel (2000). A metric is reported only when all values
// of all its labels are known.
//
// Wrong, with 60 statuses, 17 codes and 50 routes, 51000 combinations:
//
//	calls := prometheus.NewCounterVec(opts, []string{"status", "grpc_code", "route"})
//
// Right, with the five classes of a status, and without what the other implies:
//
//	calls := prometheus.NewCounterVec(opts, []string{"class", "route"})
//
// ## series (info)
//
// a metric can make more than 10000 time series, its buckets counted
//
// A histogram makes a series for each bucket, and three more, of every
// combination of label values. "govlint series" lists all metrics.
//
// Wrong:
//
//	prometheus.HistogramOpts{Name: "query_seconds", Buckets: prometheus.ExponentialBuckets(0.001, 1.1, 100)}
//
// Right:
//
//	prometheus.HistogramOpts{Name: "query_seconds", Buckets: prometheus.ExponentialBuckets(0.001, 2, 12)}
//
// ## dynamic-name (error)
//
// the name of a metric is made with a value that a remote party, or chance, chooses
//
// Wrong:
//
//	metrics.GetOrRegisterCounter("http."+r.URL.Path, nil).Inc(1)
//
// Right, with a name that is fixed and a label with a fixed set of values:
//
//	requests.WithLabelValues(r.Pattern).Inc()
//
// ## tag-budget (warning)
//
// the labels that a struct's tags declare have too many combinations
//
// A tag of the form prom:"label|value|value,label|value" lists labels and the
// values of each. Fields that hold a value share the combinations of their
// struct; a field that holds a metric has its own. The limit is that of budget.
//
// Wrong, with lists of 20 values each:
//
//	type place struct {
//		Zone  string `prom:"zone|z1|z2|…"`
//		Rack  string `prom:"rack|r1|r2|…"`
//		Shelf string `prom:"shelf|s1|s2|…"`
//	}
//
// Right: without the label that nobody asks for.
//
// ## tag-syntax (error)
//
// a tag that declares labels has a mistake, or a field gets a value that its tag does not list
//
// Names and values must not be empty or stand there twice, a name consists of
// letters, digits and underscores, and those that begin with two of them, le and
// quantile are Prometheus' own. The tags metrics_labels and metrics_bucketsizes
// of CometBFT are read, too.
//
// Wrong:
//
//	type deploy struct {
//		Env string `prom:"env|staging|prod|staging"`
//	}
//	d := deploy{Env: "dev"}
//
// Right:
//
//	type deploy struct {
//		Env string `prom:"env|staging|prod"`
//	}
//	d := deploy{Env: "prod"}
//
// ## object (info)
//
// a label takes the name of a Kubernetes object
//
// There are as many names as the cluster has had objects since the process
// started, unless the series of an object go with it.
//
// Wrong:
//
//	reconciles.WithLabelValues(rollout.Namespace, rollout.Name).Inc()
//
// Right, with the namespace alone, or with the series of an object deleted where
// the object is:
//
//	reconciles.WithLabelValues(rollout.Namespace).Inc()
//
// ## identity (info)
//
// a label takes an id that is a UUID by the comment of its field
//
// Such ids are plain text, so that nothing but the comment tells what they are.
// An id of the process itself is one value; one for each job or allocation is
// without bound.
//
// Wrong, where the field ID is commented "ID of the allocation (UUID)":
//
//	restarts.WithLabelValues(alloc.ID).Inc()
//
// Right:
//
//	restarts.WithLabelValues(alloc.TaskGroup).Inc()
//
// ## live (info)
//
// a label without bound is on a metric whose series do not stay
//
// The package deletes series of the metric, or makes the metric anew for each
// scrape. Whether the series of all values go in time is not proved.
//
// Wrong, when a session can end without the call that deletes it:
//
//	sessions.WithLabelValues(r.Header.Get("X-Session")).Inc()
//	// ... and at another place
//	sessions.DeleteLabelValues(session)
//
// Right, since the number of sessions is what matters:
//
//	sessions.Inc()
//
// ## label-order (error)
//
// a metric is given another number of values than it has labels, other labels, or two values in each other's place
//
// With a wrong number or name WithLabelValues and With panic. Values in the
// wrong order are counted, and nobody notices: they are reported when two are
// named after each other's label.
//
// Wrong:
//
//	calls := prometheus.NewCounterVec(opts, []string{"code", "method"})
//	calls.WithLabelValues("200").Inc()
//	calls.WithLabelValues(method, code).Inc()
//
// Right:
//
//	calls.WithLabelValues("200", "GET").Inc()
//	calls.WithLabelValues(code, method).Inc()
//
// ## buckets (error)
//
// the bounds of a histogram do not increase, or end below what it is given
//
// Wrong:
//
//	prometheus.HistogramOpts{Name: "wait_seconds", Buckets: []float64{0.1, 1, 0.5}}
//
// Right:
//
//	prometheus.HistogramOpts{Name: "wait_seconds", Buckets: []float64{0.1, 0.5, 1}}
//
// ## unit (warning)
//
// a metric is given values in another unit than its name says
//
// The names of metrics end in their unit: _seconds, _bytes. A name that ends in
// _total is a counter's, which only grows.
//
// Wrong:
//
//	latency := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "request_seconds"})
//	latency.Observe(float64(time.Since(start).Milliseconds()))
//
// Right:
//
//	latency.Observe(time.Since(start).Seconds())
package labelcard
