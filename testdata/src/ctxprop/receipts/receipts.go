// Package receipts starts goroutines that outlive the request they belong to.
package receipts

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
)

var _ grpc.ServerOption

type sender interface {
	Send(ctx context.Context, to, text string) error
}

type shop struct {
	mail sender
	wg   sync.WaitGroup
}

func (s *shop) checkout(w http.ResponseWriter, r *http.Request) {
	go s.receipt(r.Context(), "a") // want `outlived: .*receipt runs in a goroutine that nobody waits for, under a context that ends when the handler returns`
	w.WriteHeader(http.StatusAccepted)
}

func (s *shop) receipt(ctx context.Context, to string) {
	s.mail.Send(ctx, to, "thanks")
}

func (s *shop) literal(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() {
		if err := s.mail.Send(ctx, "a", "thanks"); err != nil { // want `outlived: sender.Send runs in a goroutine`
			log.Print(err)
		}
	}()
	fmt.Fprintln(w, "accepted")
}

func (s *shop) inside(w http.ResponseWriter, r *http.Request) {
	go func() {
		s.mail.Send(r.Context(), "a", "thanks") // want `outlived: sender.Send runs in a goroutine`
	}()
}

func (s *shop) argument(w http.ResponseWriter, r *http.Request) {
	go func(ctx context.Context) {
		s.mail.Send(ctx, "a", "thanks") // want `outlived: sender.Send runs in a goroutine`
	}(r.Context())
}

func (s *shop) derived(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), orderKey{}, 1)
	go func() {
		s.mail.Send(ctx, fmt.Sprint(ctx.Value(orderKey{})), "thanks") // want `outlived: sender.Send runs in a goroutine`
	}()
}

type orderKey struct{}

func (s *shop) deadline(ctx context.Context, to string) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	go func() {
		s.mail.Send(ctx, to, "thanks") // want `outlived: sender.Send runs .* under a context that is cancelled by the defer at receipts.go:\d+`
	}()
}

func (s *shop) named(ctx context.Context, to string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go s.receipt(ctx, to) // want `outlived: .*receipt runs .* is cancelled by the defer`
}

func (s *shop) later(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	time.AfterFunc(time.Second, func() {
		s.mail.Send(ctx, "a", "thanks") // want `outlived: sender.Send runs in a goroutine`
	})
}

// Order and Reply are messages.
type Order struct{ To string }
type Reply struct{}

// Place serves an RPC.
func (s *shop) Place(ctx context.Context, o *Order) (*Reply, error) { // want Place:"works in a goroutine"
	go s.receipt(ctx, o.To) // want `outlived: .*receipt runs .* ends when the RPC returns`
	return &Reply{}, nil
}

// ok: detached on purpose.
func (s *shop) detached(w http.ResponseWriter, r *http.Request) {
	go s.receipt(context.WithoutCancel(r.Context()), "a")
}

// ok: joined with a wait group.
func (s *shop) joined(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		s.mail.Send(r.Context(), "a", "thanks")
	}()
	wg.Wait()
}

// ok: joined with a channel.
func (s *shop) awaited(w http.ResponseWriter, r *http.Request) {
	done := make(chan error, 1)
	go func() { done <- s.mail.Send(r.Context(), "a", "thanks") }()
	if err := <-done; err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

// ok: an errgroup that is waited for.
func (s *shop) group(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	for _, to := range []string{"a", "b"} {
		g.Go(func() error { return s.mail.Send(ctx, to, "thanks") })
	}
	if err := g.Wait(); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

// ok: it watches the request and is meant to end with it.
func (s *shop) watched(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() {
		<-ctx.Done()
		s.mail.Send(context.WithoutCancel(ctx), "a", "gone")
	}()
	s.mail.Send(ctx, "a", "thanks")
}

// ok: the handler stays while the goroutine helps.
func (s *shop) helper(w http.ResponseWriter, r *http.Request) {
	go s.receipt(r.Context(), "keepalive")
	s.mail.Send(r.Context(), "a", "thanks")
}

// ok: nothing but a log line.
func (s *shop) logged(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() { log.Print(ctx.Value(orderKey{})) }()
}

// ok: a parameter may live long.
func (s *shop) parameter(ctx context.Context, to string) {
	go s.receipt(ctx, to)
}

// ok: nobody cancels it before the goroutine does.
func (s *shop) handedOver(ctx context.Context, to string) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	go func() {
		defer cancel()
		s.mail.Send(ctx, to, "thanks")
	}()
}

// ok: a comment says why.
func (s *shop) said(w http.ResponseWriter, r *http.Request) {
	// Best effort: worth nothing once the client is gone, so it is cancelled.
	go s.receipt(r.Context(), "a")
}
