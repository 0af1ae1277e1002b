// Package std declares what the tests use of the real one.
package std

import (
	"net/http"

	"github.com/slok/go-http-metrics/middleware"
)

func Handler(handlerID string, m middleware.Middleware, h http.Handler) http.Handler { return h }
