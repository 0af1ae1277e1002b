// Package sessions keeps contexts in structs.
package sessions

import (
	"context"
	"net/http"
	"time"
)

type hub struct {
	ctx     context.Context
	last    context.Context
	handler http.Handler
}

var current context.Context

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.ctx = r.Context() // want `field: the context stored in the field ctx ends when the handler returns`
	h.handler.ServeHTTP(w, r)
}

func (h *hub) derived(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	h.last = ctx // want `field: the context stored in the field last is cancelled by the defer at sessions.go:\d+`
	h.handler.ServeHTTP(w, r.WithContext(ctx))
}

func (h *hub) global(w http.ResponseWriter, r *http.Request) {
	current = r.Context() // want `field: the context stored in the variable current ends when the handler returns`
}

func (h *hub) refresh(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	h.ctx = ctx // want `field: the context stored in the field ctx is cancelled by the defer`
}

// ok: an object of the request.
type call struct {
	ctx context.Context
	w   http.ResponseWriter
}

func (h *hub) perCall(w http.ResponseWriter, r *http.Request) {
	c := &call{ctx: r.Context(), w: w}
	c.run()
}

func (c *call) run() { <-c.ctx.Done() }

// ok: the owner's own life.
func newHub(ctx context.Context) *hub { return &hub{ctx: ctx} }

// ok: the caller decides how long.
func (h *hub) attach(ctx context.Context) { h.ctx = ctx }

// ok: no request's.
func (h *hub) reset(w http.ResponseWriter, r *http.Request) { h.ctx = context.Background() }
