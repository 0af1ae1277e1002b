// Package mux is a stand-in with the surface of github.com/gorilla/mux.
// Its paths match exactly.
package mux

import (
	"net/http"
	"slices"
)

// MiddlewareFunc wraps a handler.
type MiddlewareFunc func(http.Handler) http.Handler

// Router is the router.
type Router struct {
	routes      []*Route
	middlewares []MiddlewareFunc
}

// Route is a declared route.
type Route struct {
	path    string
	methods []string
	handler http.Handler
}

// NewRouter returns a router without routes.
func NewRouter() *Router { return &Router{} }

// Handle declares a route.
func (r *Router) Handle(path string, h http.Handler) *Route {
	rt := &Route{path: path, handler: h}
	r.routes = append(r.routes, rt)
	return rt
}

// HandleFunc declares a route.
func (r *Router) HandleFunc(path string, f func(http.ResponseWriter, *http.Request)) *Route {
	return r.Handle(path, http.HandlerFunc(f))
}

// Use adds middlewares for all routes.
func (r *Router) Use(mwf ...MiddlewareFunc) { r.middlewares = append(r.middlewares, mwf...) }

// Methods restricts the route.
func (rt *Route) Methods(methods ...string) *Route {
	rt.methods = append(rt.methods, methods...)
	return rt
}

// CurrentRoute returns the route of a request.
func CurrentRoute(r *http.Request) *Route { return nil }

// GetPathTemplate returns the path of the route.
func (rt *Route) GetPathTemplate() (string, error) { return rt.path, nil }

// ServeHTTP calls the handler of the request's route.
func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	for _, rt := range r.routes {
		if rt.path != req.URL.Path || rt.methods != nil && !slices.Contains(rt.methods, req.Method) {
			continue
		}
		h := rt.handler
		for _, mw := range slices.Backward(r.middlewares) {
			h = mw(h)
		}
		h.ServeHTTP(w, req)
		return
	}
	http.NotFound(w, req)
}
