// Package cleanup cleans up under contexts that have ended.
package cleanup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

type locker interface {
	Lock(ctx context.Context, name string) error
	Unlock(ctx context.Context, name string) error
}

type sandbox interface {
	Start(ctx context.Context) error
	Remove(ctx context.Context) error
	Stop(ctx context.Context) error
	Status(ctx context.Context) string
}

type worker struct {
	locks locker
	srv   *http.Server
	box   sandbox
}

func (w *worker) serve(ctx context.Context) error {
	go w.srv.ListenAndServe()
	<-ctx.Done()
	return w.srv.Shutdown(ctx) // want `cleanup-cancelled: \(\*http.Server\).Shutdown|cleanup-cancelled: \(\*Server\).Shutdown gets a context that has ended at cleanup.go:\d+`
}

func (w *worker) serveRight(ctx context.Context) error {
	go w.srv.ListenAndServe()
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return w.srv.Shutdown(stop) // ok
}

func (w *worker) serveFresh(ctx context.Context) error {
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return w.srv.Shutdown(stop) // ok
}

func (w *worker) watch(ctx context.Context) {
	go func() {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		w.srv.Shutdown(stop) // want `cleanup-cancelled: .*Shutdown gets a context that has ended`
	}()
}

func (w *worker) loop(ctx context.Context, work <-chan string) error {
	for {
		select {
		case <-ctx.Done():
			w.box.Stop(ctx) // want `cleanup-cancelled: sandbox.Stop gets a context that has ended`
			return ctx.Err()
		case name := <-work:
			w.locks.Lock(ctx, name) // ok: another case
		}
	}
}

func (w *worker) asked(ctx context.Context) error {
	if ctx.Err() != nil {
		w.box.Stop(ctx) // want `cleanup-cancelled: sandbox.Stop gets a context that has ended`
	}
	return nil
}

func (w *worker) askedRight(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stopped: %w", context.Cause(ctx)) // ok: asks why
	}
	return w.box.Start(ctx) // ok: not ended
}

func (w *worker) logged(ctx context.Context) {
	<-ctx.Done()
	slog.InfoContext(ctx, "stopped") // ok: a log
}

func (w *worker) early(ctx context.Context) error {
	run, cancel := context.WithCancel(ctx)
	err := w.box.Start(run)
	cancel()
	w.box.Stop(run) // want `cleanup-cancelled: sandbox.Stop gets a context that has ended`
	return err
}

func (w *worker) earlyRight(ctx context.Context) error {
	run, cancel := context.WithCancel(ctx)
	err := w.box.Start(run)
	cancel()
	return errors.Join(err, w.box.Stop(ctx)) // ok: the parent
}

func (w *worker) order(ctx context.Context) error {
	run, cancel := context.WithCancel(ctx)
	defer w.box.Stop(run) // want `cleanup-cancelled: sandbox.Stop runs after the cancel that is deferred at cleanup.go:\d+`
	defer cancel()
	return w.box.Start(run)
}

func (w *worker) create(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			w.box.Remove(ctx) // want `cleanup-cancelled: sandbox.Remove is the clean-up of \(\*worker\).create and runs under its caller's context`
		}
	}()
	return w.box.Start(ctx)
}

func (w *worker) createRight(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			w.box.Remove(stop) // ok
		}
	}()
	return w.box.Start(ctx)
}

func (w *worker) createFresh(ctx context.Context) (err error) {
	defer func() {
		if err != nil {
			w.box.Remove(context.Background()) // ok
		}
	}()
	return w.box.Start(ctx)
}

func (w *worker) locked(ctx context.Context, name string) error {
	if err := w.locks.Lock(ctx, name); err != nil {
		return err
	}
	defer w.locks.Unlock(ctx, name) // want `cleanup-cancelled: locker.Unlock is the clean-up of \(\*worker\).locked`
	return w.box.Start(ctx)
}

func (w *worker) withDeadline(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := w.locks.Lock(ctx, name); err != nil {
		return err
	}
	defer func() {
		if err := w.locks.Unlock(ctx, name); err != nil { // want `cleanup-cancelled: locker.Unlock is the clean-up`
			slog.Error("unlock", "err", err)
		}
	}()
	return w.box.Start(ctx)
}

// ok: a deferred call that is no clean-up.
func (w *worker) reported(ctx context.Context) error {
	defer func() { slog.Info(w.box.Status(ctx)) }()
	return w.box.Start(ctx)
}

// ok: it looks at the context itself.
func (w *worker) careful(ctx context.Context) error {
	defer func() {
		if ctx.Err() == nil {
			w.box.Remove(ctx)
		}
	}()
	return w.box.Start(ctx)
}

// ok: the clean-up of a clean-up belongs to its caller.
func (w *worker) Close(ctx context.Context) error {
	defer w.box.Remove(ctx)
	return w.box.Stop(ctx)
}

// ok: a comment says why.
func (w *worker) known(ctx context.Context) error {
	// Skipped on purpose once the caller has gone: the janitor does it.
	defer w.box.Remove(ctx)
	return w.box.Start(ctx)
}
