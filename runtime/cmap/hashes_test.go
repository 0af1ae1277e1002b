package cmap

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// sums are hash functions from good to the worst. The fields of a hash that the map uses
// are the top bits (segment), bits 32 to 38 (tag) and the low half (group).
var sums = map[string]func(int) uint64{
	"all equal":        func(int) uint64 { return 0 },
	"all ones":         func(int) uint64 { return 1<<64 - 1 },
	"two values":       func(k int) uint64 { return uint64(k&1) * (1<<64 - 1) },
	"top 3 bits":       func(k int) uint64 { return uint64(k) << 61 },
	"top 8 bits":       func(k int) uint64 { return uint64(k) << 56 },
	"tag only":         func(k int) uint64 { return uint64(k) & 0x7f << 32 },
	"low 4 bits":       func(k int) uint64 { return uint64(k) & 15 << 28 },
	"low 16 bits":      func(k int) uint64 { return uint64(k) & 0xffff << 16 },
	"no tag":           func(k int) uint64 { return uint64(k) * 0x9e3779b97f4a7c15 &^ (0x7f << 32) },
	"one crowded half": func(k int) uint64 { return uint64(k)*0x9e3779b97f4a7c15>>1 | uint64(k)%50/49<<63 },
	"the key":          func(k int) uint64 { return uint64(k) },
}

// Any hash function that gives equal keys equal hashes must do, if slowly.
func TestPoorHashes(t *testing.T) {
	for name, sum := range sums {
		for _, size := range []uint64{1, 2, 8} {
			t.Run(fmt.Sprint(name, ", size ", size), func(t *testing.T) {
				sequence(t, tuned[int, int](sum, size), func(n int) int { return n })
				sequence(t, tuned[int, *int](sum, size), func(n int) *int { return &n })
				sequence(t, tuned[int, string](sum, size), func(n int) string { return fmt.Sprint(n) })
			})
		}
	}
}

// sequence does random operations, the insertions first in the majority and then the
// deletions, and compares with a plain map.
func sequence[V any](t *testing.T, m *Map[int, V], value func(int) V) {
	t.Helper()
	const keys, steps = 300, 1500
	r := rand.New(rand.NewPCG(1, 2))
	want := map[int]V{}
	for step := range steps {
		key := r.IntN(keys)
		_, had := want[key]
		switch op := r.IntN(10); {
		case op < 5 != (step > steps/2):
			want[key] = value(step)
			m.Store(key, want[key])
		case op < 7:
			if _, loaded := m.LoadAndDelete(key); loaded != had {
				t.Fatalf("step %d: LoadAndDelete(%d) says %v, want %v", step, key, loaded, had)
			}
			delete(want, key)
		case op < 8:
			v := value(step)
			if _, loaded := m.LoadOrStore(key, v); loaded != had {
				t.Fatalf("step %d: LoadOrStore(%d) says %v, want %v", step, key, loaded, had)
			}
			if !had {
				want[key] = v
			}
		default:
			if _, ok := m.Load(key); ok != had {
				t.Fatalf("step %d: Load(%d) says %v, want %v", step, key, ok, had)
			}
		}
	}
	equal(t, m, want)
}

// With equal hashes and several writers there is one long probe that all of them use.
func TestEqualHashesBesideWriters(t *testing.T) {
	m := tuned[int, int](sums["all equal"], 1)
	const each = 60
	together(4, func(g int) {
		for i := range each {
			key := g*each + i
			m.Store(key, key)
			if v, ok := m.Load(key); !ok || v != key {
				t.Errorf("Load(%d) is %d, %v after its Store", key, v, ok)
			}
			if i%3 == 0 {
				m.Delete(key)
			}
		}
	})
	want := map[int]int{}
	for key := range 4 * each {
		if key%each%3 != 0 {
			want[key] = key
		}
	}
	equal(t, m, want)
}
