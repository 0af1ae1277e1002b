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
// Where a person knows that a value is bounded, a comment at the line or above
// says so and why:
//
//	//govlint:bounded 20 tenants are provisioned by hand
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
// ## label-order (error)
//
// a vector is given another number of values than it has labels
//
// WithLabelValues panics then, and GetMetricWithLabelValues returns an error.
//
// Wrong:
//
//	calls := prometheus.NewCounterVec(opts, []string{"code", "method"})
//	calls.WithLabelValues("200").Inc()
//
// Right:
//
//	calls.WithLabelValues("200", "GET").Inc()
package labelcard
