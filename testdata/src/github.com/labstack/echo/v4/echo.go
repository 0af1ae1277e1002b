// Package echo is a stand-in with the surface of github.com/labstack/echo/v4.
// Its paths match exactly.
package echo

import (
	"encoding/json"
	"net/http"
)

// Context is one request.
type Context interface {
	Request() *http.Request
	SetRequest(r *http.Request)
	QueryParam(name string) string
	Get(key string) any
	Set(key string, val any)
	JSON(code int, i any) error
	NoContent(code int) error
}

// HandlerFunc serves a request.
type HandlerFunc func(c Context) error

// MiddlewareFunc wraps a handler.
type MiddlewareFunc func(next HandlerFunc) HandlerFunc

// Route is a declared route.
type Route struct {
	Method, Path string

	handler HandlerFunc
}

// Echo is the router.
type Echo struct {
	routes      []*Route
	middlewares []MiddlewareFunc
}

// New returns a router without routes.
func New() *Echo { return &Echo{} }

// Use adds middlewares for the routes that follow.
func (e *Echo) Use(middleware ...MiddlewareFunc) {
	e.middlewares = append(e.middlewares, middleware...)
}

// Add declares a route.
func (e *Echo) Add(method, path string, h HandlerFunc, m ...MiddlewareFunc) *Route {
	all := append(append([]MiddlewareFunc{}, e.middlewares...), m...)
	for i := len(all) - 1; i >= 0; i-- {
		h = all[i](h)
	}
	r := &Route{method, path, h}
	e.routes = append(e.routes, r)
	return r
}

// GET declares a route.
func (e *Echo) GET(path string, h HandlerFunc, m ...MiddlewareFunc) *Route {
	return e.Add("GET", path, h, m...)
}

// POST declares a route.
func (e *Echo) POST(path string, h HandlerFunc, m ...MiddlewareFunc) *Route {
	return e.Add("POST", path, h, m...)
}

// PUT declares a route.
func (e *Echo) PUT(path string, h HandlerFunc, m ...MiddlewareFunc) *Route {
	return e.Add("PUT", path, h, m...)
}

// DELETE declares a route.
func (e *Echo) DELETE(path string, h HandlerFunc, m ...MiddlewareFunc) *Route {
	return e.Add("DELETE", path, h, m...)
}

// ServeHTTP calls the handler of the request's route.
func (e *Echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, rt := range e.routes {
		if rt.Path == r.URL.Path && rt.Method == r.Method {
			if err := rt.handler(&request{r: r, w: w}); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
			}
			return
		}
	}
	http.NotFound(w, r)
}

type request struct {
	r     *http.Request
	w     http.ResponseWriter
	store map[string]any
}

func (c *request) Request() *http.Request        { return c.r }
func (c *request) SetRequest(r *http.Request)    { c.r = r }
func (c *request) QueryParam(name string) string { return c.r.URL.Query().Get(name) }
func (c *request) Get(key string) any            { return c.store[key] }

func (c *request) Set(key string, val any) {
	if c.store == nil {
		c.store = make(map[string]any)
	}
	c.store[key] = val
}

func (c *request) JSON(code int, i any) error {
	c.w.WriteHeader(code)
	return json.NewEncoder(c.w).Encode(i)
}

func (c *request) NoContent(code int) error {
	c.w.WriteHeader(code)
	return nil
}
