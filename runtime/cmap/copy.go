package cmap

import (
	"encoding/json"
	"fmt"
)

// From returns a new map with the entries of src; a nil src gives an empty
// map. Nobody may write src meanwhile.
func From[K comparable, V any](src map[K]V) *Map[K, V] {
	m := new(Map[K, V])
	for key, value := range src {
		m.Store(key, value)
	}
	return m
}

// Snapshot returns the entries as a new plain map, never nil. It has the
// guarantees of Range: it is the state of one moment only if nobody writes.
func (m *Map[K, V]) Snapshot() map[K]V {
	out := make(map[K]V, m.Len())
	m.Range(func(key K, value V) bool {
		out[key] = value
		return true
	})
	return out
}

// String formats a Snapshot as fmt formats a map.
func (m *Map[K, V]) String() string { return fmt.Sprint(m.Snapshot()) }

// MarshalJSON encodes a Snapshot as encoding/json encodes a map.
func (m *Map[K, V]) MarshalJSON() ([]byte, error) { return json.Marshal(m.Snapshot()) }
