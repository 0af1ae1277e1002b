package main

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/puzpuzpuz/xsync/v4"

	"github.com/govlint/govlint/runtime/cmap"
	"github.com/govlint/govlint/runtime/counter"
	"github.com/govlint/govlint/runtime/shardmap"
)

// tally counts events by key.
type tally interface {
	count(w *work[int, uint64])
	sum() int64
}

const (
	nameArray      = "counter.Array"
	nameCounterMap = "counter.Map"
	plusAtomic     = " + atomic"
)

type tallier struct {
	name  string
	dense bool // keys are 0 to n-1
	fresh func(n int) tally
}

var talliers = []tallier{
	{nameArray, true, func(n int) tally { return arrayTally{counter.NewArray(n)} }},
	{nameCounterMap, false, func(int) tally { return &counterMapTally{} }},
	{nameCmap + plusAtomic, false, func(int) tally { return &cmapTally{} }},
	{nameShardmap, false, func(int) tally { return &shardTally{} }},
	{nameSyncMap + plusAtomic, false, func(int) tally { return &syncTally{} }},
	{nameXsync + plusAtomic, false, func(int) tally { return xsyncTally{xsync.NewMap[int, *atomic.Int64]()} }},
	{nameRWMutex + plusAtomic, false, func(int) tally { return &rwTally{m: map[int]*atomic.Int64{}} }},
	{nameMutex, false, func(int) tally { return &mutexTally{m: map[int]int64{}} }},
}

func groupCounters(b *bench) {
	countersOf(b, "8 keys", 8, uniform[int])
	countersOf(b, "100K keys", b.many, uniform[int])
	countersOf(b, "100K keys, Zipf", b.many, zipf[int])
}

func countersOf(b *bench, name string, n int, order func([]int) keySet[int]) {
	dense := order(keysOf(n, func(i int) int { return i })).seq
	sparse := order(keysOf(n, scattered)).seq
	subjects := slices.DeleteFunc(slices.Clone(talliers), func(t tallier) bool { return !b.wants(t.name) })
	c := b.perOperation("counters", name)
	for _, s := range subjects {
		c.row(s.name)
	}
	eachRound(b, c, b.rounds, subjects, func(s tallier) {
		keys := sparse
		if s.dense {
			keys = dense
		}
		t := s.fresh(n)
		r := c.row(s.name)
		counted := countAll(t, keys, b.duration, r)
		r.noteMissing(int(counted - t.sum()))
	})
}

// countAll counts for about d, records the time of a count, and returns how many it made.
func countAll(t tally, keys []int, d time.Duration, r *row) int64 {
	t.count(&work[int, uint64]{keys: keys, ops: len(keys)}) // every key exists
	var counted atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	clock := start()
	for g := range crowd {
		wg.Add(1)
		go func() {
			defer wg.Done()
			w := newWork[int, uint64](keys, nil, g, workload{goroutines: crowd})
			n := 0
			for !stop.Load() {
				t.count(w)
				n += w.ops
			}
			counted.Add(int64(n))
		}()
	}
	time.Sleep(d)
	stop.Store(true)
	wg.Wait()
	clock.lap(r, counted.Load())
	return counted.Load() + int64(len(keys))
}

type arrayTally struct{ a *counter.Array }

func (t arrayTally) sum() int64 { return t.a.Sum() }

func (t arrayTally) count(w *work[int, uint64]) {
	for range w.ops {
		t.a.Inc(w.next())
	}
}

type counterMapTally struct{ m counter.Map[int] }

func (t *counterMapTally) sum() int64 { return t.m.Sum() }

func (t *counterMapTally) count(w *work[int, uint64]) {
	for range w.ops {
		t.m.Inc(w.next())
	}
}

type cmapTally struct {
	m cmap.Map[int, *atomic.Int64]
}

func (t *cmapTally) sum() (sum int64) {
	for n := range t.m.Values() {
		sum += n.Load()
	}
	return sum
}

func (t *cmapTally) count(w *work[int, uint64]) {
	for range w.ops {
		k := w.next()
		n, ok := t.m.Load(k)
		if !ok {
			n, _ = t.m.LoadOrStore(k, new(atomic.Int64))
		}
		n.Add(1)
	}
}

type shardTally struct{ m shardmap.Map[int, int64] }

func (t *shardTally) sum() (sum int64) {
	for n := range t.m.Values() {
		sum += n
	}
	return sum
}

func (t *shardTally) count(w *work[int, uint64]) {
	for range w.ops {
		t.m.Update(w.next(), func(n int64, _ bool) (int64, bool) { return n + 1, true })
	}
}

type syncTally struct{ m sync.Map }

func (t *syncTally) sum() (sum int64) {
	t.m.Range(func(_, n any) bool { sum += n.(*atomic.Int64).Load(); return true })
	return sum
}

func (t *syncTally) count(w *work[int, uint64]) {
	for range w.ops {
		k := w.next()
		n, ok := t.m.Load(k)
		if !ok {
			n, _ = t.m.LoadOrStore(k, new(atomic.Int64))
		}
		n.(*atomic.Int64).Add(1)
	}
}

type xsyncTally struct {
	m *xsync.Map[int, *atomic.Int64]
}

func (t xsyncTally) sum() (sum int64) {
	t.m.Range(func(_ int, n *atomic.Int64) bool { sum += n.Load(); return true })
	return sum
}

func (t xsyncTally) count(w *work[int, uint64]) {
	for range w.ops {
		k := w.next()
		n, ok := t.m.Load(k)
		if !ok {
			n, _ = t.m.LoadOrStore(k, new(atomic.Int64))
		}
		n.Add(1)
	}
}

type rwTally struct {
	mu sync.RWMutex
	m  map[int]*atomic.Int64
}

func (t *rwTally) sum() (sum int64) {
	for _, n := range t.m {
		sum += n.Load()
	}
	return sum
}

func (t *rwTally) count(w *work[int, uint64]) {
	for range w.ops {
		k := w.next()
		t.mu.RLock()
		n, ok := t.m[k]
		t.mu.RUnlock()
		if !ok {
			n = t.create(k)
		}
		n.Add(1)
	}
}

func (t *rwTally) create(k int) *atomic.Int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.m[k]; !ok {
		t.m[k] = new(atomic.Int64)
	}
	return t.m[k]
}

type mutexTally struct {
	mu sync.Mutex
	m  map[int]int64
}

func (t *mutexTally) sum() (sum int64) {
	for _, n := range t.m {
		sum += n
	}
	return sum
}

func (t *mutexTally) count(w *work[int, uint64]) {
	for range w.ops {
		k := w.next()
		t.mu.Lock()
		t.m[k]++
		t.mu.Unlock()
	}
}
