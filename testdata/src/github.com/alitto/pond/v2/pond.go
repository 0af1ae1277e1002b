// Package pond is a stand-in with the surface of github.com/alitto/pond/v2.
package pond

import "sync"

// Pool bounds the goroutines that run at once.
type Pool interface {
	Submit(task func()) Task
	Go(task func()) error
	StopAndWait()
}

// Task is a submitted function.
type Task interface {
	Done() <-chan struct{}
	Wait() error
}

// NewPool returns a pool of the size.
func NewPool(maxConcurrency int) Pool {
	return &pool{slots: make(chan struct{}, maxConcurrency)}
}

type pool struct {
	slots chan struct{}
	wg    sync.WaitGroup
}

type task struct {
	done chan struct{}
}

func (p *pool) Submit(f func()) Task {
	t := &task{done: make(chan struct{})}
	p.slots <- struct{}{}
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		defer func() { <-p.slots }()
		defer close(t.done)
		f()
	}()
	return t
}

func (p *pool) Go(f func()) error {
	p.Submit(f)
	return nil
}

func (p *pool) StopAndWait() { p.wg.Wait() }

func (t *task) Done() <-chan struct{} { return t.done }

func (t *task) Wait() error {
	<-t.done
	return nil
}
