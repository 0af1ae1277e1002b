// Package keys stores values in contexts.
package keys

import "context"

const (
	plain        = "user"
	typed string = "tenant"
)

type name string

type (
	userKey   struct{}
	traceKey  struct{}
	lonelyKey struct{}
	number    int
	// PublicKey is read by other packages.
	PublicKey struct{}
)

const (
	first  number = 0
	second number = 0
	third  number = 1
)

var (
	red  = struct{ color }{}
	blue = empty{}
	gray = empty{}
)

type color struct{}
type empty struct{}

func store(ctx context.Context, v any) []context.Context {
	return []context.Context{
		context.WithValue(ctx, "user", v),             // want `key: the key of this context value is a string`
		context.WithValue(ctx, plain, v),              // want `key: the key of this context value is a string`
		context.WithValue(ctx, typed, v),              // want `key: the key of this context value is a string`
		context.WithValue(ctx, string(name("id")), v), // want `key: the key of this context value is a string`
		context.WithValue(ctx, 7, v),                  // want `key: the key of this context value is a int`
		context.WithValue(ctx, struct{}{}, v),         // want `key: the key of this context value is a struct{}{}`
		context.WithValue(ctx, lonelyKey{}, v),        // want `key: nothing reads the value stored under lonelyKey`
		context.WithValue(ctx, first, v),              // ok
		context.WithValue(ctx, second, v),             // want `key: the keys second and first are equal, so this value hides the one stored at keys.go:\d+`
		context.WithValue(ctx, third, v),              // ok: another value of the type
		context.WithValue(ctx, blue, v),               // ok
		context.WithValue(ctx, gray, v),               // want `key: the keys gray and blue are equal`
		context.WithValue(ctx, userKey{}, v),          // ok: read below
		context.WithValue(ctx, PublicKey{}, v),        // ok: others may read it
	}
}

func stored(ctx context.Context, v any) context.Context {
	key := "session"
	return context.WithValue(ctx, key, v) // want `key: the key of this context value is a string`
}

func read(ctx context.Context) []any {
	return []any{ctx.Value(userKey{}), ctx.Value(first), ctx.Value(blue), ctx.Value(third)}
}

func with(ctx context.Context, v any) context.Context {
	return context.WithValue(ctx, &traceVar, v) // ok: a pointer is like no other
}

var traceVar int

func readPointer(ctx context.Context) any { return ctx.Value(&traceVar) }

var _ = red
