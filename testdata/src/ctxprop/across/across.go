// Package across calls another package that loses the context.
package across

import (
	"context"
	"database/sql"
	"net/http"

	"ctxprop/storage"
)

type service struct{ store *storage.Store }

func (s *service) save(ctx context.Context, id string) error {
	return s.store.Save(id) // want `dropped: ctx is at hand and cannot be passed to \(\*Store\).Save, in which \(\*DB\).ExecContext runs under context.Background: a cancellation ends here`
}

// ok: it is said once a function.
func (s *service) saveAgain(ctx context.Context, id string) error { return s.store.Save(id) }

func (s *service) load(w http.ResponseWriter, r *http.Request) {
	if err := s.store.Count("a"); err != nil { // want `dropped: r.Context\(\) is at hand and cannot be passed to \(\*Store\).Count, in which \(\*DB\).Query runs without a context`
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func fetch(ctx context.Context, url string) error {
	return storage.Fetch(url) // want `dropped: ctx is at hand and cannot be passed to storage.Fetch, in which http.Get runs without a context`
}

// ok: what an interface does is not known.
func (s *service) warm(ctx context.Context, id string) error { return s.store.Warm(id) }

// ok: something begins, or ends.
func (s *service) reopen(ctx context.Context, db *sql.DB) error {
	s.store.Close()
	s.store = storage.Open(db)
	return nil
}

// ok: no context is at hand.
func (s *service) cron() error { return s.store.Count("a") }

// ok: it gets the context.
func (s *service) find(ctx context.Context, id string) error { return s.store.Find(ctx, id) }

// ok: a comment there says why.
func (s *service) touch(ctx context.Context, id string) error { return s.store.Touch(id) }

// ok: after an error.
func (s *service) compensate(ctx context.Context, id string) error {
	err := s.store.Find(ctx, id)
	if err != nil {
		s.store.Count(id)
	}
	return err
}

func (s *service) await(ctx context.Context) error {
	s.store.Await() // want `ignored: \(\*Store\).Await sleeps in a loop at storage.go:\d+ and takes no context, so a cancelled ctx waits for it to the end`
	return s.store.Find(ctx, "a")
}

// ok: the caller can end it.
func (s *service) awaitOr(ctx context.Context, stop chan struct{}) error {
	s.store.AwaitOr(stop)
	return s.store.Find(ctx, "a")
}

func (s *service) enqueue(w http.ResponseWriter, r *http.Request) {
	s.store.Enqueue(r.Context(), "a") // want `outlived: \(\*Store\).Enqueue starts a goroutine that nobody waits for and that runs \(\*Store\).Find at storage.go:\d+ under this context, which ends when the handler returns`
	w.WriteHeader(http.StatusAccepted)
}

func (s *service) enqueueSoon(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.store.Enqueue(ctx, "a") // want `outlived: .*Enqueue starts a goroutine .* is cancelled by the defer at across.go:\d+`
}

// ok: detached here, or there.
func (s *service) enqueueRight(w http.ResponseWriter, r *http.Request) {
	s.store.Enqueue(context.WithoutCancel(r.Context()), "a")
	s.store.EnqueueDetached(r.Context(), "a")
}

// ok: joined there.
func (s *service) both(w http.ResponseWriter, r *http.Request) {
	if err := s.store.Both(r.Context(), "a"); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

// ok: the context is the caller's, who may keep it for long.
func (s *service) passOn(ctx context.Context) { s.store.Enqueue(ctx, "a") }

// ok: the function stays while the goroutine works.
func (s *service) serve(ctx context.Context, done chan struct{}) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.store.Enqueue(ctx, "a")
	<-done
}

func (s *service) later(ctx context.Context, id string) { go s.store.Find(ctx, id) }

// The function that starts the goroutine stands in this package.
func (s *service) near(w http.ResponseWriter, r *http.Request) {
	s.later(r.Context(), "a") // want `outlived: .*later starts a goroutine .* runs \(\*Store\).Find at across.go:\d+ under this context, which ends when the handler returns`
}
