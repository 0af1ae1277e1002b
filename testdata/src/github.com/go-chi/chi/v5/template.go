package chi

import (
	"context"
	"net/http"
)

// Context is what the router knows of a request.
type Context struct{ request *http.Request }

// RouteContext returns what the router knows of the request of ctx.
func RouteContext(ctx context.Context) *Context { return &Context{} }

// RoutePattern returns the template of the request's route.
func (c *Context) RoutePattern() string { return "" }
