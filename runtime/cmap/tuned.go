//go:build govlint_sched

package cmap

import (
	"reflect"

	"github.com/govlint/govlint/runtime/internal/hash"
)

// Tuned returns an empty map for proofs: keys hash by sum, segments of size
// groups split when six slots of each are used, rows larger than onePart bytes have several
// parts, and seal gives the sealed words in turn.
// It exists only with the build tag govlint_sched.
func Tuned[K comparable, V any](sum func(K) uint64, size uint64, onePart uintptr, seal func() uint64) *Map[K, V] {
	m := new(Map[K, V])
	d := newDirectory[K, V](hash.With(sum))
	d.baseSize, d.onePart = size, onePart
	if d.spare = groupSlots - 6; d.shape == paired {
		d.spare = lineSlots - 6
	}
	if seal != nil && reflect.TypeFor[V]().Size() == 8 && d.shape == word {
		d.seal = seal
	}
	d.reset()
	m.lead(d)
	return m
}

// A Structure is what a map is made of: its segments, those of them whose tables are in the
// row, and the parts of the row, of which some are missing.
type Structure struct {
	segments       map[*segment]bool
	InRow          int
	Parts, Missing int
}

// StructureOf returns the structure of m, which nobody uses at the same time.
func StructureOf[K comparable, V any](m *Map[K, V]) Structure {
	st := Structure{segments: map[*segment]bool{}}
	d := m.root.Load()
	if d == nil {
		return st
	}
	d.each(func(s *segment) {
		st.segments[s] = true
		if d.row.has(s) {
			st.InRow++
		}
	})
	if d.row != nil {
		st.Parts = len(d.row.parts)
		for _, p := range d.row.parts {
			if p.tags == nil {
				st.Missing++
			}
		}
	}
	return st
}

// Left returns how many segments of st are not in after.
func (st Structure) Left(after Structure) (n int) {
	for s := range st.segments {
		if !after.segments[s] {
			n++
		}
	}
	return n
}
