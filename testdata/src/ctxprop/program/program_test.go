package main

import (
	"context"
	"testing"
)

// ok: tests have roots of their own.
func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := registry.serve(ctx); err != nil {
		registry.exec(context.Background(), "CALL dump()")
	}
	registry.exec(context.Background(), "CALL reset()")
}
