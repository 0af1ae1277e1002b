package main

import (
	"hash/maphash"
	"sync"

	"github.com/govlint/govlint/runtime/internal/align"
)

type rwTable[K keyType, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

func (t *rwTable[K, V]) len() int { return len(t.m) }

func (t *rwTable[K, V]) store(k K, v V) {
	t.mu.Lock()
	t.m[k] = v
	t.mu.Unlock()
}

func (t *rwTable[K, V]) load(k K) (V, bool) {
	t.mu.RLock()
	v, ok := t.m[k]
	t.mu.RUnlock()
	return v, ok
}

func (t *rwTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.store(k, w.value())
		} else if _, ok := t.load(k); ok {
			found++
		}
	}
	return found
}

type mutexTable[K keyType, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

func (t *mutexTable[K, V]) len() int { return len(t.m) }

func (t *mutexTable[K, V]) store(k K, v V) {
	t.mu.Lock()
	t.m[k] = v
	t.mu.Unlock()
}

func (t *mutexTable[K, V]) load(k K) (V, bool) {
	t.mu.Lock()
	v, ok := t.m[k]
	t.mu.Unlock()
	return v, ok
}

func (t *mutexTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.store(k, w.value())
		} else if _, ok := t.load(k); ok {
			found++
		}
	}
	return found
}

// naiveTable is what one writes by hand: 64 maps with a lock each.
type naiveTable[K keyType, V any] struct {
	seed   maphash.Seed
	shards [64]rwTable[K, V]
}

func newNaive[K keyType, V any]() table[K, V] {
	t := &naiveTable[K, V]{seed: maphash.MakeSeed()}
	for i := range t.shards {
		t.shards[i].m = map[K]V{}
	}
	return t
}

func (t *naiveTable[K, V]) shard(k K) *rwTable[K, V] {
	return &t.shards[maphash.Comparable(t.seed, k)%64]
}

func (t *naiveTable[K, V]) len() (n int) {
	for i := range t.shards {
		n += t.shards[i].len()
	}
	return n
}

func (t *naiveTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.shard(k).store(k, w.value())
		} else if _, ok := t.shard(k).load(k); ok {
			found++
		}
	}
	return found
}

// paddedTable is naiveTable with each shard on cache lines of its own, and nothing else
// different: what is between the two is what padding does.
type paddedTable[K keyType, V any] struct {
	seed   maphash.Seed
	shards []paddedShard[K, V]
}

type paddedShard[K keyType, V any] struct {
	rwTable[K, V]
	_ [align.Line - 32]byte
}

func newPadded[K keyType, V any]() table[K, V] {
	t := &paddedTable[K, V]{maphash.MakeSeed(), align.Slice[paddedShard[K, V]](64)}
	for i := range t.shards {
		t.shards[i].m = map[K]V{}
	}
	return t
}

func (t *paddedTable[K, V]) shard(k K) *rwTable[K, V] {
	return &t.shards[maphash.Comparable(t.seed, k)%64].rwTable
}

func (t *paddedTable[K, V]) len() (n int) {
	for i := range t.shards {
		n += t.shards[i].len()
	}
	return n
}

func (t *paddedTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.shard(k).store(k, w.value())
		} else if _, ok := t.shard(k).load(k); ok {
			found++
		}
	}
	return found
}
