// Package cmap is a concurrent map for the general case: many readers, some
// writers, any number of keys.
package cmap

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"sync"
)

// noCopy lets vet's copylocks analyzer report a copied map.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Map is a concurrent map[K]V. The zero value is an empty map ready for
// use. A Map must not be copied after first use.
//
// Every method may be called by any number of goroutines at once.
type Map[K comparable, V any] struct {
	_  noCopy
	mu sync.Mutex
	m  map[K]V
}

// From returns a new map with the entries of src; a nil src gives an empty map.
func From[K comparable, V any](src map[K]V) *Map[K, V] {
	return &Map[K, V]{m: maps.Clone(src)}
}

// Load returns the value of key, and whether key is present.
func (m *Map[K, V]) Load(key K) (value V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok = m.m[key]
	return value, ok
}

// Store sets the value of key.
func (m *Map[K, V]) Store(key K, value V) { m.Swap(key, value) }

// LoadOrStore returns the present value of key, or stores value and returns it.
func (m *Map[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if actual, loaded = m.m[key]; loaded {
		return actual, true
	}
	m.set(key, value)
	return value, false
}

// LoadAndDelete removes key and returns the value it had.
func (m *Map[K, V]) LoadAndDelete(key K) (value V, loaded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, loaded = m.m[key]
	delete(m.m, key)
	return value, loaded
}

// Delete removes key.
func (m *Map[K, V]) Delete(key K) { m.LoadAndDelete(key) }

// Swap sets the value of key and returns the value it had.
func (m *Map[K, V]) Swap(key K, value V) (previous V, loaded bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	previous, loaded = m.m[key]
	m.set(key, value)
	return previous, loaded
}

func (m *Map[K, V]) set(key K, value V) {
	if m.m == nil {
		m.m = make(map[K]V)
	}
	m.m[key] = value
}

// Update changes the entry of key in one atomic step: f gets the present
// value, and whether there is one, and returns the new value and whether the
// key is to be present; false deletes it. Update returns what f returned.
// f is called exactly once, must not use the map, and may panic, which leaves
// the map as it was.
func (m *Map[K, V]) Update(key K, f func(old V, ok bool) (V, bool)) (actual V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old, ok := m.m[key]
	actual, ok = f(old, ok)
	if ok {
		m.set(key, actual)
	} else {
		delete(m.m, key)
	}
	return actual, ok
}

// Clear removes every entry.
func (m *Map[K, V]) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.m)
}

// Len returns the number of entries.
func (m *Map[K, V]) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.m)
}

// Range calls f for every entry until f returns false.
func (m *Map[K, V]) Range(f func(key K, value V) bool) {
	for k, v := range m.Snapshot() {
		if !f(k, v) {
			return
		}
	}
}

// All returns an iterator over the entries.
func (m *Map[K, V]) All() iter.Seq2[K, V] { return m.Range }

// Keys returns an iterator over the keys.
func (m *Map[K, V]) Keys() iter.Seq[K] {
	return func(yield func(K) bool) {
		m.Range(func(k K, _ V) bool { return yield(k) })
	}
}

// Values returns an iterator over the values.
func (m *Map[K, V]) Values() iter.Seq[V] {
	return func(yield func(V) bool) {
		m.Range(func(_ K, v V) bool { return yield(v) })
	}
}

// Snapshot returns the entries as a new plain map, never nil.
func (m *Map[K, V]) Snapshot() map[K]V {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.m == nil {
		return map[K]V{}
	}
	return maps.Clone(m.m)
}

// String formats the entries as fmt formats a map.
func (m *Map[K, V]) String() string { return fmt.Sprint(m.Snapshot()) }

// MarshalJSON encodes the entries as encoding/json encodes a map.
func (m *Map[K, V]) MarshalJSON() ([]byte, error) { return json.Marshal(m.Snapshot()) }

// CompareAndSwap sets the value of key to new if it is old.
func CompareAndSwap[K, V comparable](m *Map[K, V], key K, old, new V) (swapped bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.m[key]; !ok || v != old {
		return false
	}
	m.m[key] = new
	return true
}

// CompareAndDelete removes key if its value is old.
func CompareAndDelete[K, V comparable](m *Map[K, V], key K, old V) (deleted bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.m[key]; !ok || v != old {
		return false
	}
	delete(m.m, key)
	return true
}

// LoadOrCompute returns the value of key, or calls f for it.
func (m *Map[K, V]) LoadOrCompute(ctx context.Context, key K, f func(context.Context) (V, error)) (V, error) {
	if v, ok := m.Load(key); ok {
		return v, nil
	}
	v, err := f(ctx)
	if err == nil {
		v, _ = m.LoadOrStore(key, v)
	}
	return v, err
}
