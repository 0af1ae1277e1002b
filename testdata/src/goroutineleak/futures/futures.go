// Package futures keeps channels in objects.
package futures

import (
	"errors"
	"sync"
	"time"
)

// A Call ends with finish.
type Call struct {
	done  chan struct{}
	value int
	err   error
}

func (c *Call) finish(v int, err error) {
	c.value, c.err = v, err
	close(c.done)
}

// Wait waits for the end.
func (c *Call) Wait() (int, error) {
	<-c.done
	return c.value, c.err
}

// Do finishes the call however f ends.
func Do(f func() (int, error)) (int, error) {
	c := &Call{done: make(chan struct{})}
	go func() {
		c.finish(f())
	}()
	return c.Wait()
}

// A task has a channel of its own; it is not finished where there is nothing to do.
type task struct {
	done  chan struct{}
	value int
}

func (t *task) run(f func() int) {
	if f == nil {
		return
	}
	t.value = f()
	close(t.done)
}

// Run waits for a task that may never be done.
func Run(f func() int) int {
	t := &task{done: make(chan struct{})}
	go t.run(f)
	<-t.done // want "done"
	return t.value
}

// A Flight shares one call among all who ask for the same key.
type Flight struct {
	mu    sync.Mutex
	calls map[string]*Call
}

// Do calls f once for those who come while it runs.
func (f *Flight) Do(key string, work func() (int, error)) (int, error) {
	f.mu.Lock()
	if c, ok := f.calls[key]; ok {
		f.mu.Unlock()
		return c.Wait()
	}
	c := &Call{done: make(chan struct{})}
	f.calls[key] = c
	f.mu.Unlock()
	c.finish(work())
	f.mu.Lock()
	delete(f.calls, key)
	f.mu.Unlock()
	return c.value, c.err
}

// A Lease is renewed by a goroutine that Release ends.
type Lease struct {
	release  chan struct{}
	released sync.Once
	renewals chan int
}

// Take starts it. Nobody has to read the renewals.
func Take(every time.Duration) *Lease {
	l := &Lease{release: make(chan struct{}), renewals: make(chan int, 1)}
	go l.renew(every)
	return l
}

func (l *Lease) renew(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for n := 0; ; n++ {
		select {
		case <-ticker.C:
		case <-l.release:
			return
		}
		select {
		case l.renewals <- n:
		default:
		}
	}
}

// Release ends it.
func (l *Lease) Release() { l.released.Do(func() { close(l.release) }) }

// Hold takes a lease for the time of f.
func Hold(every time.Duration, f func()) {
	l := Take(every)
	defer l.Release()
	f()
}

type vote struct {
	yes bool
	err error
}

// Vote returns as soon as it has a majority.
func Vote(voters []func() (bool, error)) bool {
	votes := make(chan vote)
	for _, voter := range voters {
		go func() {
			yes, err := voter()
			votes <- vote{yes, err} // want "votes"
		}()
	}
	count := 0
	for range voters {
		if v := <-votes; v.yes {
			count++
		}
		if count > len(voters)/2 {
			return true
		}
	}
	return false
}

// VoteRest reads the rest of the votes in the background.
func VoteRest(voters []func() (bool, error)) bool {
	votes := make(chan vote)
	var wg sync.WaitGroup
	for _, voter := range voters {
		wg.Go(func() {
			yes, err := voter()
			votes <- vote{yes, err}
		})
	}
	go func() {
		wg.Wait()
		close(votes)
	}()
	defer func() {
		go func() {
			for range votes {
			}
		}()
	}()
	count := 0
	for v := range votes {
		if v.yes {
			count++
		}
		if count > len(voters)/2 {
			return true
		}
	}
	return false
}

// Lazy computes a value in the background, for whoever comes first.
type Lazy struct{ value chan int }

// NewLazy starts the work; its result has room in the channel.
func NewLazy(work func() int) *Lazy {
	l := &Lazy{value: make(chan int, 1)}
	go func() { l.value <- work() }()
	return l
}

// Get puts the value back for the next one.
func (l *Lazy) Get() int {
	v := <-l.value
	l.value <- v
	return v
}

// Later computes a value that its caller throws away on a failure.
func Later(work func() int, check func() error) (int, error) {
	value := make(chan int)
	go func() { value <- work() }() // want "value"
	if err := check(); err != nil {
		return 0, errors.Join(errors.New("futures: check"), err)
	}
	return <-value, nil
}
