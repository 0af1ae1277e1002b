// Package fixes has one leak for each fix, and leaks for which there is none.
package fixes

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errLate = errors.New("fixes: late")

// Room for one value.
func first(fetch func() string) (string, error) {
	page := make(chan string)
	go func() {
		page <- fetch() // want `sending on page`
	}()
	select {
	case p := <-page:
		return p, nil
	case <-time.After(time.Second):
		return "", errLate
	}
}

// Room for the values of all goroutines of a loop.
func fastest(servers []string, ask func(string) string) string {
	answers := make(chan string)
	for _, s := range servers {
		go func() {
			answers <- ask(s) // want `sending on answers`
		}()
	}
	return <-answers
}

// Room for those of two goroutines that send one of two values each.
func both(check func() error) error {
	errc := make(chan error, 0)
	go func() {
		if err := check(); err != nil {
			errc <- err // want `sending on errc`
			return
		}
		errc <- nil // want `sending on errc`
	}()
	go func() { errc <- check() }() // want `sending on errc`
	return <-errc
}

// A sender in a loop has no last value; it goes with the context.
func stream(ctx context.Context, next func() string, take func(string) error) error {
	lines := make(chan string)
	go func() {
		for {
			lines <- next() // want `sending on lines`
		}
	}()
	for {
		select {
		case l := <-lines:
			if err := take(l); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// The context that was made for the goroutine ends on some ways out only.
func watch(check func() error) error {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done() // want `receiving from`
		println("done")
	}()
	if err := check(); err != nil {
		return err
	}
	cancel()
	return nil
}

// A close that an early return leaves out.
func prepare(load func() error) {
	ready := make(chan struct{})
	go func() {
		if err := load(); err != nil {
			return
		}
		close(ready) // readers may go on
	}()
	<-ready // want `receiving from ready`
}

// A channel that nobody closes.
func count(words []string) {
	queue := make(chan string)
	go func() {
		n := 0
		for range queue { // want `ranging over queue`
			n++
		}
	}()
	for _, w := range words {
		queue <- w
	}
}

// A close that must come before the wait for those who range.
func spread(words []string, work func(string)) {
	queue := make(chan string)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for w := range queue { // want `ranging over queue`
			work(w)
		}
	}()
	for _, w := range words {
		queue <- w
	}
	wg.Wait()
}

// A count that goes down on some ways out only.
func visit(pages []string, get func(string) error) {
	var wg sync.WaitGroup
	for _, p := range pages {
		wg.Add(1)
		go func() {
			if err := get(p); err != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // want `waiting for wg`
}

// A wait for goroutines that are yet to start.
func greet(names []string, meet func(string)) {
	var wg sync.WaitGroup
	wg.Add(len(names))
	for _, name := range names {
		go func() {
			defer wg.Done()
			meet(name)
		}()
		wg.Wait() // want `waiting for wg`
	}
}

// A lock that a round of a loop keeps.
func total(amounts []int) int {
	var mu sync.Mutex
	sum := 0
	for _, a := range amounts {
		mu.Lock() // want `taking the lock mu`
		if a < 0 {
			continue
		}
		sum += a
		mu.Unlock()
	}
	return sum
}

type poller struct{ stop chan struct{} }

func newPoller(poll func()) *poller {
	p := &poller{stop: make(chan struct{})}
	go func() {
		<-p.stop
		poll()
	}()
	return p
}

// Close ends the poller.
func (p *poller) Close() { close(p.stop) }

// An object that an early return drops.
func poll(check func() error) error {
	p := newPoller(func() {}) // want `newPoller`
	if err := check(); err != nil {
		return err
	}
	p.Close()
	return nil
}

// No fix: what the receiver does without a value is for people to say.
func answer(ask func() (int, bool)) int {
	replies := make(chan int)
	go func() {
		if n, ok := ask(); ok {
			replies <- n
		}
	}()
	return <-replies // want `receiving from replies`
}

// No fix: the goroutine goes on after the value, which the reader waits for.
func handOver(next func() int, log func()) int {
	values := make(chan int)
	go func() {
		for {
			values <- next() // want `sending on values`
			log()
		}
	}()
	return <-values
}
