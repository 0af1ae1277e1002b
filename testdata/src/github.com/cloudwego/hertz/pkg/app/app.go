// Package app declares what the tests use of the real one.
package app

type RequestContext struct{ path, method []byte }

func (ctx *RequestContext) Path() []byte             { return ctx.path }
func (ctx *RequestContext) Method() []byte           { return ctx.method }
func (ctx *RequestContext) Param(name string) string { return "" }
func (ctx *RequestContext) FullPath() string         { return "" }
