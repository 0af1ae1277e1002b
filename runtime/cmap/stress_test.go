package cmap

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
)

func scaled(n int) int {
	if testing.Short() {
		return n / 4
	}
	return n
}

// Each goroutine reads its own writes, on keys that nobody else writes, while the
// segments that they share grow, split and are purged.
func TestOwnWritesAreRead(t *testing.T) {
	t.Run("word", func(t *testing.T) {
		ownWrites(t, sealing(1, rand.Uint64), func(n int) uint64 { return uint64(n) })
	})
	t.Run("pointer", func(t *testing.T) {
		var all [1 << 12]int
		ownWrites(t, new(Map[int, *int]), func(n int) *int { return &all[n%len(all)] })
	})
	t.Run("box", func(t *testing.T) {
		ownWrites(t, new(Map[int, [3]int]), func(n int) [3]int { return [3]int{n, n, n} })
	})
}

func ownWrites[V comparable](t *testing.T, m *Map[int, V], value func(int) V) {
	const goroutines = 6
	rounds := scaled(20_000)
	together(goroutines, func(g int) {
		r := rand.New(rand.NewPCG(uint64(g), 7))
		mine := map[int]V{}
		for i := range rounds {
			key := r.IntN(min(i+1, 4000))*goroutines + g
			want, had := mine[key]
			if v, ok := m.Load(key); ok != had || v != want {
				t.Errorf("Load(%d) is %v, %v, want %v, %v", key, v, ok, want, had)
				return
			}
			switch r.IntN(4) {
			case 0:
				m.Delete(key)
				delete(mine, key)
			case 1:
				v, ok := m.Update(key, func(old V, ok bool) (V, bool) {
					if ok != had || old != want {
						t.Errorf("Update(%d) gets %v, %v, want %v, %v", key, old, ok, want, had)
					}
					return value(i), true
				})
				mine[key] = v
				if !ok {
					t.Errorf("Update(%d) keeps nothing", key)
				}
			default:
				m.Store(key, value(i))
				mine[key] = value(i)
			}
		}
		for key, want := range mine {
			if v, ok := m.Load(key); !ok || v != want {
				t.Errorf("at the end Load(%d) is %v, %v, want %v", key, v, ok, want)
				return
			}
		}
	})
}

// Insertions from all sides, while others look for what was acknowledged.
func TestGrowthLosesNothing(t *testing.T) {
	const goroutines = 4
	n := scaled(40_000)
	m := new(Map[int, int])
	var stored [goroutines]atomic.Int64
	together(2*goroutines, func(g int) {
		if g < goroutines {
			for i := range n {
				m.Store(i*goroutines+g, i)
				stored[g].Store(int64(i + 1))
			}
			return
		}
		g -= goroutines
		r := rand.New(rand.NewPCG(uint64(g), 8))
		for {
			known := int(stored[g].Load())
			if known == n {
				return
			}
			if known == 0 {
				runtime.Gosched()
				continue
			}
			i := r.IntN(known)
			if v, ok := m.Load(i*goroutines + g); !ok || v != i {
				t.Errorf("Load(%d) is %d, %v after %d was stored", i*goroutines+g, v, ok, i)
				return
			}
		}
	})
	if m.Len() != goroutines*n {
		t.Errorf("Len is %d, want %d", m.Len(), goroutines*n)
	}
	for i := range goroutines * n {
		if v, ok := m.Load(i); !ok || v != i/goroutines {
			t.Fatalf("Load(%d) is %d, %v", i, v, ok)
		}
	}
}

// The sealed word is found out and replaced; with four of them to choose from, every
// store meets it.
func TestEverySealedWordIsStored(t *testing.T) {
	var n atomic.Uint64
	m := sealing(1, func() uint64 { return n.Add(1) % 8 })
	want := map[int]uint64{}
	r := rand.New(rand.NewPCG(3, 4))
	for range 4000 {
		key, value := r.IntN(5), r.Uint64N(8)
		if r.IntN(4) == 0 {
			m.Delete(key)
			delete(want, key)
		} else {
			m.Store(key, value)
			want[key] = value
		}
		if v, ok := m.Load(key); v != want[key] {
			t.Fatalf("Load(%d) is %d, %v, want %d", key, v, ok, want[key])
		}
	}
	equal(t, m, want)
}

// Deleted keys make room: a map of few keys that come and go stays small.
func TestChurnDoesNotGrow(t *testing.T) {
	m := new(Map[string, int])
	for i := range scaled(100_000) {
		m.Store(fmt.Sprint("session ", i), i)
		m.Delete(fmt.Sprint("session ", i-50))
	}
	slots := uint64(0)
	m.root.Load().each(func(s *segment) { slots += s.groups * s.width() })
	if m.Len() != 50 || slots > 1024 {
		t.Errorf("%d entries in %d slots, want 50 in some hundred", m.Len(), slots)
	}
}
