//go:build govlint_sched

package cmap

import (
	"reflect"

	"github.com/govlint/govlint/runtime/internal/hash"
)

// Tuned returns an empty map for proofs: keys hash by sum, segments split when
// all but one slot of size groups are used, rows larger than onePart bytes have several
// parts, and seal gives the sealed words in turn.
// It exists only with the build tag govlint_sched.
func Tuned[K comparable, V any](sum func(K) uint64, size uint64, onePart uintptr, seal func() uint64) *Map[K, V] {
	m := new(Map[K, V])
	d := newDirectory[K, V](hash.With(sum))
	d.baseSize, d.spare, d.onePart = size, 1, onePart
	if seal != nil && reflect.TypeFor[V]().Size() == 8 && d.shape == word {
		d.seal = seal
	}
	d.reset()
	m.lead(d)
	return m
}
