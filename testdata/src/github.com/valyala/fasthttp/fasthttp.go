// Package fasthttp has the part of the real one that tests need.
package fasthttp

import "net"

type RequestHeader struct{}

func (h *RequestHeader) Method() []byte         { return nil }
func (h *RequestHeader) Peek(key string) []byte { return nil }

type Request struct{ Header RequestHeader }

type URI struct{}

func (u *URI) Path() []byte { return nil }

type Args struct{}

func (a *Args) Peek(key string) []byte { return nil }

type RequestCtx struct{ Request Request }

func (ctx *RequestCtx) Path() []byte         { return nil }
func (ctx *RequestCtx) Method() []byte       { return nil }
func (ctx *RequestCtx) IsGet() bool          { return true }
func (ctx *RequestCtx) RemoteAddr() net.Addr { return nil }
func (ctx *RequestCtx) URI() *URI            { return nil }
func (ctx *RequestCtx) QueryArgs() *Args     { return nil }
