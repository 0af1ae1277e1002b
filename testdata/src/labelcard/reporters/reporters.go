// Package reporters tells a measuring middleware of another package about
// requests, through an interface of that package.
package reporters

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/slok/go-http-metrics/middleware"
)

type raw struct{ r *http.Request }

func (x *raw) Method() string           { return x.r.Method }
func (x *raw) URLPath() string          { return x.r.URL.Path }
func (x *raw) Context() context.Context { return x.r.Context() }

func measure(m middleware.Middleware, w http.ResponseWriter, r *http.Request) {
	m.Measure("", &raw{r}, func() { w.WriteHeader(200) }) // want `unbounded: metric label handler takes the request URL` `unbounded: metric label method takes the request method`
}

type routed struct{ c *gin.Context }

func (x routed) Method() string {
	switch m := x.c.Request.Method; m {
	case http.MethodGet, http.MethodPost:
		return m
	}
	return "other"
}
func (x routed) URLPath() string          { return x.c.FullPath() }
func (x routed) Context() context.Context { return x.c.Request.Context() }

func measureRouted(m middleware.Middleware, c *gin.Context) {
	m.Measure("", routed{c}, c.Next) // ok: the route, and one of three methods
}

// behind is a wrapper: what its callers report gets into labels.
func behind(m middleware.Middleware, reporter middleware.Reporter) {
	m.Measure("", reporter, func() {})
}

func wrapped(m middleware.Middleware, c *gin.Context, r *http.Request) {
	behind(m, routed{c}) // ok: as above
	behind(m, &raw{r})   // want `unbounded: metric label handler takes the request URL` `unbounded: metric label method takes the request method`
}
