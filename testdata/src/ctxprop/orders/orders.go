// Package orders is an HTTP service that loses its requests' contexts.
package orders

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"os/exec"
	"time"
)

type order struct {
	ID    string
	Total int
}

type service struct {
	db    *sql.DB
	cache *cache
}

func (s *service) show(w http.ResponseWriter, r *http.Request) {
	o, err := s.load(context.Background(), r.PathValue("id")) // want `dropped: .*load runs under context.Background although r.Context\(\) is at hand`
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	json.NewEncoder(w).Encode(o)
}

func (s *service) showRight(w http.ResponseWriter, r *http.Request) {
	o, err := s.load(r.Context(), r.PathValue("id"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	json.NewEncoder(w).Encode(o)
}

func (s *service) load(ctx context.Context, id string) (*order, error) {
	o := &order{ID: id}
	err := s.db.QueryRowContext(ctx, "SELECT total FROM orders WHERE id = $1", id).Scan(&o.Total)
	return o, err
}

func (s *service) list(ctx context.Context) ([]order, error) {
	rows, err := s.db.Query("SELECT id, total FROM orders") // want `variant: \(\*DB\).Query takes no context although ctx is at hand.*QueryContext`
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []order
	for rows.Next() {
		var o order
		if err := rows.Scan(&o.ID, &o.Total); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

func (s *service) listFor(_ context.Context, customer string) error {
	_, err := s.db.Exec("UPDATE seen SET at = now() WHERE customer = $1", customer) // want `variant: .*Exec takes no context`
	return err
}

func (s *service) withDeadline(ctx context.Context, id string) (*order, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // want `dropped: .*context.Background although ctx`
	defer cancel()
	return s.load(ctx, id)
}

// A nil guard falls back to a root.
func (s *service) guarded(ctx context.Context, id string) (*order, error) {
	if ctx == nil {
		ctx = context.Background()
	}
	return s.load(ctx, id)
}

func (s *service) refund(ctx context.Context, id string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE orders SET total = 0 WHERE id = $1", id); err != nil {
		s.note(context.Background(), id) // ok: after an error
		return err
	}
	return tx.Commit()
}

func (s *service) note(ctx context.Context, id string) {
	s.db.ExecContext(ctx, "INSERT INTO failed VALUES ($1)", id)
}

func (s *service) convert(ctx context.Context, file string) error {
	return exec.Command("convert", file).Run() // want `variant: exec.Command takes no context`
}

// Shutdown is called when everything else has been cancelled.
func (s *service) Shutdown(ctx context.Context) error {
	return s.flush(context.Background())
}

func (s *service) flush(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "CALL flush()")
	return err
}

type cache struct{ db *sql.DB }

// refresh has no context to pass on, and its only caller has one.
func (c *cache) refresh(id string) error {
	_, err := c.db.ExecContext(context.Background(), "CALL refresh($1)", id) // want `dropped: .*in \(\*cache\).refresh, whose caller at orders.go:\d+ has ctx`
	return err
}

func (s *service) touch(ctx context.Context, id string) error {
	if err := s.db.PingContext(ctx); err != nil {
		return err
	}
	return s.cache.refresh(id)
}
