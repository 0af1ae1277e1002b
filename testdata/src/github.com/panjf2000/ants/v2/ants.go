// Package ants is a stand-in with the surface of github.com/panjf2000/ants/v2.
package ants

// Option changes a pool.
type Option func(*Pool)

// Pool bounds the goroutines that run at once.
type Pool struct {
	slots chan struct{}
}

var defaultPool = &Pool{slots: make(chan struct{}, 64)}

// NewPool returns a pool of the size.
func NewPool(size int, options ...Option) (*Pool, error) {
	p := &Pool{slots: make(chan struct{}, size)}
	for _, option := range options {
		option(p)
	}
	return p, nil
}

// Submit runs the task on the default pool.
func Submit(task func()) error { return defaultPool.Submit(task) }

// Submit runs the task in a goroutine, once there is room for it.
func (p *Pool) Submit(task func()) error {
	p.slots <- struct{}{}
	go func() {
		defer func() { <-p.slots }()
		task()
	}()
	return nil
}

// Release ends the pool.
func (p *Pool) Release() {}
