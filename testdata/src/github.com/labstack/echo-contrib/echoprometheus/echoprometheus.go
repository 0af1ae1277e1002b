// Package echoprometheus declares what the tests use of the real one.
package echoprometheus

import "net/http"

type Middleware func(next http.Handler) http.Handler

type MiddlewareConfig struct {
	Namespace                 string
	DoNotUseRequestPathFor404 bool
}

func NewMiddleware(subsystem string) Middleware                  { return nil }
func NewMiddlewareWithConfig(config MiddlewareConfig) Middleware { return nil }
