package linear

import (
	"runtime"
	"sync"
	"testing"
)

// faulty is a map under a mutex with one fault. Each must be found, or the green tests
// above mean nothing.
type faulty struct {
	mu    sync.Mutex
	m     map[int]uint64
	n     int
	fault string
	stale map[int]uint64
}

func (f *faulty) locked(g func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	g()
}

func (f *faulty) every(n int, fault string) bool { return f.fault == fault && f.n%n == 0 }

func (f *faulty) Load(key int) (v uint64, ok bool) {
	f.locked(func() {
		v, ok = f.m[key]
		if f.every(40, "stale read") {
			v, ok = f.stale[key]
		}
		if f.n%10 == 0 {
			clear(f.stale)
			for k, v := range f.m {
				f.stale[k] = v
			}
		}
	})
	return v, ok
}

func (f *faulty) Store(key int, v uint64) {
	f.locked(func() {
		if !f.every(40, "lost store") {
			f.m[key] = v
		}
	})
}

func (f *faulty) LoadOrStore(key int, v uint64) (actual uint64, loaded bool) {
	f.locked(func() {
		if actual, loaded = f.m[key]; !loaded || f.every(40, "second LoadOrStore") {
			f.m[key], actual, loaded = v, v, false
		}
	})
	return actual, loaded
}

func (f *faulty) LoadAndDelete(key int) (v uint64, ok bool) {
	f.locked(func() {
		v, ok = f.m[key]
		if !f.every(40, "resurrected key") {
			delete(f.m, key)
		}
	})
	return v, ok
}

func (f *faulty) Delete(key int) { f.LoadAndDelete(key) }

func (f *faulty) Swap(key int, v uint64) (old uint64, ok bool) {
	f.locked(func() { old, ok = f.m[key]; f.m[key] = v })
	return old, ok
}

func (f *faulty) Update(key int, g func(uint64, bool) (uint64, bool)) (v uint64, ok bool) {
	apply := func(old uint64, had bool) {
		if v, ok = g(old, had); ok {
			f.m[key] = v
		} else {
			delete(f.m, key)
		}
	}
	if f.fault == "update in two steps" {
		old, had := f.Load(key)
		runtime.Gosched() // time for others
		f.locked(func() { apply(old, had) })
		return v, ok
	}
	f.locked(func() { old, had := f.m[key]; apply(old, had) })
	return v, ok
}

func (f *faulty) Range(g func(int, uint64) bool) {
	all := map[int]uint64{}
	f.locked(func() {
		for k, v := range f.m {
			all[k] = v
		}
		if f.every(3, "iteration misses a key") {
			for k := range hotKeys {
				delete(all, k)
			}
		}
	})
	for k, v := range all {
		if !g(k, v) {
			return
		}
	}
}

func (f *faulty) Clear() {
	f.locked(func() {
		if f.fault != "Clear forgets a key" {
			clear(f.m)
		}
	})
}

func newFaulty(fault string) subject {
	f := &faulty{m: map[int]uint64{}, stale: map[int]uint64{}, fault: fault}
	cas := func(key int, old uint64, set func()) (done bool) {
		f.locked(func() {
			if v, ok := f.m[key]; ok && v == old {
				set()
				done = true
			}
		})
		return done
	}
	return &observed[uint64]{f,
		func(k int, old, new uint64) bool { return cas(k, old, func() { f.m[k] = new }) },
		func(k int, old uint64) bool { return cas(k, old, func() { delete(f.m, k) }) },
		wordCoding.code, wordCoding.number}
}

func TestFaultsAreFound(t *testing.T) {
	for _, fault := range []string{
		"lost store", "stale read", "second LoadOrStore", "resurrected key",
		"update in two steps", "iteration misses a key", "Clear forgets a key",
	} {
		t.Run(fault, func(t *testing.T) {
			for seed := range uint64(2000) {
				history, err := record(newFaulty(fault), plan{goroutines: 4, ops: 200, churn: 1, seed: seed})
				if err != nil || check(history) != nil {
					return
				}
			}
			t.Error("not found in 2000 histories")
		})
	}
	t.Run("none", func(t *testing.T) { observe(t, func() subject { return newFaulty("") }) })
}
