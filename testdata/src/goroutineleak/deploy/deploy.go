// Package deploy has branches that belong together.
package deploy

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

// A Step is part of a deployment.
type Step func() error

// Run waits for a goroutine only if it has started one.
func Run(step Step, background bool) {
	done := make(chan struct{})
	if background {
		go func() {
			defer close(done)
			_ = step()
		}()
	}
	time.Sleep(time.Millisecond)
	if background {
		<-done
	}
}

// RunAlways waits for a goroutine that it may not have started.
func RunAlways(step Step, background bool) {
	done := make(chan struct{})
	if background {
		go func() {
			defer close(done)
			_ = step()
		}()
	}
	<-done // want "done"
}

// Notify sends only where somebody listens.
func Notify(verbose bool, report func(string)) {
	var messages chan string
	var wg sync.WaitGroup
	if verbose {
		messages = make(chan string)
		wg.Go(func() {
			for m := range messages {
				report(m)
			}
		})
	}
	if messages != nil {
		messages <- "started"
		close(messages)
	}
	wg.Wait()
}

// Count starts as many goroutines as it receives from.
func Count(steps []Step) (failed int) {
	errs := make(chan error)
	n := 0
	for _, step := range steps {
		if step == nil {
			continue
		}
		n++
		go func() { errs <- step() }()
	}
	for range n {
		if <-errs != nil {
			failed++
		}
	}
	return failed
}

// CountAll receives for the steps that it has left out, too.
func CountAll(steps []Step) (failed int) {
	errs := make(chan error)
	for _, step := range steps {
		if step == nil {
			continue
		}
		go func() { errs <- step() }()
	}
	for range steps {
		if <-errs != nil { // want "errs"
			failed++
		}
	}
	return failed
}

// Both starts two and receives two, in a loop with a constant bound.
func Both(first, second Step) error {
	errs := make(chan error, 1)
	go func() { errs <- first() }()
	go func() { errs <- second() }()
	var all error
	for range 2 {
		all = errors.Join(all, <-errs)
	}
	return all
}

// Chain starts a goroutine that starts the next one, each with a channel of its own.
func Chain(n int, last Step) {
	var link func(n int, done chan struct{})
	link = func(n int, done chan struct{}) {
		defer close(done)
		if n == 0 {
			_ = last()
			return
		}
		next := make(chan struct{})
		go link(n-1, next)
		<-next
	}
	done := make(chan struct{})
	go link(n, done)
	<-done
}

// Must leaves the process where it cannot go on.
func Must(step Step) {
	ready := make(chan struct{})
	go func() {
		if err := step(); err != nil {
			os.Exit(1)
		}
		close(ready)
	}()
	<-ready
}

// Recover closes its channel even when the step panics.
func Recover(step Step) {
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		defer func() { _ = recover() }()
		_ = step()
	}()
	<-ready
}

// Unrecovered sends after the step, and after a panic it sends nothing.
func Unrecovered(step Step) error {
	errs := make(chan error)
	go func() {
		defer func() { _ = recover() }()
		if step == nil {
			panic("deploy: no step")
		}
		errs <- step()
	}()
	return <-errs // blind "errs"
}

// Slots gives a slot back before it waits for all of them.
func Slots(steps []Step, n int) {
	slots := make(chan struct{}, n)
	for _, step := range steps {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			_ = step()
		}()
	}
	for range n {
		slots <- struct{}{}
	}
}

// Token passes one token around: who has it may go on.
func Token(steps []Step) {
	token := make(chan struct{}, 1)
	token <- struct{}{}
	var wg sync.WaitGroup
	for _, step := range steps {
		wg.Go(func() {
			<-token
			defer func() { token <- struct{}{} }()
			_ = step()
		})
	}
	wg.Wait()
}

// TokenLost keeps the token when a step fails.
func TokenLost(steps []Step) {
	token := make(chan struct{}, 1)
	token <- struct{}{}
	var wg sync.WaitGroup
	for _, step := range steps {
		wg.Go(func() {
			<-token // want "token"
			if step() != nil {
				return
			}
			token <- struct{}{}
		})
	}
	wg.Wait() // also
}

// Rollback waits for the end of the step, or asks it to stop and waits then.
func Rollback(ctx context.Context, step func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error)
	go func() { ended <- step(ctx) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return errors.Join(ctx.Err(), <-ended)
	}
}

// Latest keeps only the latest value in a channel with room for one.
func Latest(values []int) int {
	latest := make(chan int, 1)
	for _, v := range values {
		select {
		case <-latest:
		default:
		}
		latest <- v
	}
	return len(latest)
}

// Phases meets twice over one channel, in turn.
func Phases(step Step) {
	phase := make(chan int)
	go func() {
		<-phase
		_ = step()
		phase <- 2
	}()
	phase <- 1
	<-phase
}

// PhasesTwisted meets twice, but both wait for the other to begin.
func PhasesTwisted(step Step) {
	ping, pong := make(chan int), make(chan int)
	go func() {
		<-ping // want "ping"
		_ = step()
		pong <- 1
	}()
	<-pong // also
	ping <- 1
}
