package counter

import (
	"encoding/json"
	"fmt"
)

// Snapshot returns the counters that are not 0 as a plain map, which the caller owns,
// with the guarantees of Range.
func (a *Array) Snapshot() map[int]int64 {
	out := map[int]int64{}
	a.Range(func(i int, n int64) bool { out[i] = n; return true })
	return out
}

// String formats the counters that are not 0 as fmt does a plain map.
func (a *Array) String() string { return fmt.Sprint(a.Snapshot()) }

// MarshalJSON encodes the counters that are not 0 as encoding/json does a plain map.
func (a *Array) MarshalJSON() ([]byte, error) { return json.Marshal(a.Snapshot()) }

// Snapshot returns the counters as a plain map, which the caller owns, with the
// guarantees of Range.
func (m *Map[K]) Snapshot() map[K]int64 {
	out := make(map[K]int64, m.Len())
	m.Range(func(key K, n int64) bool { out[key] = n; return true })
	return out
}

// String formats the counters as fmt does a plain map, in key order.
func (m *Map[K]) String() string { return fmt.Sprint(m.Snapshot()) }

// MarshalJSON encodes the counters as encoding/json does a plain map.
func (m *Map[K]) MarshalJSON() ([]byte, error) { return json.Marshal(m.Snapshot()) }
