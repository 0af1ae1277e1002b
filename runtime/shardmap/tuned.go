//go:build govlint_sched

package shardmap

import (
	"github.com/govlint/govlint/runtime/internal/align"
	"github.com/govlint/govlint/runtime/internal/hash"
)

// Tuned returns an empty map of two shards for proofs: keys hash by sum. It exists only
// with the build tag govlint_sched.
func Tuned[K comparable, V any](sum func(K) uint64) *Map[K, V] {
	m := new(Map[K, V])
	m.table.Store(&table[K, V]{hasher: hash.With(sum), shards: align.Slice[shard[K, V]](2)})
	return m
}
