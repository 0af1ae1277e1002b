// Program is a command: contexts begin in it.
package main

import (
	"context"
	"database/sql"
	"flag"
	"testing"
)

type app struct{ db *sql.DB }

func (a *app) exec(ctx context.Context, q string) error {
	_, err := a.db.ExecContext(ctx, q)
	return err
}

var registry app

// ok: there is nothing to inherit at start-up.
func init() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	registry.exec(context.Background(), "CALL init()")
	registry.exec(ctx, "CALL init()")
}

// ok: nor in main.
func main() {
	flag.Parse()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	registry.exec(context.Background(), "CALL migrate()")
	registry.serve(ctx)
}

// ok: a helper for tests begins something of its own.
func seed(t *testing.T, a *app) {
	if err := a.exec(context.Background(), "CALL seed()"); err != nil {
		t.Fatal(err)
	}
}

func (a *app) serve(ctx context.Context) error {
	return a.exec(context.Background(), "CALL serve()") // want `dropped: .*exec runs under context.Background although ctx`
}
