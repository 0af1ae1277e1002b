// Package shardmap is a concurrent map made of plain maps, each under its own lock.
//
// It is the map for work that mostly writes values of more than a word, which it does
// without an allocation, and for steps that must be exact over several operations (see
// [Map.Update] and [Map.Do]). An entry costs what it costs in a plain map. Where reads
// dominate, package cmap is faster, for a read here takes a lock.
package shardmap

import (
	"encoding/json"
	"fmt"

	"github.com/govlint/govlint/runtime/internal/hash"
	"github.com/govlint/govlint/runtime/internal/shim"
)

// Map is a concurrent map from K to V. The zero value is empty and ready. All methods
// may be called from any number of goroutines at once. A Map must not be copied after
// first use; go vet reports copies.
//
// Every operation on one key is one atomic step, ordered by the lock of the shard that
// holds the key: what happened before a store happens after a load that sees it. Methods
// that visit all entries are atomic shard by shard, not as a whole.
//
// Operations on a key take constant time. Keys behave as in a plain map: a key that
// holds NaN can be stored and iterated but not found, and an interface key whose dynamic
// type is not comparable panics as a map does.
//
// Memory is that of a plain map plus, from the first store on, one cache line a shard:
// there are 64 shards a processor, rounded up to a power of two, 1024 at most, so 8 KiB
// on two processors. Like a plain map, it keeps its room when entries are deleted; Clear
// gives it back.
type Map[K comparable, V any] struct {
	_     noCopy
	table shim.Pointer[table[K, V]]
}

// noCopy makes vet's copylocks check report copies of the struct that holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// From returns a new Map with the entries of src, which it does not keep.
func From[K comparable, V any](src map[K]V) *Map[K, V] {
	m := new(Map[K, V])
	for key, value := range src {
		m.Store(key, value)
	}
	return m
}

// Load returns the value of key, and whether there is one. It allocates nothing.
func (m *Map[K, V]) Load(key K) (value V, ok bool) {
	t := m.table.Load()
	if t == nil {
		hash.Check(key)
		return value, false
	}
	s := t.shard(key)
	s.mu.RLock()
	value, ok = s.m[key]
	s.mu.RUnlock()
	return value, ok
}

// Store sets the value of key.
func (m *Map[K, V]) Store(key K, value V) {
	s := m.lockForWrite(key)
	s.m[key] = value
	s.mu.Unlock()
}

// LoadOrStore returns the value of key if there is one, and otherwise stores and
// returns value. loaded says which.
func (m *Map[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	s := m.lockForWrite(key)
	actual, loaded = s.m[key]
	if !loaded {
		s.m[key] = value
		actual = value
	}
	s.mu.Unlock()
	return actual, loaded
}

// LoadAndDelete deletes key and returns the value it had, and whether it had one.
func (m *Map[K, V]) LoadAndDelete(key K) (value V, loaded bool) {
	s := m.lockExisting(key)
	if s == nil {
		return value, false
	}
	value, loaded = s.m[key]
	delete(s.m, key)
	s.mu.Unlock()
	return value, loaded
}

// Delete deletes key.
func (m *Map[K, V]) Delete(key K) {
	s := m.lockExisting(key)
	if s == nil {
		return
	}
	delete(s.m, key)
	s.mu.Unlock()
}

// Swap sets the value of key and returns the value it had, and whether it had one.
func (m *Map[K, V]) Swap(key K, value V) (previous V, loaded bool) {
	s := m.lockForWrite(key)
	previous, loaded = s.m[key]
	s.m[key] = value
	s.mu.Unlock()
	return previous, loaded
}

// Update replaces the value of key by what f returns, as one atomic step: f gets the
// present value and whether there is one, and its second result says whether the key
// stays (true) or is deleted (false). Update returns the outcome.
//
// f runs once, under the lock of the key's shard, and must not use m. When it panics, m
// is unchanged and usable.
func (m *Map[K, V]) Update(key K, f func(old V, ok bool) (V, bool)) (value V, ok bool) {
	s := m.lockForWrite(key)
	defer s.mu.Unlock()
	old, had := s.m[key]
	value, ok = f(old, had)
	if ok {
		s.m[key] = value
		return value, true
	}
	delete(s.m, key)
	var zero V
	return zero, false
}

// Do calls f with the plain map that holds key, under its lock. It makes any sequence of
// operations on key one atomic step, at the price of no other operation on that shard
// meanwhile. shard holds other keys too, which f may read, change and delete; the only
// key it may add is key, for another one may belong elsewhere and would not be found.
//
// f must not use m and must not keep shard. When it panics, what it has changed stays
// changed and m is usable.
func (m *Map[K, V]) Do(key K, f func(shard map[K]V)) {
	s := m.lockForWrite(key)
	defer s.mu.Unlock()
	f(s.m)
}

// Clear deletes all entries and frees their memory. An entry stored meanwhile may stay.
func (m *Map[K, V]) Clear() {
	t := m.table.Load()
	if t == nil {
		return
	}
	for i := range t.shards {
		s := &t.shards[i]
		s.mu.Lock()
		s.m = nil
		s.mu.Unlock()
	}
}

// Len returns the number of entries. While others write it is a number that each shard
// had at some moment of the call, added up. It locks every shard in turn.
func (m *Map[K, V]) Len() int {
	t := m.table.Load()
	if t == nil {
		return 0
	}
	n := 0
	for i := range t.shards {
		s := &t.shards[i]
		s.mu.RLock()
		n += len(s.m)
		s.mu.RUnlock()
	}
	return n
}

// CompareAndSwap sets the value of key to new if the key has the value old, and reports
// whether it did. It panics if V is an interface type and holds a value that cannot be
// compared.
func CompareAndSwap[K, V comparable](m *Map[K, V], key K, old, new V) (swapped bool) {
	s := m.lockExisting(key)
	if s == nil {
		return false
	}
	defer s.mu.Unlock()
	value, ok := s.m[key]
	if !ok || value != old {
		return false
	}
	s.m[key] = new
	return true
}

// CompareAndDelete deletes key if it has the value old, and reports whether it did. It
// panics if V is an interface type and holds a value that cannot be compared.
func CompareAndDelete[K, V comparable](m *Map[K, V], key K, old V) (deleted bool) {
	s := m.lockExisting(key)
	if s == nil {
		return false
	}
	defer s.mu.Unlock()
	value, ok := s.m[key]
	if !ok || value != old {
		return false
	}
	delete(s.m, key)
	return true
}

// String formats the entries as fmt does a plain map, in key order.
func (m *Map[K, V]) String() string { return fmt.Sprint(m.Snapshot()) }

// MarshalJSON encodes the entries as encoding/json does a plain map.
func (m *Map[K, V]) MarshalJSON() ([]byte, error) { return json.Marshal(m.Snapshot()) }
