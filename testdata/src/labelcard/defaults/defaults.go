// Package defaults measures requests with the middlewares of others.
package defaults

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/labstack/echo-contrib/echoprometheus"
	"github.com/slok/go-http-metrics/middleware"
	"github.com/slok/go-http-metrics/middleware/std"
	ginprometheus "github.com/zsais/go-gin-prometheus"
)

const orders = "/orders/:id"

func handlers(m middleware.Middleware, mux *http.ServeMux, h http.Handler) {
	mux.Handle("/", std.Handler("", m, h))            // want `unbounded: metric label handler takes the request URL, which has no bound, since no id is given to Handler`
	mux.Handle("/orders/", std.Handler(orders, m, h)) // ok: an id
}

func handlerOf(m middleware.Middleware, id string, h http.Handler) http.Handler {
	return std.Handler(id, m, h) // ok: who knows
}

func echoes() []echoprometheus.Middleware {
	return []echoprometheus.Middleware{
		echoprometheus.NewMiddleware("shop"), // want `unbounded: metric label url takes the request URL`
		echoprometheus.NewMiddlewareWithConfig(echoprometheus.MiddlewareConfig{Namespace: "shop"}),               // want `unbounded: metric label url takes the request URL, which has no bound, since DoNotUseRequestPathFor404 is not set`
		echoprometheus.NewMiddlewareWithConfig(echoprometheus.MiddlewareConfig{DoNotUseRequestPathFor404: true}), // ok: it is told not to
	}
}

func configured(config echoprometheus.MiddlewareConfig) echoprometheus.Middleware {
	return echoprometheus.NewMiddlewareWithConfig(config) // ok: who knows
}

func gins(e *gin.Engine) {
	ginprometheus.NewPrometheus("gin").Use(e) // want `unbounded: metric label url takes the request URL, .* since nothing is assigned to ReqCntURLLabelMappingFn`
}
