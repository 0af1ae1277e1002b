package conformance

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

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

// An iteration beside writers visits every key that stays, none twice, and only values
// that were stored under the key.
func TestRangeBesideWriters(t *testing.T) {
	forEach(t, subjects[int64, int64](), func(t *testing.T, m concurrentMap[int64, int64]) {
		const size = 1 << 9
		for n := int64(1); n <= size; n++ {
			m.Store(n, n)
		}
		var stop atomic.Bool
		var wg sync.WaitGroup
		for g := range int64(2) {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for i := int64(0); !stop.Load(); i++ {
					for n := int64(1); n < size; n += 7 {
						m.Store(n, n*i*g)
					}
					m.Store(-1-i%100, 0)
					m.Delete(-1 - (i+50)%100)
					runtime.Gosched()
				}
			}()
		}
		for range 16 {
			seen := map[int64]bool{}
			m.Range(func(key, value int64) bool {
				if key > 0 && value%key != 0 {
					t.Errorf("key %d has the value %d of another", key, value)
				}
				if seen[key] {
					t.Errorf("key %d visited twice", key)
				}
				seen[key] = true
				return true
			})
			for n := int64(1); n <= size; n++ {
				if !seen[n] {
					t.Errorf("key %d, which is never deleted, not visited", n)
				}
			}
		}
		stop.Store(true)
		wg.Wait()
	})
}

// Every update counts, whichever way it is made.
func TestReadModifyWriteLosesNothing(t *testing.T) {
	const goroutines, rounds, few = 8, 300, 5
	ways := map[string]func(m comparer[int, int], key int){
		"Update": func(m comparer[int, int], key int) {
			m.Update(key, func(old int, _ bool) (int, bool) { return old + 1, true })
		},
		"CompareAndSwap": func(m comparer[int, int], key int) {
			for {
				old, _ := m.LoadOrStore(key, 0)
				if m.CompareAndSwap(key, old, old+1) {
					return
				}
			}
		},
		"LoadAndDelete": func(m comparer[int, int], key int) {
			for n := 1; ; {
				old, _ := m.LoadAndDelete(key)
				n += old
				if v, loaded := m.LoadOrStore(key, n); !loaded && v == n {
					return
				}
			}
		},
	}
	for way, add := range ways {
		t.Run(way, func(t *testing.T) {
			forEach(t, comparers[int, int](), func(t *testing.T, m comparer[int, int]) {
				together(goroutines, func(g int) {
					for i := range rounds {
						add(m, (i+g)%few)
					}
				})
				sum := 0
				for _, n := range m.All() {
					sum += n
				}
				if sum != goroutines*rounds {
					t.Errorf("%d of %d updates counted", sum, goroutines*rounds)
				}
			})
		})
	}
}

// Swap passes every stored value on exactly once.
func TestSwapPassesEachValueOnOnce(t *testing.T) {
	const goroutines, rounds = 8, 500
	forEach(t, subjects[string, int](), func(t *testing.T, m concurrentMap[string, int]) {
		m.Store("baton", -1)
		var got [goroutines * rounds]atomic.Int32
		together(goroutines, func(g int) {
			for i := range rounds {
				if v, ok := m.Swap("baton", g*rounds+i); ok && v >= 0 {
					got[v].Add(1)
				}
			}
		})
		last, _ := m.Load("baton")
		got[last].Add(1)
		for v := range got {
			if n := got[v].Load(); n != 1 {
				t.Errorf("value %d handed on %d times", v, n)
			}
		}
	})
}

// Of all who try at once, one wins.
func TestOneWins(t *testing.T) {
	const goroutines, rounds = 8, 200
	forEach(t, comparers[int, int](), func(t *testing.T, m comparer[int, int]) {
		var stored, deleted, swapped [rounds]atomic.Int32
		together(goroutines, func(g int) {
			for i := range rounds {
				if _, loaded := m.LoadOrStore(i, 0); !loaded {
					stored[i].Add(1)
				}
				if m.CompareAndSwap(i, 0, g+1) {
					swapped[i].Add(1)
				}
			}
		})
		together(goroutines, func(g int) {
			for i := range rounds {
				if v, ok := m.Load(i); g%2 == 0 && ok && m.CompareAndDelete(i, v) {
					deleted[i].Add(1)
				} else if _, ok := m.LoadAndDelete(i); ok {
					deleted[i].Add(1)
				}
			}
		})
		for i := range rounds {
			if s, c, d := stored[i].Load(), swapped[i].Load(), deleted[i].Load(); s != 1 || c != 1 || d != 1 {
				t.Errorf("key %d stored %d, swapped %d, deleted %d times by racers, want once each", i, s, c, d)
			}
		}
		if m.Len() != 0 {
			t.Errorf("%d entries left", m.Len())
		}
	})
}

// A goroutine reads its own writes on keys of its own while others grow, delete, clear
// nothing of it and iterate.
func TestReadYourWritesDuringGrowth(t *testing.T) {
	const goroutines, rounds = 6, 400
	forEach(t, subjects[string, [3]int](), func(t *testing.T, m concurrentMap[string, [3]int]) {
		together(goroutines, func(g int) {
			r := rand.New(rand.NewPCG(uint64(g), 1))
			mine := map[string][3]int{}
			for i := range rounds {
				key := fmt.Sprintf("g%d/%d", g, r.IntN(rounds))
				if r.IntN(3) == 0 {
					m.Delete(key)
					delete(mine, key)
				} else {
					v := [3]int{i, i, i}
					m.Store(key, v)
					mine[key] = v
				}
				got, ok := m.Load(key)
				if want, had := mine[key]; ok != had || got != want {
					t.Errorf("%s = %v, %v, want %v, %v", key, got, ok, want, had)
					return
				}
			}
			for key, want := range mine {
				if got, ok := m.Load(key); !ok || got != want {
					t.Errorf("at the end %s = %v, %v, want %v", key, got, ok, want)
				}
			}
		})
	})
}

// Large values are never seen half written.
func TestValuesAreNotTorn(t *testing.T) {
	type value [16]int
	forEach(t, subjects[int, value](), func(t *testing.T, m concurrentMap[int, value]) {
		fill := func(n int) (v value) {
			for i := range v {
				v[i] = n
			}
			return v
		}
		together(6, func(g int) {
			for i := range 1000 {
				key := i % 3
				switch g {
				case 0, 1:
					m.Store(key, fill(i*g))
				case 2:
					m.Delete(key)
				case 3:
					for _, v := range m.All() {
						if v != fill(v[0]) {
							t.Errorf("a torn value: %v", v)
						}
					}
				default:
					if v, ok := m.Load(key); ok && v != fill(v[0]) {
						t.Errorf("a torn value: %v", v)
					}
				}
			}
		})
	})
}

func TestClearBesideWriters(t *testing.T) {
	forEach(t, subjects[int, int](), func(t *testing.T, m concurrentMap[int, int]) {
		together(6, func(g int) {
			for i := range 300 {
				if g == 0 {
					m.Clear()
					runtime.Gosched()
					continue
				}
				if v, ok := m.Load(i); ok && v != i {
					t.Errorf("key %d = %d", i, v)
				}
				m.Store(i, i)
				m.LoadAndDelete(i / 2)
			}
		})
		m.Clear()
		if n := m.Len(); n != 0 {
			t.Errorf("%d entries after a Clear that nobody disturbs", n)
		}
		m.Store(1, 1)
		if v, ok := m.Load(1); !ok || v != 1 || m.Len() != 1 {
			t.Error("unusable after Clear")
		}
	})
}
