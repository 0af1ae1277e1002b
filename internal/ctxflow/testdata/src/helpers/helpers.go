// Package helpers has functions that other packages need facts about.
package helpers

import (
	"context"
	"log/slog"
	"net/http"
)

type key struct{}

func Derive(ctx context.Context, v int) context.Context { // want Derive:"returns a context" Derive:"does no work under its context"
	return context.WithValue(ctx, key{}, v)
}

func FromRequest(r *http.Request) context.Context { // want FromRequest:"returns a context"
	return context.WithValue(r.Context(), key{}, r.URL.Path)
}

func Root() context.Context { // want Root:"returns a context"
	return context.Background()
}

// Greet waits for nothing.
func Greet(ctx context.Context, name string) { // want Greet:"does no work under its context"
	slog.InfoContext(ctx, "hello", "name", name)
}

// Fetch may wait.
func Fetch(ctx context.Context, do func(context.Context) error) error { return do(ctx) }
