// Package tag declares what the tests use of the real one.
package tag

import "context"

type Key struct{ name string }

func MustNewKey(name string) Key { return Key{name} }

type Mutator interface{ Mutate() }

func Insert(k Key, v string) Mutator { return nil }
func Upsert(k Key, v string) Mutator { return nil }

func New(ctx context.Context, mutators ...Mutator) (context.Context, error) { return ctx, nil }
