//go:build !gc || govlint_portable || !go1.24 || go1.27

package hash

import "hash/maphash"

// typed calls hash/maphash, which every Go version since 1.24 has.
type typed[K comparable] struct{ seed maphash.Seed }

func (t *typed[K]) init(uint64) { t.seed = maphash.MakeSeed() }

func (t *typed[K]) hash(key K) uint64 { return maphash.Comparable(t.seed, key) }
