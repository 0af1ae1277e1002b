// Package shutdown starts and ends services.
package shutdown

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// Serve returns when the context ends, and the server's last error has no reader.
func Serve(ctx context.Context, srv *http.Server, ln net.Listener) error {
	failed := make(chan error)
	go func() {
		failed <- srv.Serve(ln) // want "failed"
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return srv.Close()
	}
}

// ServeRoom has room for the last error.
func ServeRoom(ctx context.Context, srv *http.Server, ln net.Listener) error {
	failed := make(chan error, 1)
	go func() {
		failed <- srv.Serve(ln)
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return srv.Close()
	}
}

// ServeRead reads the last error after the end.
func ServeRead(ctx context.Context, srv *http.Server, ln net.Listener) error {
	failed := make(chan error)
	go func() {
		failed <- srv.Serve(ln)
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return errors.Join(srv.Close(), <-failed)
	}
}

// Background waits for a context that cannot end.
func Background(work, cleanup func()) {
	ctx := context.Background()
	go func() {
		<-ctx.Done() // want "ctx"
		cleanup()
	}()
	work()
}

// Uncancelled waits for a context whose cancel was thrown away.
func Uncancelled(work, cleanup func()) {
	ctx, _ := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done() // want "ctx"
		cleanup()
	}()
	work()
}

// Cancelled ends the context with the function.
func Cancelled(work, cleanup func()) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		<-ctx.Done()
		cleanup()
	}()
	work()
}

// Deadline ends by itself.
func Deadline(d time.Duration, work, cleanup func()) context.CancelFunc {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	go func() {
		<-ctx.Done()
		cleanup()
	}()
	work()
	return cancel
}

// Caller waits for a context that its caller ends.
func Caller(ctx context.Context, cleanup func()) {
	go func() {
		<-ctx.Done()
		cleanup()
	}()
}

// Partial cancels on one path only.
func Partial(check func() error, cleanup func()) error {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done() // want "ctx"
		cleanup()
	}()
	if err := check(); err != nil {
		return err
	}
	cancel()
	return nil
}

// Hang waits for nothing at all, once for each call.
func Hang(release func()) {
	go func() {
		defer release()
		select {} // want "select"
	}()
}

// Closer ends its goroutine, however often it is closed.
type Closer struct {
	done chan struct{}
	once sync.Once
	wg   sync.WaitGroup
}

// NewCloser starts it.
func NewCloser(cleanup func()) *Closer {
	c := &Closer{done: make(chan struct{})}
	c.wg.Go(func() {
		<-c.done
		cleanup()
	})
	return c
}

// Close waits for the goroutine.
func (c *Closer) Close() {
	c.once.Do(func() { close(c.done) })
	c.wg.Wait()
}

// Use closes what it made.
func Use(cleanup, work func()) {
	c := NewCloser(cleanup)
	defer c.Close()
	work()
}

// Start returns the function that ends what it started.
func Start(work func()) (stop func()) {
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-quit:
				return
			case <-time.After(time.Millisecond):
				work()
			}
		}
	}()
	return func() {
		close(quit)
		<-ended
	}
}

// Stopper tells its goroutine to stop and waits for an answer; the goroutine has
// left by another way when the work failed.
func Stopper(work func() error) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		if err := work(); err != nil {
			return
		}
		<-stop
		close(stopped)
	}()
	close(stop)
	<-stopped // want "stopped"
}

// StopperAlways answers in a deferred call.
func StopperAlways(work func() error) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		if err := work(); err != nil {
			return
		}
		<-stop
	}()
	close(stop)
	<-stopped
}

// Ask sends its stop to a goroutine that may have ended.
func Ask(work func() error) {
	stop := make(chan struct{})
	go func() {
		if err := work(); err != nil {
			return
		}
		<-stop
	}()
	stop <- struct{}{} // want "stop"
}

// AskClose closes instead.
func AskClose(work func() error) {
	stop := make(chan struct{})
	go func() {
		if err := work(); err != nil {
			return
		}
		<-stop
	}()
	close(stop)
}

// Reply sends once for each of two who ask once.
func Reply(work func() int) int {
	ask, answer := make(chan int), make(chan int)
	go func() {
		for n := range ask {
			answer <- n * work()
		}
	}()
	defer close(ask)
	ask <- 1
	first := <-answer
	ask <- 2
	return first + <-answer
}

// ReplyOnce answers one of the two.
func ReplyOnce(work func() int) int {
	ask, answer := make(chan int), make(chan int)
	go func() {
		n := <-ask
		answer <- n * work()
	}()
	ask <- 1
	first := <-answer
	ask <- 2 // want "ask"
	return first + <-answer
}
