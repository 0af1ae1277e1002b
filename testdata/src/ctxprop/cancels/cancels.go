// Package cancels loses cancel functions.
package cancels

import (
	"context"
	"errors"
	"time"
)

type fetcher interface {
	Fetch(ctx context.Context, host string) error
}

type pool struct {
	f      fetcher
	stop   context.CancelFunc
	cancel context.CancelFunc
	quit   func()
}

func (p *pool) discarded(ctx context.Context) error {
	ctx, _ = context.WithTimeout(ctx, time.Second) // want `lost-cancel: the cancel function of context.WithTimeout is thrown away`
	return p.f.Fetch(ctx, "a")
}

func (p *pool) fresh(ctx context.Context) error {
	run, _ := context.WithCancel(ctx) // want `lost-cancel: the cancel function of context.WithCancel is thrown away`
	return p.f.Fetch(run, "a")
}

func (p *pool) oneWay(ctx context.Context, host string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second) // want `lost-cancel: the cancel function of context.WithTimeout is not called on the way to cancels.go:\d+`
	if host == "" {
		return errors.New("no host")
	}
	defer cancel()
	return p.f.Fetch(ctx, host)
}

func (p *pool) onlyOnError(ctx context.Context, host string) error {
	ctx, cancel := context.WithCancelCause(ctx) // want `lost-cancel: the cancel function of context.WithCancelCause is not called on the way`
	if err := p.f.Fetch(ctx, host); err != nil {
		cancel(err)
		return err
	}
	return nil
}

func (p *pool) allWays(ctx context.Context, host string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	if host == "" {
		cancel()
		return errors.New("no host")
	}
	err := p.f.Fetch(ctx, host)
	cancel()
	return err // ok
}

func (p *pool) rounds(ctx context.Context, hosts []string) error {
	for _, host := range hosts {
		ctx, cancel := context.WithTimeout(ctx, time.Second) // want `lost-cancel: the cancel function of context.WithTimeout is deferred in a loop`
		defer cancel()
		if err := p.f.Fetch(ctx, host); err != nil {
			return err
		}
	}
	return nil
}

func (p *pool) roundsRight(ctx context.Context, hosts []string) error {
	for _, host := range hosts {
		if err := p.round(ctx, host); err != nil {
			return err
		}
	}
	return nil
}

func (p *pool) round(ctx context.Context, host string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel() // ok
	return p.f.Fetch(ctx, host)
}

func (p *pool) roundsCalled(ctx context.Context, hosts []string) error {
	for _, host := range hosts {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		err := p.f.Fetch(ctx, host)
		cancel() // ok
		if err != nil {
			return err
		}
	}
	return nil
}

// ok: the loop is left right after the defer.
func (p *pool) firstOf(ctx context.Context, hosts []string) error {
	for _, host := range hosts {
		if host == "" {
			continue
		}
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		return p.f.Fetch(ctx, host)
	}
	return nil
}

func (p *pool) kept(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx) // want `lost-cancel: the cancel function of context.WithCancel is kept in the field stop, which nobody reads`
	p.stop = cancel
	return p.f.Fetch(ctx, "a")
}

func (p *pool) keptRight(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx) // ok: Close calls it
	p.cancel = cancel
	return p.f.Fetch(ctx, "a")
}

// Close ends what is running.
func (p *pool) Close() {
	p.cancel()
	if p.quit != nil {
		p.quit()
	}
}

func (p *pool) keptAsFunc(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	p.quit = cancel // ok
	return p.f.Fetch(ctx, "a")
}

func ignores(name string, cancel context.CancelFunc) int { return len(name) }

func calls(name string, cancel context.CancelFunc) { cancel() }

func (p *pool) passed(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx) // want `lost-cancel: the cancel function of context.WithCancel is passed to ignores, which ignores it`
	ignores("a", cancel)
	return p.f.Fetch(ctx, "a")
}

func (p *pool) passedRight(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer calls("a", cancel) // ok
	return p.f.Fetch(ctx, "a")
}

// ok: returned.
func timed(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Second)
}

func (p *pool) helper(ctx context.Context) error {
	ctx, cancel := timed(ctx) // want `lost-cancel: the cancel function of timed is not called on the way`
	if err := p.f.Fetch(ctx, "a"); err != nil {
		return err
	}
	cancel()
	return nil
}

func (p *pool) helperRight(ctx context.Context) error {
	ctx, cancel := timed(ctx)
	defer cancel() // ok
	return p.f.Fetch(ctx, "a")
}

// ok: a goroutine calls it.
func (p *pool) handed(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	go func() {
		defer cancel()
		p.f.Fetch(ctx, "a")
	}()
}

func (p *pool) overwritten(ctx context.Context) error {
	run, cancel := context.WithCancel(ctx) // want `lost-cancel: the cancel function of context.WithCancel is overwritten before anybody calls it`
	p.f.Fetch(run, "a")
	run, cancel = context.WithTimeout(ctx, time.Second)
	defer cancel()
	return p.f.Fetch(run, "b")
}

// ok: conditional, and merged.
func (p *pool) optional(ctx context.Context, d time.Duration) error {
	cancel := func() {}
	if d > 0 {
		ctx, cancel = context.WithTimeout(ctx, d)
	}
	defer cancel()
	return p.f.Fetch(ctx, "a")
}

type registry struct {
	ends map[string]context.CancelFunc
	f    fetcher
}

func (r *registry) add(name string) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	r.ends[name] = cancel
	return ctx, cancel
}

// ok: the registry has the cancel function.
func (r *registry) fill() error {
	r.add("a")
	ctx, _ := r.add("b")
	return r.f.Fetch(ctx, "b")
}

// made keeps nothing.
func made() (context.Context, context.CancelFunc) { return context.WithCancel(context.Background()) }

func (r *registry) use() error {
	ctx, _ := made() // want `lost-cancel: the cancel function of made is thrown away`
	return r.f.Fetch(ctx, "b")
}

// ok: a comment at the return says that it is meant so.
func (p *pool) forever(ctx context.Context, once bool) error {
	ctx, cancel := context.WithCancel(ctx)
	if !once {
		return p.f.Fetch(ctx, "a") // cancel is discarded: the fetcher lives as long as the process
	}
	defer cancel()
	return p.f.Fetch(ctx, "b")
}
