// Package nested wraps contexts in themselves.
package nested

import (
	"context"
	"net/http"
	"time"
)

type jobKey struct{}

func job(ctx context.Context) any { return ctx.Value(jobKey{}) }

func run(ctx context.Context, n int) {}

func values(ctx context.Context, jobs []int) {
	for _, n := range jobs {
		ctx = context.WithValue(ctx, jobKey{}, n) // want `loop-nested: ctx is wrapped once more in every round of the loop`
		run(ctx, n)
	}
}

func valuesRight(ctx context.Context, jobs []int) {
	for _, n := range jobs {
		ctx := context.WithValue(ctx, jobKey{}, n) // ok: of the round
		run(ctx, n)
	}
}

func counted(ctx context.Context) {
	for i := 0; i < 10; i++ {
		ctx = wrap(ctx) // want `loop-nested: ctx is wrapped once more`
		run(ctx, i)
	}
}

func wrap(ctx context.Context) context.Context { return context.WithValue(ctx, jobKey{}, 1) }

func timeouts(ctx context.Context, jobs []int) {
	var cancel context.CancelFunc
	for _, n := range jobs {
		ctx, cancel = context.WithTimeout(ctx, time.Second) // want `loop-nested: ctx is wrapped once more`
		run(ctx, n)
		cancel()
	}
}

// ok: begun anew in every round.
func anew(parent context.Context, jobs []int) {
	var ctx context.Context
	for _, n := range jobs {
		ctx = parent
		ctx = context.WithValue(ctx, jobKey{}, n)
		run(ctx, n)
	}
}

type hook interface {
	Before(ctx context.Context) context.Context
}

// ok: each hook adds its own.
func hooks(ctx context.Context, list []hook) context.Context {
	for _, h := range list {
		ctx = h.Before(ctx)
	}
	return ctx
}

// ok: each pair is a key of its own.
func pairs(ctx context.Context, m map[any]any) context.Context {
	for k, v := range m {
		ctx = context.WithValue(ctx, k, v)
	}
	return ctx
}

// ok: the loop ends there.
func search(ctx context.Context, jobs []int) context.Context {
	for _, n := range jobs {
		if n > 10 {
			ctx = context.WithValue(ctx, jobKey{}, n)
			return ctx
		}
	}
	return ctx
}

func middleware(ctx context.Context, next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx = wrap(ctx) // want `loop-nested: ctx is wrapped once more in every call of the function literal`
		next.ServeHTTP(w, r.WithContext(ctx))
	}
}

func middlewareRight(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := wrap(r.Context()) // ok
		next.ServeHTTP(w, r.WithContext(ctx))
	}
}

// ok: a literal that runs once.
func once(ctx context.Context) {
	func() {
		ctx = wrap(ctx)
	}()
	defer func() {
		ctx = wrap(ctx)
		run(ctx, 0)
	}()
}

type session struct{ ctx context.Context }

func (s *session) login(user string) {
	s.ctx = context.WithValue(s.ctx, jobKey{}, user) // want `loop-nested: the context in the field ctx is wrapped and stored back`
}

func (s *session) logout(ctx context.Context) {
	s.ctx = context.WithValue(ctx, jobKey{}, "") // ok: from the call's
}

// ok: the loop ends on the level above.
func lookup(ctx context.Context, jobs []int) int {
	for _, n := range jobs {
		if n > 3 {
			if n > 5 {
				ctx = context.WithValue(ctx, jobKey{}, 1)
				run(ctx, n)
			}
			return n
		}
	}
	return 0
}
