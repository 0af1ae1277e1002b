package cmap

// CompareAndSwap sets the value of key to new if key is present with value
// old, and reports whether it did. It panics when the values are of an
// interface type and cannot be compared, and leaves the map as it was.
func CompareAndSwap[K, V comparable](m *Map[K, V], key K, old, new V) (swapped bool) {
	if v, ok := m.Load(key); !ok || v != old {
		return false
	}
	t := m.begin(key)
	defer func() { t.end() }()
	replacement := encode(t.d.shape, key, new)
	t.avoid(replacement)
	for {
		c, live := t.load()
		if !live || decode[K, V](t.d.shape, c) != old {
			return false
		}
		if t.slot().compareAndSwap(c, replacement) {
			return true
		}
	}
}

// CompareAndDelete removes key if it is present with value old, and reports
// whether it did. It panics as CompareAndSwap does.
func CompareAndDelete[K, V comparable](m *Map[K, V], key K, old V) (deleted bool) {
	if v, ok := m.Load(key); !ok || v != old {
		return false
	}
	t := m.begin(key)
	defer func() { t.end() }()
	for {
		c, live := t.load()
		if !live || decode[K, V](t.d.shape, c) != old {
			return false
		}
		if t.removeIf(c) {
			return true
		}
	}
}
