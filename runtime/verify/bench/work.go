package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// work is what one goroutine does next: ops operations on the keys of a sequence that all
// goroutines share and each walks from a place of its own.
type work[K keyType, V any] struct {
	keys   []K
	values []V // valueCount of them
	at     int
	ops    int
	random uint64
	writes uint64 // of 1<<31
}

// valueCount values, all different, are stored in turn. Maps that skip a store of the
// value that is there already would otherwise be measured doing nothing.
const valueCount = 1024

const always = 1 << 31

func (w *work[K, V]) next() K {
	if w.at == len(w.keys) {
		w.at = 0
	}
	k := w.keys[w.at]
	w.at++
	return k
}

// write says whether the next operation stores. The generator is Knuth's MMIX, TAOCP
// volume 2, 3.3.4.
func (w *work[K, V]) write() bool {
	w.random = w.random*6364136223846793005 + 1442695040888963407
	return w.random>>33 < w.writes
}

func (w *work[K, V]) value() V { return w.values[w.random>>8%valueCount] }

// workload is how a map is used during a measurement.
type workload struct {
	goroutines int
	writes     float64       // share of operations that store
	gcEvery    time.Duration // runtime.GC that often, if not 0
}

const chunk = 256 // operations between two looks at the clock

// measure runs wl on t for about d and records the time that an operation took on all
// processors together.
func measure[K keyType, V any](t table[K, V], keys []K, values []V, wl workload, d time.Duration, r *row) {
	var stop atomic.Bool
	var ops, found atomic.Int64 // found keeps the reads from being optimised away
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for g := range wl.goroutines {
		wg.Add(1)
		go func() {
			defer wg.Done()
			w := newWork(keys, values, g, wl)
			var n, hits int
			<-gate
			for !stop.Load() {
				hits += t.run(w)
				n += w.ops
			}
			ops.Add(int64(n))
			found.Add(int64(hits))
		}()
	}
	stopGC := loopGC(wl.gcEvery)
	clock := start()
	close(gate)
	time.Sleep(d)
	stop.Store(true)
	wg.Wait()
	clock.lap(r, ops.Load())
	stopGC()
}

func newWork[K keyType, V any](keys []K, values []V, g int, wl workload) *work[K, V] {
	return &work[K, V]{
		keys:   keys,
		values: values,
		at:     g * len(keys) / wl.goroutines,
		ops:    chunk,
		random: uint64(g)*0x9E3779B97F4A7C15 + 1,
		writes: uint64(wl.writes * always),
	}
}

// fill stores every key once, from one goroutine.
func fill[K keyType, V any](t table[K, V], keys []K, values []V) {
	if t, ok := t.(*cowTable[K, V]); ok {
		t.fill(keys, values)
		return
	}
	t.run(&work[K, V]{keys: keys, values: values, ops: len(keys), writes: always})
}

// missing returns how many of the keys, which were all stored and never deleted, t does
// not find.
func missing[K keyType, V any](t table[K, V], keys []K) int {
	return len(keys) - t.run(&work[K, V]{keys: keys, ops: len(keys)})
}

// loopGC runs collections until the returned function is called.
func loopGC(every time.Duration) (stop func()) {
	if every == 0 {
		return func() {}
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-quit:
				return
			case <-time.After(every):
				runtime.GC()
			}
		}
	}()
	return func() { close(quit); <-done }
}
