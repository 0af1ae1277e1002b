// Package polls waits in helpers that take no context.
package polls

import (
	"context"
	"time"
)

type client struct {
	ready func() bool
	send  func(ctx context.Context) error
}

func (c *client) awaitReady() {
	for !c.ready() {
		time.Sleep(500 * time.Millisecond)
	}
}

func (c *client) first(ctx context.Context) error {
	c.awaitReady() // want `ignored: .*awaitReady sleeps in a loop at polls.go:\d+ and takes no context`
	return c.send(ctx)
}

// ok: nothing to pass on.
func (c *client) cron() { c.awaitReady() }

// ok: in a clean-up.
func (c *client) Close(ctx context.Context) { c.awaitReady() }

func (c *client) awaitUntil(ctx context.Context) error {
	for !c.ready() {
		if err := ctx.Err(); err != nil {
			return err
		}
		time.Sleep(500 * time.Millisecond)
	}
	return nil
}

func (c *client) second(ctx context.Context) error {
	if err := c.awaitUntil(ctx); err != nil { // ok: it looks
		return err
	}
	return c.send(ctx)
}

// spin gives way for moments only.
func (c *client) spin() {
	for !c.ready() {
		time.Sleep(time.Millisecond)
	}
}

func (c *client) third(ctx context.Context) error {
	c.spin() // ok
	return c.send(ctx)
}

// rounds sends the number of each round, with pauses that grow.
func (c *client) rounds(n int, stop chan struct{}) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			select {
			case out <- i:
			case <-stop:
				return
			}
			time.Sleep(time.Second << i)
		}
	}()
	return out
}

func (c *client) retry(ctx context.Context) (err error) {
	stop := make(chan struct{})
	defer close(stop)
	for range c.rounds(5, stop) { // want `ignored: the loop waits for .*rounds, which sleeps between two rounds and takes no context`
		if err = c.send(ctx); err == nil {
			return nil
		}
	}
	return err
}

func (c *client) retryLooking(ctx context.Context) (err error) {
	stop := make(chan struct{})
	defer close(stop)
	for range c.rounds(5, stop) { // ok: noticed before the next round
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err = c.send(ctx); err == nil {
			return nil
		}
	}
	return err
}

func (c *client) roundsUntil(ctx context.Context, n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			select {
			case out <- i:
			case <-ctx.Done():
				return
			}
			select {
			case <-time.After(time.Second << i):
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func (c *client) retryRight(ctx context.Context) (err error) {
	for range c.roundsUntil(ctx, 5) { // ok
		if err = c.send(ctx); err == nil {
			return nil
		}
	}
	return err
}

// ok: a comment says why the wait is not to be cut short.
func (c *client) settle(ctx context.Context) (err error) {
	stop := make(chan struct{})
	defer close(stop)
	// The waits go on when ctx is cancelled: the server counts the rounds.
	for range c.rounds(5, stop) {
		if err = c.send(ctx); err == nil {
			return nil
		}
	}
	return err
}

// A comment about something else is no reason.
func (c *client) settleAnyway(ctx context.Context) (err error) {
	stop := make(chan struct{})
	defer close(stop)
	// The variable is left out on purpose.
	for range c.rounds(5, stop) { // want `ignored: the loop waits for .*rounds`
		if err = c.send(ctx); err == nil {
			return nil
		}
	}
	return err
}
