// Package gin is a stand-in with the surface of github.com/gin-gonic/gin.
// Its paths match exactly.
package gin

import (
	"encoding/json"
	"net/http"
)

// H is a JSON object.
type H map[string]any

// HandlerFunc serves a request.
type HandlerFunc func(*Context)

// Context is one request.
type Context struct {
	Request *http.Request
	Writer  http.ResponseWriter
	Keys    map[any]any

	handlers []HandlerFunc
	next     int
}

// Query returns a query parameter.
func (c *Context) Query(key string) string { return c.Request.URL.Query().Get(key) }

// Set keeps a value with the request.
func (c *Context) Set(key any, value any) {
	if c.Keys == nil {
		c.Keys = make(map[any]any)
	}
	c.Keys[key] = value
}

// Get returns a value kept with the request.
func (c *Context) Get(key any) (any, bool) {
	v, ok := c.Keys[key]
	return v, ok
}

// Next calls the remaining handlers.
func (c *Context) Next() {
	for c.next < len(c.handlers) {
		h := c.handlers[c.next]
		c.next++
		h(c)
	}
}

// Status sets the response's status.
func (c *Context) Status(code int) { c.Writer.WriteHeader(code) }

// String writes a response.
func (c *Context) String(code int, format string, values ...any) { c.Writer.WriteHeader(code) }

// JSON writes a response.
func (c *Context) JSON(code int, obj any) {
	c.Writer.WriteHeader(code)
	_ = json.NewEncoder(c.Writer).Encode(obj)
}

// IRoutes is what routes are declared on.
type IRoutes interface {
	Use(...HandlerFunc) IRoutes
	Handle(string, string, ...HandlerFunc) IRoutes
	GET(string, ...HandlerFunc) IRoutes
	POST(string, ...HandlerFunc) IRoutes
	PUT(string, ...HandlerFunc) IRoutes
	DELETE(string, ...HandlerFunc) IRoutes
}

// RouterGroup declares routes below a prefix.
type RouterGroup struct {
	Handlers []HandlerFunc

	prefix string
	engine *Engine
}

// Engine is the router.
type Engine struct {
	RouterGroup

	routes []route
}

type route struct {
	method, path string
	handlers     []HandlerFunc
}

// New returns a router without routes.
func New() *Engine {
	e := &Engine{}
	e.engine = e
	return e
}

// Default returns a router without routes.
func Default() *Engine { return New() }

// ServeHTTP calls the handlers of the request's route.
func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, rt := range e.routes {
		if rt.path == r.URL.Path && rt.method == r.Method {
			(&Context{Request: r, Writer: w, handlers: rt.handlers}).Next()
			return
		}
	}
	http.NotFound(w, r)
}

// Group returns a group below this one.
func (g *RouterGroup) Group(path string, handlers ...HandlerFunc) *RouterGroup {
	all := append(append([]HandlerFunc{}, g.Handlers...), handlers...)
	return &RouterGroup{Handlers: all, prefix: g.prefix + path, engine: g.engine}
}

// Use adds middlewares for the routes that follow.
func (g *RouterGroup) Use(handlers ...HandlerFunc) IRoutes {
	g.Handlers = append(g.Handlers, handlers...)
	return g
}

// Handle declares a route.
func (g *RouterGroup) Handle(method, path string, handlers ...HandlerFunc) IRoutes {
	all := append(append([]HandlerFunc{}, g.Handlers...), handlers...)
	g.engine.routes = append(g.engine.routes, route{method, g.prefix + path, all})
	return g
}

// GET declares a route.
func (g *RouterGroup) GET(path string, handlers ...HandlerFunc) IRoutes {
	return g.Handle("GET", path, handlers...)
}

// POST declares a route.
func (g *RouterGroup) POST(path string, handlers ...HandlerFunc) IRoutes {
	return g.Handle("POST", path, handlers...)
}

// PUT declares a route.
func (g *RouterGroup) PUT(path string, handlers ...HandlerFunc) IRoutes {
	return g.Handle("PUT", path, handlers...)
}

// DELETE declares a route.
func (g *RouterGroup) DELETE(path string, handlers ...HandlerFunc) IRoutes {
	return g.Handle("DELETE", path, handlers...)
}
