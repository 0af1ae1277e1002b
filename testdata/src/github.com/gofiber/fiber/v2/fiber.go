// Package fiber is a stand-in with the surface of github.com/gofiber/fiber/v2.
// Its paths match exactly.
package fiber

// Handler serves a request.
type Handler = func(*Ctx) error

// Ctx is one request.
type Ctx struct {
	path  string
	query string
	body  []byte
}

// Path returns the path.
func (c *Ctx) Path() string { return c.path }

// Query returns a query parameter.
func (c *Ctx) Query(key string, defaultValue ...string) string { return c.query }

// Body returns the body.
func (c *Ctx) Body() []byte { return c.body }

// JSON writes a response.
func (c *Ctx) JSON(data any) error { return nil }

// SendString writes a response.
func (c *Ctx) SendString(s string) error { return nil }

// SendStatus writes a response.
func (c *Ctx) SendStatus(status int) error { return nil }

// Router is what routes are declared on.
type Router interface {
	Get(path string, handlers ...Handler) Router
	Post(path string, handlers ...Handler) Router
	Delete(path string, handlers ...Handler) Router
}

// App is the router.
type App struct {
	routes []route
}

type route struct {
	method, path string
	handlers     []Handler
}

// New returns a router without routes.
func New() *App { return &App{} }

// Get declares a route.
func (a *App) Get(path string, handlers ...Handler) Router { return a.add("GET", path, handlers) }

// Post declares a route.
func (a *App) Post(path string, handlers ...Handler) Router { return a.add("POST", path, handlers) }

// Delete declares a route.
func (a *App) Delete(path string, handlers ...Handler) Router {
	return a.add("DELETE", path, handlers)
}

func (a *App) add(method, path string, handlers []Handler) Router {
	a.routes = append(a.routes, route{method, path, handlers})
	return a
}

// Serve stands for a request over the network.
func (a *App) Serve(method, path, query string) error {
	for _, rt := range a.routes {
		if rt.method != method || rt.path != path {
			continue
		}
		for _, h := range rt.handlers {
			if err := h(&Ctx{path: path, query: query}); err != nil {
				return err
			}
		}
	}
	return nil
}
