// Package chi is a stand-in with the surface of github.com/go-chi/chi/v5.
// Its patterns match exactly.
package chi

import "net/http"

// Router is what routes are declared on.
type Router interface {
	http.Handler
	Use(middlewares ...func(http.Handler) http.Handler)
	Route(pattern string, fn func(r Router)) Router
	Group(fn func(r Router)) Router
	Handle(pattern string, h http.Handler)
	HandleFunc(pattern string, h http.HandlerFunc)
	Method(method, pattern string, h http.Handler)
	MethodFunc(method, pattern string, h http.HandlerFunc)
	Delete(pattern string, h http.HandlerFunc)
	Get(pattern string, h http.HandlerFunc)
	Patch(pattern string, h http.HandlerFunc)
	Post(pattern string, h http.HandlerFunc)
	Put(pattern string, h http.HandlerFunc)
}

// Mux is the router.
type Mux struct {
	prefix      string
	routes      *[]route
	middlewares []func(http.Handler) http.Handler
}

type route struct {
	method, path string
	handler      http.Handler
}

// NewRouter returns a router without routes.
func NewRouter() *Mux { return &Mux{routes: new([]route)} }

// ServeHTTP calls the handler of the request's route.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, rt := range *m.routes {
		if rt.path == r.URL.Path && (rt.method == "" || rt.method == r.Method) {
			rt.handler.ServeHTTP(w, r)
			return
		}
	}
	http.NotFound(w, r)
}

// Use adds middlewares for the routes that follow.
func (m *Mux) Use(middlewares ...func(http.Handler) http.Handler) {
	m.middlewares = append(m.middlewares, middlewares...)
}

// Route declares routes below a prefix.
func (m *Mux) Route(pattern string, fn func(r Router)) Router {
	sub := &Mux{prefix: m.prefix + pattern, routes: m.routes, middlewares: m.middlewares}
	fn(sub)
	return sub
}

// Group declares routes with middlewares of their own.
func (m *Mux) Group(fn func(r Router)) Router { return m.Route("", fn) }

// Method declares a route.
func (m *Mux) Method(method, pattern string, h http.Handler) {
	for i := len(m.middlewares) - 1; i >= 0; i-- {
		h = m.middlewares[i](h)
	}
	*m.routes = append(*m.routes, route{method, m.prefix + pattern, h})
}

// MethodFunc declares a route.
func (m *Mux) MethodFunc(method, pattern string, h http.HandlerFunc) { m.Method(method, pattern, h) }

// Handle declares a route for every method.
func (m *Mux) Handle(pattern string, h http.Handler) { m.Method("", pattern, h) }

// HandleFunc declares a route for every method.
func (m *Mux) HandleFunc(pattern string, h http.HandlerFunc) { m.Method("", pattern, h) }

// Delete declares a route.
func (m *Mux) Delete(pattern string, h http.HandlerFunc) { m.Method("DELETE", pattern, h) }

// Get declares a route.
func (m *Mux) Get(pattern string, h http.HandlerFunc) { m.Method("GET", pattern, h) }

// Patch declares a route.
func (m *Mux) Patch(pattern string, h http.HandlerFunc) { m.Method("PATCH", pattern, h) }

// Post declares a route.
func (m *Mux) Post(pattern string, h http.HandlerFunc) { m.Method("POST", pattern, h) }

// Put declares a route.
func (m *Mux) Put(pattern string, h http.HandlerFunc) { m.Method("PUT", pattern, h) }
