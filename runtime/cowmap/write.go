package cowmap

// copyForWrite returns a copy of the entries that the caller may change and then publish.
// It must be called with mu held.
func (m *Map[K, V]) copyForWrite() map[K]V { return m.View().Snapshot() }

// publish makes entries the contents of m. It must be called with mu held, and entries
// must not change any more.
func (m *Map[K, V]) publish(entries map[K]V) { m.current.Store(&View[K, V]{entries}) }

// set publishes a copy in which key has value. It must be called with mu held.
func (m *Map[K, V]) set(key K, value V) {
	entries := m.copyForWrite()
	entries[key] = value
	m.publish(entries)
}

// drop publishes a copy without key. It must be called with mu held.
func (m *Map[K, V]) drop(key K) {
	entries := m.copyForWrite()
	delete(entries, key)
	m.publish(entries)
}

// Edit calls f with a copy of the entries and then puts the copy in the place of m's
// contents: however many changes f makes, they cost one copy and appear at once. When f
// panics, m is unchanged and usable.
//
// f runs while other writers wait; it must not write to m, and must not keep entries,
// which readers use without a lock once f has returned. Reads of m inside f see the
// contents before the edit.
func (m *Map[K, V]) Edit(f func(entries map[K]V)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	entries := m.copyForWrite()
	f(entries)
	m.publish(entries)
}

// Replace makes m hold exactly the entries of src, which it copies and does not keep.
func (m *Map[K, V]) Replace(src map[K]V) {
	entries := View[K, V]{src}.Snapshot()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.publish(entries)
}

// Store sets the value of key.
func (m *Map[K, V]) Store(key K, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(key, value)
}

// LoadOrStore returns the value of key if there is one, and otherwise stores and returns
// value. loaded says which. It copies only when it stores.
func (m *Map[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	if actual, loaded = m.Load(key); loaded {
		return actual, true
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if actual, loaded = m.Load(key); loaded {
		return actual, true
	}
	m.set(key, value)
	return value, false
}

// LoadAndDelete deletes key and returns the value it had, and whether it had one.
func (m *Map[K, V]) LoadAndDelete(key K) (value V, loaded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if value, loaded = m.Load(key); loaded {
		m.drop(key)
	}
	return value, loaded
}

// Delete deletes key.
func (m *Map[K, V]) Delete(key K) { m.LoadAndDelete(key) }

// Swap sets the value of key and returns the value it had, and whether it had one.
func (m *Map[K, V]) Swap(key K, value V) (previous V, loaded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	previous, loaded = m.Load(key)
	m.set(key, value)
	return previous, loaded
}

// Update replaces the value of key by what f returns, as one atomic step: f gets the
// present value and whether there is one, and its second result says whether the key
// stays (true) or is deleted (false). Update returns the outcome.
//
// f runs once, while other writers wait; it must not write to m. When it panics, m is
// unchanged and usable.
func (m *Map[K, V]) Update(key K, f func(old V, ok bool) (V, bool)) (value V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old, had := m.Load(key)
	value, ok = f(old, had)
	if ok {
		m.set(key, value)
		return value, true
	}
	if had {
		m.drop(key)
	}
	var zero V
	return zero, false
}

// Clear deletes all entries.
func (m *Map[K, V]) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.current.Store(nil)
}

// CompareAndSwap sets the value of key to new if the key has the value old, and reports
// whether it did. It panics if V is an interface type and holds a value that cannot be
// compared.
func CompareAndSwap[K, V comparable](m *Map[K, V], key K, old, new V) (swapped bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if value, ok := m.Load(key); !ok || value != old {
		return false
	}
	m.set(key, new)
	return true
}

// CompareAndDelete deletes key if it has the value old, and reports whether it did. It
// panics if V is an interface type and holds a value that cannot be compared.
func CompareAndDelete[K, V comparable](m *Map[K, V], key K, old V) (deleted bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if value, ok := m.Load(key); !ok || value != old {
		return false
	}
	m.drop(key)
	return true
}
