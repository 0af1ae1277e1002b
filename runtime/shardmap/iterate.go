package shardmap

import "iter"

type entry[K comparable, V any] struct {
	key   K
	value V
}

// Range calls f for each entry until f returns false. Each key is visited once at most.
// A shard is copied under its lock and then visited without it, so f may use m, holds
// nobody up, and sees each entry as it was when its shard's turn came: an entry that
// stays in m for the whole call is visited, one stored or deleted meanwhile may or may
// not be. It needs room for the entries of one shard.
func (m *Map[K, V]) Range(f func(key K, value V) bool) {
	t := m.table.Load()
	if t == nil {
		return
	}
	var entries []entry[K, V]
	for i := range t.shards {
		entries = t.shards[i].appendTo(entries[:0])
		for j := range entries {
			if !f(entries[j].key, entries[j].value) {
				return
			}
		}
	}
}

func (s *shard[K, V]) appendTo(entries []entry[K, V]) []entry[K, V] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if cap(entries) < len(s.m) {
		entries = make([]entry[K, V], 0, len(s.m))
	}
	for key, value := range s.m {
		entries = append(entries, entry[K, V]{key, value})
	}
	return entries
}

// All returns an iterator over the entries, with the guarantees of Range.
func (m *Map[K, V]) All() iter.Seq2[K, V] { return m.Range }

// Keys returns an iterator over the keys, with the guarantees of Range.
func (m *Map[K, V]) Keys() iter.Seq[K] {
	return func(yield func(K) bool) {
		m.Range(func(key K, _ V) bool { return yield(key) })
	}
}

// Values returns an iterator over the values, with the guarantees of Range.
func (m *Map[K, V]) Values() iter.Seq[V] {
	return func(yield func(V) bool) {
		m.Range(func(_ K, value V) bool { return yield(value) })
	}
}

// Snapshot returns a plain map with the entries, which the caller owns. Each shard is
// copied at one moment, under its lock.
func (m *Map[K, V]) Snapshot() map[K]V {
	t := m.table.Load()
	if t == nil {
		return map[K]V{}
	}
	out := make(map[K]V, m.Len())
	for i := range t.shards {
		t.shards[i].copyTo(out)
	}
	return out
}

func (s *shard[K, V]) copyTo(out map[K]V) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for key, value := range s.m {
		out[key] = value
	}
}
