// Package nils passes nil for contexts.
package nils

import (
	"context"
	"database/sql"
)

type store struct{ db *sql.DB }

func (s *store) find(ctx context.Context, id string) error {
	return s.db.PingContext(ctx)
}

func (s *store) literal() error {
	return s.find(nil, "a") // want `nil: \(\*store\).find gets nil for a context`
}

func (s *store) library() error {
	return s.db.PingContext(nil) // want `nil: \(\*sql.DB\).PingContext|nil: \(\*DB\).PingContext gets nil`
}

func (s *store) variable() error {
	var ctx context.Context
	return s.find(ctx, "a") // want `nil: \(\*store\).find gets nil for a context`
}

func none() context.Context { return nil }

func (s *store) returned() error {
	return s.find(none(), "a") // want `nil: \(\*store\).find gets nil for a context`
}

func (s *store) assigned(ok bool) error {
	var ctx context.Context
	if ok {
		ctx = nil
	}
	return s.find(ctx, "a") // want `nil: \(\*store\).find gets nil for a context`
}

// ok: set on one way; the other is not known to be taken.
func (s *store) either(ctx context.Context, ok bool) error {
	var use context.Context
	if ok {
		use = ctx
	}
	return s.find(use, "a")
}

func (s *store) guarded(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	return s.find(ctx, "a")
}

// ok: the callee looks.
func (s *store) guardedNil() error { return s.guarded(nil) }

// ok: the callee has no use for it.
func unused(ctx context.Context, id string) int { return len(id) }

func (s *store) unusedNil() int { return unused(nil, "a") }
