// Package copies copies what must not be copied, and what may be.
package copies

import (
	"sync"
	"sync/atomic"
)

// counters are plain numbers that are counted up atomically.
type counters struct {
	hits   int64
	misses int64
}

type tenant struct {
	name  string
	stats counters
}

type fleet struct {
	mu      sync.Mutex
	total   counters
	tenants []tenant
	byName  map[string]*tenant
	out     chan counters
}

func (f *fleet) hit(t *tenant) {
	atomic.AddInt64(&t.stats.hits, 1)
	atomic.AddInt64(&f.total.hits, 1)
}

func (f *fleet) Snapshot() counters {
	return f.total // want `value-copy: f.total copies a counters: that reads its field hits plainly while other code changes it atomically at copies.go:29`
}

func (f *fleet) Sum() (n int64) {
	for _, t := range f.tenants { // want `value-copy: the loop copies each tenant of f.tenants: that reads its field hits plainly`
		n += t.stats.hits
	}
	return n
}

func (f *fleet) Publish(name string) {
	f.out <- f.byName[name].stats // want `value-copy: f.byName\[name\].stats copies a counters`
}

func report(c counters) int64 { return c.misses }

func (f *fleet) All() int64 {
	return report(f.total) // want `value-copy: f.total copies a counters`
}

func (f *fleet) AsAny(t *tenant) any {
	return *t // want `value-copy: \*t copies a tenant`
}

// A guarded map is copied with its lock, which vet sees, too: once a function.
type guarded struct {
	mu sync.Mutex
	m  map[string]int
}

func clone(g *guarded) *guarded {
	c := *g // want `value-copy: assignment copies lock value to c: escape/copies.guarded contains sync.Mutex: the copy is another lock or counter, which those that use the original do not see, and another one in this function; use a pointer`
	d := c
	return &d
}

func (g guarded) get(k string) int { // want `value-copy: get passes lock by value`
	return g.m[k]
}

type gauge struct{ level atomic.Int64 }

func levels(gs []gauge) (n int64) {
	for _, g := range gs { // want `value-copy: range var g copies lock`
		n += g.level.Load()
	}
	return n
}

func show(print func(...any), g *gauge) {
	print("level", *g) // want `value-copy: call of print copies lock value`
}

// ok: each field by itself.
func (f *fleet) okSnapshot() counters {
	return counters{hits: atomic.LoadInt64(&f.total.hits), misses: atomic.LoadInt64(&f.total.misses)}
}

// ok: a snapshot is nobody else's, and is read plainly.
func (f *fleet) okHits(snapshots []*counters) (n int64) {
	for _, c := range snapshots {
		n += c.hits
	}
	return n
}

// ok: the elements themselves.
func (f *fleet) okSum() (n int64) {
	for i := range f.tenants {
		n += atomic.LoadInt64(&f.tenants[i].stats.hits)
	}
	return n
}

// ok: nobody else has it yet.
func okNew(name string) tenant {
	t := tenant{name: name}
	t.stats = counters{}
	return t
}

// ok: all have ended.
func okJoined(f *fleet) counters {
	var wg sync.WaitGroup
	for i := range f.tenants {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f.hit(&f.tenants[i])
		}()
	}
	wg.Wait()
	return f.total
}

// ok: only pointers are copied.
func (f *fleet) okPointers() []*tenant {
	var ts []*tenant
	for _, t := range f.byName {
		ts = append(ts, t)
	}
	return ts
}

// ok: a struct that is atomic nowhere.
type settings struct{ limit int64 }

func (s *settings) okCopy() settings { return *s }

// ok: a new value is moved, not copied.
func okMoved() *guarded {
	g := guarded{m: make(map[string]int)}
	return &g
}
