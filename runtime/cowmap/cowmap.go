// Package cowmap is a copy-on-write map for data that is read all the time and written
// now and then: configuration, routes, feature flags.
//
// A read is one atomic load more than in a plain map. A write copies the whole map, 4 to
// 16 ns an entry, and leaves the old one to the collector, so it pays only when reads are
// many: at 1,000 entries with string keys from about 3,000 reads a write on against package
// cmap, and against a map under sync.RWMutex from about 6,000 on one processor, from far
// fewer on several, which fight over the lock. With integer keys cmap reads as fast, and
// what speaks for cowmap is that [Map.View] and [Map.Edit] are consistent over all entries.
// Edit puts any number of changes into one copy.
package cowmap

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"

	"github.com/govlint/govlint/runtime/internal/shim"
)

// Map is a concurrent map from K to V. The zero value is empty and ready. All methods
// may be called from any number of goroutines at once. A Map must not be copied after
// first use; go vet reports copies.
//
// Every method is one atomic step, those that visit or replace all entries included:
// a reader sees all of an Edit or nothing of it. What happened before a write happens
// after a read that sees it. Reads never wait and allocate nothing. Writes wait for each
// other, take time and memory proportional to the number of entries, and leave the old
// copy to the garbage collector; a write that changes nothing (a Delete of an absent key,
// a failed CompareAndSwap) copies nothing.
//
// Keys behave as in a plain map: a key that holds NaN can be stored and iterated but not
// found, and an interface key whose dynamic type is not comparable panics as a map does.
type Map[K comparable, V any] struct {
	_       noCopy
	mu      shim.Mutex // held by writers, from the copy to its publication
	current shim.Pointer[View[K, V]]
}

// noCopy makes vet's copylocks check report copies of the struct that holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// From returns a new Map with the entries of src, which it does not keep.
func From[K comparable, V any](src map[K]V) *Map[K, V] {
	m := new(Map[K, V])
	m.Replace(src)
	return m
}

// View returns all entries as they are now, without copying them. Several loads from one
// View agree with each other, whatever is written to m meanwhile.
func (m *Map[K, V]) View() View[K, V] {
	if v := m.current.Load(); v != nil {
		return *v
	}
	return View[K, V]{}
}

// Load returns the value of key, and whether there is one.
func (m *Map[K, V]) Load(key K) (value V, ok bool) {
	var entries map[K]V // nil panics for keys that cannot be hashed, as any map does
	if v := m.current.Load(); v != nil {
		entries = v.m
	}
	value, ok = entries[key]
	return value, ok
}

// Len returns the number of entries.
func (m *Map[K, V]) Len() int { return m.View().Len() }

// Range calls f for each entry until f returns false. It visits exactly the entries that
// m had when Range was called; f may use m.
func (m *Map[K, V]) Range(f func(key K, value V) bool) { m.View().All()(f) }

// All returns an iterator over the entries. Each loop visits exactly the entries that m
// had when the loop began.
func (m *Map[K, V]) All() iter.Seq2[K, V] { return m.Range }

// Keys returns an iterator over the keys, with the guarantees of All.
func (m *Map[K, V]) Keys() iter.Seq[K] {
	return func(yield func(K) bool) { m.View().Keys()(yield) }
}

// Values returns an iterator over the values, with the guarantees of All.
func (m *Map[K, V]) Values() iter.Seq[V] {
	return func(yield func(V) bool) { m.View().Values()(yield) }
}

// Snapshot returns a plain map with the entries, which the caller owns. It copies them;
// View does not.
func (m *Map[K, V]) Snapshot() map[K]V { return m.View().Snapshot() }

// String formats the entries as fmt does a plain map, in key order.
func (m *Map[K, V]) String() string { return m.View().String() }

// MarshalJSON encodes the entries as encoding/json does a plain map.
func (m *Map[K, V]) MarshalJSON() ([]byte, error) { return m.View().MarshalJSON() }

// View is what a Map held at one moment. It never changes, any number of goroutines may
// use it, and copies of it are the same view. The zero value is empty. It keeps its
// entries alive.
type View[K comparable, V any] struct {
	m map[K]V // never written
}

// Load returns the value of key, and whether there is one.
func (v View[K, V]) Load(key K) (value V, ok bool) {
	value, ok = v.m[key]
	return value, ok
}

// Len returns the number of entries.
func (v View[K, V]) Len() int { return len(v.m) }

// All returns an iterator over the entries.
func (v View[K, V]) All() iter.Seq2[K, V] { return maps.All(v.m) }

// Keys returns an iterator over the keys.
func (v View[K, V]) Keys() iter.Seq[K] { return maps.Keys(v.m) }

// Values returns an iterator over the values.
func (v View[K, V]) Values() iter.Seq[V] { return maps.Values(v.m) }

// Snapshot returns a plain map with the entries, which the caller owns.
func (v View[K, V]) Snapshot() map[K]V {
	if v.m == nil {
		return map[K]V{}
	}
	return maps.Clone(v.m)
}

// String formats the entries as fmt does a plain map, in key order.
func (v View[K, V]) String() string { return fmt.Sprint(v.m) }

// MarshalJSON encodes the entries as encoding/json does a plain map, an empty view as {}.
func (v View[K, V]) MarshalJSON() ([]byte, error) {
	if v.m == nil {
		return []byte("{}"), nil
	}
	return json.Marshal(v.m)
}
