// Package conc is a stand-in with the surface of github.com/sourcegraph/conc.
package conc

import "sync"

// WaitGroup is a collection of goroutines.
type WaitGroup struct {
	wg sync.WaitGroup
}

// NewWaitGroup returns an empty group.
func NewWaitGroup() *WaitGroup { return &WaitGroup{} }

// Go runs f in a new goroutine.
func (g *WaitGroup) Go(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

// Wait blocks until all goroutines have returned.
func (g *WaitGroup) Wait() { g.wg.Wait() }
