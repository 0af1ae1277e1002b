// Package errgroup is a stand-in with the surface of golang.org/x/sync/errgroup.
package errgroup

import (
	"context"
	"sync"
)

// A Group is a collection of goroutines working on one task.
type Group struct {
	cancel context.CancelCauseFunc
	wg     sync.WaitGroup
	slots  chan struct{}
	once   sync.Once
	err    error
}

// WithContext returns a group and a context that ends at the first error.
func WithContext(ctx context.Context) (*Group, context.Context) {
	ctx, cancel := context.WithCancelCause(ctx)
	return &Group{cancel: cancel}, ctx
}

// SetLimit bounds the goroutines that run at once.
func (g *Group) SetLimit(n int) {
	g.slots = nil
	if n >= 0 {
		g.slots = make(chan struct{}, n)
	}
}

// Go runs f in a new goroutine, once there is room for it.
func (g *Group) Go(f func() error) {
	if g.slots != nil {
		g.slots <- struct{}{}
	}
	g.start(f)
}

// TryGo runs f in a new goroutine if there is room for it.
func (g *Group) TryGo(f func() error) bool {
	if g.slots != nil {
		select {
		case g.slots <- struct{}{}:
		default:
			return false
		}
	}
	g.start(f)
	return true
}

func (g *Group) start(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.done()
		if err := f(); err != nil {
			g.once.Do(func() {
				g.err = err
				if g.cancel != nil {
					g.cancel(err)
				}
			})
		}
	}()
}

func (g *Group) done() {
	if g.slots != nil {
		<-g.slots
	}
	g.wg.Done()
}

// Wait blocks until all goroutines have returned and gives the first error.
func (g *Group) Wait() error {
	g.wg.Wait()
	if g.cancel != nil {
		g.cancel(g.err)
	}
	return g.err
}
