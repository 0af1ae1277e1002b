// Package variadicuser gives lists of values to the wrappers of another package.
package variadicuser

import (
	"net/http"
	"strconv"
	"time"

	"labelcard/variadic"
)

func observe(m *variadic.Metrics, r *http.Request, code int, start time.Time) {
	labels := []string{
		r.Host,     // want `unbounded: metric label host takes the Host header`
		r.URL.Path, // want `unbounded: metric label path takes the request URL`
		strconv.Itoa(code),
	}
	m.Observe(time.Since(start), labels...)
	m.Count("here", r.Pattern, strconv.Itoa(code)) // ok: a route template
}
