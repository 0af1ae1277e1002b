package conformance

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"sync"
	"testing"

	"github.com/govlint/govlint/runtime/cmap"
	"github.com/govlint/govlint/runtime/cowmap"
	"github.com/govlint/govlint/runtime/shardmap"
)

// concurrentMap is what all maps have in common.
type concurrentMap[K comparable, V any] interface {
	Load(key K) (V, bool)
	Store(key K, value V)
	LoadOrStore(key K, value V) (V, bool)
	LoadAndDelete(key K) (V, bool)
	Delete(key K)
	Swap(key K, value V) (V, bool)
	Update(key K, f func(old V, ok bool) (V, bool)) (V, bool)
	Clear()
	Len() int
	Range(f func(key K, value V) bool)
	All() iter.Seq2[K, V]
	Keys() iter.Seq[K]
	Values() iter.Seq[V]
	Snapshot() map[K]V
	fmt.Stringer
	json.Marshaler
}

// comparer adds the functions that need comparable values, as methods.
type comparer[K, V comparable] interface {
	concurrentMap[K, V]
	CompareAndSwap(key K, old, new V) bool
	CompareAndDelete(key K, old V) bool
}

type subject[M any] struct {
	name  string
	fresh func() M
}

func subjects[K comparable, V any]() []subject[concurrentMap[K, V]] {
	type m = concurrentMap[K, V]
	return []subject[m]{
		{"reference", func() m { return &reference[K, V]{m: map[K]V{}} }},
		{"cmap", func() m { return new(cmap.Map[K, V]) }},
		{"shardmap", func() m { return new(shardmap.Map[K, V]) }},
		{"cowmap", func() m { return new(cowmap.Map[K, V]) }},
	}
}

func comparers[K, V comparable]() []subject[comparer[K, V]] {
	type m = comparer[K, V]
	return []subject[m]{
		{"reference", func() m { return &comparableReference[K, V]{reference[K, V]{m: map[K]V{}}} }},
		{"cmap", func() m { return new(comparableCmap[K, V]) }},
		{"shardmap", func() m { return new(comparableShardmap[K, V]) }},
		{"cowmap", func() m { return new(comparableCowmap[K, V]) }},
	}
}

// forEach runs f as a subtest on a fresh map of every kind.
func forEach[M any](t *testing.T, subjects []subject[M], f func(t *testing.T, m M)) {
	t.Helper()
	for _, s := range subjects {
		t.Run(s.name, func(t *testing.T) { f(t, s.fresh()) })
	}
}

type comparableCmap[K, V comparable] struct{ cmap.Map[K, V] }

func (m *comparableCmap[K, V]) CompareAndSwap(key K, old, new V) bool {
	return cmap.CompareAndSwap(&m.Map, key, old, new)
}

func (m *comparableCmap[K, V]) CompareAndDelete(key K, old V) bool {
	return cmap.CompareAndDelete(&m.Map, key, old)
}

type comparableShardmap[K, V comparable] struct{ shardmap.Map[K, V] }

func (m *comparableShardmap[K, V]) CompareAndSwap(key K, old, new V) bool {
	return shardmap.CompareAndSwap(&m.Map, key, old, new)
}

func (m *comparableShardmap[K, V]) CompareAndDelete(key K, old V) bool {
	return shardmap.CompareAndDelete(&m.Map, key, old)
}

type comparableCowmap[K, V comparable] struct{ cowmap.Map[K, V] }

func (m *comparableCowmap[K, V]) CompareAndSwap(key K, old, new V) bool {
	return cowmap.CompareAndSwap(&m.Map, key, old, new)
}

func (m *comparableCowmap[K, V]) CompareAndDelete(key K, old V) bool {
	return cowmap.CompareAndDelete(&m.Map, key, old)
}

// reference is a plain map under one mutex, written to be obviously right.
type reference[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

func (r *reference[K, V]) locked(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

func (r *reference[K, V]) Load(key K) (value V, ok bool) {
	r.locked(func() { value, ok = r.m[key] })
	return value, ok
}

func (r *reference[K, V]) Store(key K, value V) { r.locked(func() { r.m[key] = value }) }

func (r *reference[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	r.locked(func() {
		if actual, loaded = r.m[key]; !loaded {
			r.m[key], actual = value, value
		}
	})
	return actual, loaded
}

func (r *reference[K, V]) LoadAndDelete(key K) (value V, loaded bool) {
	r.locked(func() { value, loaded = r.m[key]; delete(r.m, key) })
	return value, loaded
}

func (r *reference[K, V]) Delete(key K) { r.locked(func() { delete(r.m, key) }) }

func (r *reference[K, V]) Swap(key K, value V) (previous V, loaded bool) {
	r.locked(func() { previous, loaded = r.m[key]; r.m[key] = value })
	return previous, loaded
}

func (r *reference[K, V]) Update(key K, f func(V, bool) (V, bool)) (value V, ok bool) {
	r.locked(func() {
		old, had := r.m[key]
		if value, ok = f(old, had); ok {
			r.m[key] = value
		} else {
			var zero V
			value = zero
			delete(r.m, key)
		}
	})
	return value, ok
}

func (r *reference[K, V]) Clear()   { r.locked(func() { clear(r.m) }) }
func (r *reference[K, V]) Len() int { return len(r.Snapshot()) }

func (r *reference[K, V]) Range(f func(K, V) bool) {
	for k, v := range r.Snapshot() {
		if !f(k, v) {
			return
		}
	}
}

func (r *reference[K, V]) All() iter.Seq2[K, V] { return r.Range }
func (r *reference[K, V]) Keys() iter.Seq[K]    { return maps.Keys(r.Snapshot()) }
func (r *reference[K, V]) Values() iter.Seq[V]  { return maps.Values(r.Snapshot()) }

func (r *reference[K, V]) Snapshot() (out map[K]V) {
	r.locked(func() { out = maps.Clone(r.m) })
	return out
}

func (r *reference[K, V]) String() string               { return fmt.Sprint(r.Snapshot()) }
func (r *reference[K, V]) MarshalJSON() ([]byte, error) { return json.Marshal(r.Snapshot()) }

type comparableReference[K, V comparable] struct{ reference[K, V] }

func (r *comparableReference[K, V]) CompareAndSwap(key K, old, new V) (swapped bool) {
	r.locked(func() {
		if value, ok := r.m[key]; ok && value == old {
			r.m[key], swapped = new, true
		}
	})
	return swapped
}

func (r *comparableReference[K, V]) CompareAndDelete(key K, old V) (deleted bool) {
	r.locked(func() {
		if value, ok := r.m[key]; ok && value == old {
			delete(r.m, key)
			deleted = true
		}
	})
	return deleted
}
