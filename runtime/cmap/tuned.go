//go:build govlint_sched

package cmap

import (
	"reflect"

	"github.com/govlint/govlint/runtime/internal/hash"
)

// Tuned returns an empty map for proofs: keys hash by sum, segments split when
// they have size groups of 8 slots, and seal gives the sealed words in turn.
// It exists only with the build tag govlint_sched.
func Tuned[K comparable, V any](sum func(K) uint64, size uint64, seal func() uint64) *Map[K, V] {
	m := new(Map[K, V])
	d := newDirectory[K, V](hash.With(sum))
	d.baseSize = size
	if seal != nil && reflect.TypeFor[V]().Size() == 8 && d.shape == word {
		d.seal = seal
	}
	d.reset()
	m.lead(d)
	return m
}
