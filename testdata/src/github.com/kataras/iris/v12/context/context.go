// Package context declares what the tests use of the real one.
package context

type Context struct{ path string }

func (ctx *Context) Path() string                { return ctx.path }
func (ctx *Context) Host() string                { return "" }
func (ctx *Context) URLParam(name string) string { return "" }
func (ctx *Context) RouteName() string           { return "" }

func (ctx *Context) GetCurrentRoute() RouteReadOnly { return nil }

type RouteReadOnly interface{ Path() string }
