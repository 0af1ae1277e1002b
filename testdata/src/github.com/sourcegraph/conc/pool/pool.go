// Package pool is a stand-in with the surface of github.com/sourcegraph/conc/pool.
package pool

import "sync"

// Pool bounds the goroutines that run at once.
type Pool struct {
	wg    sync.WaitGroup
	slots chan struct{}
}

// New returns a pool without a bound.
func New() *Pool { return &Pool{} }

// WithMaxGoroutines sets the bound.
func (p *Pool) WithMaxGoroutines(n int) *Pool {
	p.slots = make(chan struct{}, n)
	return p
}

// Go runs f in a goroutine, once there is room for it.
func (p *Pool) Go(f func()) {
	if p.slots != nil {
		p.slots <- struct{}{}
	}
	p.wg.Add(1)
	go func() {
		defer p.done()
		f()
	}()
}

func (p *Pool) done() {
	if p.slots != nil {
		<-p.slots
	}
	p.wg.Done()
}

// Wait blocks until all goroutines have returned.
func (p *Pool) Wait() { p.wg.Wait() }
