// Package lifetimes has objects that keep a context for as long as they live.
package lifetimes

import (
	"context"
	"time"
)

type backend interface {
	Refresh(ctx context.Context, key string) error
	Delete(ctx context.Context, key string) error
}

type watcher struct {
	ctx    context.Context
	cancel context.CancelFunc
	be     backend
}

func newWatcher(be backend) *watcher {
	ctx, cancel := context.WithCancel(context.Background())
	w := &watcher{ctx: ctx, cancel: cancel, be: be}
	go w.run()
	return w
}

func (w *watcher) Close() { w.cancel() }

func (w *watcher) run() {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			w.refresh("all")
		case <-w.ctx.Done():
			return
		}
	}
}

func (w *watcher) refresh(key string) error {
	return w.be.Refresh(context.Background(), key) // want `dropped: backend.Refresh runs under context.Background although w.ctx is at hand`
}

func (w *watcher) refreshSoon(key string) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second) // want `dropped: backend.Refresh runs under context.Background although w.ctx is at hand`
		defer cancel()
		w.be.Refresh(ctx, key)
	}()
}

func (w *watcher) refreshRight(key string) error { return w.be.Refresh(w.ctx, key) } // ok

// ok: when the object ends, its context has.
func (w *watcher) shutdown() error {
	w.cancel()
	return w.be.Delete(context.Background(), "all")
}

// ok: the nearer context comes first.
func (w *watcher) refreshFor(ctx context.Context, key string) error { return w.be.Refresh(ctx, key) }

// ok: nobody looks at this field.
type idle struct {
	ctx    context.Context
	cancel context.CancelFunc
	be     backend
}

func newIdle(be backend) *idle {
	ctx, cancel := context.WithCancel(context.Background())
	return &idle{ctx: ctx, cancel: cancel, be: be}
}

func (i *idle) Close() { i.cancel() }

func (i *idle) refresh(key string) error { return i.be.Refresh(context.Background(), key) }

// ok: this one is never cancelled.
type endless struct {
	ctx context.Context
	be  backend
}

func newEndless(be backend) *endless { return &endless{ctx: context.Background(), be: be} }

func (e *endless) wait() { <-e.ctx.Done() }

func (e *endless) refresh(key string) error { return e.be.Refresh(context.Background(), key) }

// ok: which of the two is meant?
type twofold struct {
	ctx, request context.Context
	cancel       context.CancelFunc
	be           backend
}

func newTwofold(ctx context.Context, be backend) *twofold {
	life, cancel := context.WithCancel(ctx)
	return &twofold{ctx: life, request: ctx, cancel: cancel, be: be}
}

func (t *twofold) Close() { t.cancel() }

func (t *twofold) wait() { <-t.ctx.Done(); <-t.request.Done() }

func (t *twofold) refresh(key string) error { return t.be.Refresh(context.Background(), key) }
