package cmap

import "iter"

// Range calls f for the entries until f returns false.
//
// It takes no lock and allocates nothing; f may call any method of the map.
// No key is visited twice. A key that is present throughout is visited, one
// that comes or goes meanwhile may or may not be, and each value is one that
// the key had at some moment during the call. The order is unspecified.
func (m *Map[K, V]) Range(f func(key K, value V) bool) {
	for cursor := uint64(0); ; {
		d := m.root.Load()
		if d == nil {
			return
		}
		s := d.segment(cursor)
		if !m.visit(d, s, cursor, f) {
			return
		}
		if cursor = s.prefix + s.span(); cursor == 0 {
			return
		}
	}
}

// visit calls f for the entries of s whose hashes are not below cursor. Others
// are there only when Clear and later growth put a wider segment in the place
// of those already visited.
func (m *Map[K, V]) visit(d *directory[K], s *segment, cursor uint64, f func(K, V) bool) bool {
	for entry := range entriesOf[K](s) {
		key := *keyOf[K](s, entry)
		if s.prefix < cursor && d.hasher.Hash(key) < cursor {
			continue
		}
		c, live := s.slot(entry).load()
		if live {
			if !f(key, decode[K, V](d.shape, c)) {
				return false
			}
			continue
		}
		if value, ok := m.follow(d, s, d.hasher.Hash(key), key); ok && !f(key, value) {
			return false
		}
	}
	return true
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
