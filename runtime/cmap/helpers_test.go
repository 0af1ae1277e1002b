package cmap

import (
	"reflect"
	"sync"
	"testing"

	"github.com/govlint/govlint/runtime/internal/hash"
)

// tuned returns an empty map whose keys hash by sum and whose segments split when they
// have size groups.
func tuned[K comparable, V any](sum func(K) uint64, size uint64) *Map[K, V] {
	m := new(Map[K, V])
	d := newDirectory[K, V](hash.With(sum))
	d.baseSize = size
	d.reset()
	m.lead(d)
	return m
}

// sealing returns an empty map of words whose sealed words come from seal.
func sealing(size uint64, seal func() uint64) *Map[int, uint64] {
	m := new(Map[int, uint64])
	d := newDirectory[int, uint64](hash.New[int]())
	d.baseSize, d.seal = size, seal
	d.reset()
	m.lead(d)
	return m
}

// together runs f in n goroutines and waits for them.
func together(n int, f func(g int)) {
	var wg sync.WaitGroup
	for g := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f(g)
		}()
	}
	wg.Wait()
}

// equal fails unless m has exactly the entries of want, whichever way one asks.
func equal[K comparable, V any](t *testing.T, m *Map[K, V], want map[K]V) {
	t.Helper()
	if m.Len() != len(want) {
		t.Errorf("Len is %d, want %d", m.Len(), len(want))
	}
	visits := 0
	m.Range(func(key K, value V) bool {
		visits++
		if w, ok := want[key]; !ok || !reflect.DeepEqual(value, w) {
			t.Errorf("Range visits %v = %v, want %v, %v", key, value, w, ok)
		}
		return !t.Failed()
	})
	if visits != len(want) {
		t.Errorf("Range visits %d entries, want %d", visits, len(want))
	}
	for key, w := range want {
		if value, ok := m.Load(key); !ok || !reflect.DeepEqual(value, w) {
			t.Fatalf("Load(%v) is %v, %v, want %v", key, value, ok, w)
		}
	}
}

// panicOf returns what f panics with.
func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}
