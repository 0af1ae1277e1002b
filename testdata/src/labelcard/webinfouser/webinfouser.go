// Package webinfouser counts by what a package without metrics reads from
// requests.
package webinfouser

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"labelcard/webinfo"
)

var calls = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "calls_total"}, []string{"by"})

func count(r *http.Request, err error) {
	calls.WithLabelValues(webinfo.ClientIP(r)).Inc()          // want `unbounded: metric label by takes the request header|unbounded: metric label by takes the client address`
	calls.WithLabelValues(webinfo.Version(r.Header)).Inc()    // want `unbounded: metric label by takes the request header`
	calls.WithLabelValues(webinfo.Tidy(r.URL.Path)).Inc()     // want `unbounded: metric label by takes the request URL`
	calls.WithLabelValues(webinfo.NewID()).Inc()              // want `unbounded: metric label by takes the UUID`
	calls.WithLabelValues(webinfo.Reason(err)).Inc()          // want `unbounded: metric label by takes the error text`
	calls.WithLabelValues(webinfo.Tidy(" Some Words ")).Inc() // ok: a constant
	calls.WithLabelValues(webinfo.Long(r.URL.Path)).Inc()     // ok: whether it is long
	calls.WithLabelValues(webinfo.Verb(r)).Inc()              // ok: two constants
	calls.WithLabelValues(webinfo.Class(err)).Inc()           // ok: two constants
}

func countInfo(r *http.Request) {
	info, err := webinfo.Parse(r, "north")
	if err != nil {
		return
	}
	calls.WithLabelValues(info.Path).Inc() // want `unbounded: metric label by takes the request URL`
	calls.WithLabelValues(info.Verb).Inc() // ok: two constants
	calls.WithLabelValues(info.Zone).Inc() // ok: whatever the caller is told
	calls.WithLabelValues(info.Note).Inc() // ok: some notes are the program's own
}

// remembered is told of requests by a field that this package fills.
func remembered(r *http.Request) { observe(&webinfo.Run{JobID: r.FormValue("job")}) }

func observe(run *webinfo.Run) {
	calls.WithLabelValues(run.JobID).Inc() // want `unbounded: metric label by takes the form value`
}

func countQuery(q *webinfo.Query, app *webinfo.App) {
	calls.WithLabelValues(q.Agent()).Inc()   // want `unbounded: metric label by takes the User-Agent header`
	calls.WithLabelValues(q.Route()).Inc()   // ok: nothing says that it came with the request
	calls.WithLabelValues(app.Key()).Inc()   // want `object: metric label by takes the name of a Kubernetes object`
	calls.WithLabelValues(app.Owner()).Inc() // ok: nothing is known of it
}

func countIDs(span webinfo.SpanID, colour webinfo.Colour, run webinfo.Run) {
	calls.WithLabelValues(span.String()).Inc()   // want `unbounded: metric label by takes the span id`
	calls.WithLabelValues(colour.String()).Inc() // ok: no id
	calls.WithLabelValues(run.ID).Inc()          // want `identity: metric label by takes a UUID, by the comment of the field that it comes from`
}
