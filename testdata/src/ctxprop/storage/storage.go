// Package storage has an API without contexts, which its users in package across
// call where they have one.
package storage

import (
	"context"
	"database/sql"
	"net/http"
	"time"
)

type Store struct {
	db    *sql.DB
	cache Cache
	ready func() bool
}

type Cache interface {
	Put(ctx context.Context, key string) error
}

// Save lacks a parameter, and this package does not know its callers.
func (s *Store) Save(id string) error { // want Save:"loses the context"
	_, err := s.db.ExecContext(context.Background(), "CALL save($1)", id)
	return err
}

// Count loses it two calls below.
func (s *Store) Count(id string) error { return s.count(id) } // want Count:"loses the context"

func (s *Store) count(id string) error { return s.query("CALL count()") }

func (s *Store) query(q string) error {
	_, err := s.db.Query(q)
	return err
}

// Fetch waits for a server.
func Fetch(url string) error { // want Fetch:"loses the context"
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Warm works on what may be memory.
func (s *Store) Warm(id string) error { return s.cache.Put(context.Background(), id) }

// Open begins something.
func Open(db *sql.DB) *Store {
	db.Ping()
	return &Store{db: db}
}

// Close must be done whatever was cancelled.
func (s *Store) Close() error {
	_, err := s.db.ExecContext(context.Background(), "CALL close()")
	return err
}

// Find takes a context.
func (s *Store) Find(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(ctx, "CALL find($1)", id)
	return err
}

// Touch says why.
func (s *Store) Touch(id string) error {
	// Detached: a touch is worth keeping when the request is gone.
	_, err := s.db.ExecContext(context.Background(), "CALL touch($1)", id)
	return err
}

// Await sleeps until the store answers.
func (s *Store) Await() { // want Await:"sleeps in a loop"
	for !s.ready() {
		time.Sleep(time.Second)
	}
}

// AwaitOr ends when the caller closes stop.
func (s *Store) AwaitOr(stop chan struct{}) {
	for !s.ready() {
		select {
		case <-stop:
			return
		default:
		}
		time.Sleep(time.Second)
	}
}

// Enqueue works under ctx when it has returned.
func (s *Store) Enqueue(ctx context.Context, id string) { // want Enqueue:"works in a goroutine"
	go s.Find(ctx, id)
}

// EnqueueDetached does the same under a context that does not end.
func (s *Store) EnqueueDetached(ctx context.Context, id string) {
	go s.Find(context.WithoutCancel(ctx), id)
}

// Both waits for its goroutine.
func (s *Store) Both(ctx context.Context, id string) error {
	done := make(chan error)
	go func() { done <- s.Find(ctx, id) }()
	return <-done
}
