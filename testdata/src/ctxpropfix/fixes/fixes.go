// Package fixes has findings that can be fixed.
package fixes

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/http"
	"os/exec"
	"time"

	"go.opentelemetry.io/otel/trace"
)

type service struct {
	db     *sql.DB
	tracer trace.Tracer
	http   *http.Client
}

func (s *service) list(ctx context.Context) error {
	_, err := s.db.Query("SELECT 1") // want `variant`
	return err
}

func (s *service) ping(r *http.Request) error {
	return s.db.Ping() // want `variant`
}

func (s *service) begin(ctx context.Context) (*sql.Tx, error) {
	return s.db.Begin() // want `variant`
}

func (s *service) fetch(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequest("GET", url, nil) // want `variant`
	if err != nil {
		return nil, err
	}
	return s.http.Do(req)
}

func (s *service) convert(ctx context.Context) error {
	return exec.Command("convert", "-version").Run() // want `variant`
}

// Two contexts are at hand: which one is meant?
func (s *service) two(ctx, other context.Context) error {
	return s.db.Ping() // want `variant`
}

// The parameter has no name.
func (s *service) blank(_ context.Context) error {
	return s.db.Ping() // want `variant`
}

func (s *service) save(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "CALL save()")
	return err
}

func (s *service) checkout(w http.ResponseWriter, r *http.Request) {
	go s.save(r.Context()) // want `outlived`
}

func (s *service) discarded(ctx context.Context) error {
	ctx2, _ := context.WithTimeout(ctx, time.Second) // want `lost-cancel`
	return s.save(ctx2)
}

func (s *service) oneWay(ctx context.Context, id string) error {
	run, cancel := context.WithTimeout(ctx, time.Second) // want `lost-cancel`
	if id == "" {
		return errors.New("no id")
	}
	err := s.save(run)
	cancel()
	return err
}

func (s *service) span(ctx context.Context) error {
	ctx, span := s.tracer.Start(ctx, "span") // want `span`
	span.AddEvent("begun")
	return s.save(ctx)
}

func (s *service) childless(ctx context.Context) error {
	_, span := s.tracer.Start(ctx, "childless") // want `span`
	defer span.End()
	return s.save(ctx)
}

func (s *service) header(r *http.Request) []string {
	return r.Header["x-trace-id"] // want `carrier`
}

func (s *service) none(ctx context.Context) error {
	return s.save(nil) // want `nil`
}

func count(db *sql.DB) error {
	return db.Ping() // want `variant`
}

func (s *service) counted(ctx context.Context) error { return count(s.db) }

type counter interface{ total() error }

// An interface asks for this one as it is.
func (s *service) total() error {
	return s.db.Ping() // want `variant`
}

func (s *service) totals(ctx context.Context) error { return s.total() }

func (s *service) dropped(ctx context.Context) error {
	return s.save(context.Background()) // want `dropped`
}

func (s *service) logged(ctx context.Context) error {
	slog.InfoContext(ctx, "begun")
	slog.Info("done", "n", 1) // want `variant`
	return s.save(ctx)
}

func (s *service) folded(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, err
	}
	req = req.WithContext(context.Background()) // want `dropped`
	return s.http.Do(req)
}

type saver struct{ db *sql.DB }

// The root is lost two calls below the context.
func (s saver) flush() error {
	_, err := s.db.ExecContext(context.Background(), "CALL flush()") // want `dropped`
	return err
}

func (s saver) flushed(ctx context.Context) error { return s.flush() }
