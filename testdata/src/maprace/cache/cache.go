// Package cache keeps values in memory that are slow to make.
package cache

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// Cache is a map with a lock for any key and value.
type Cache[K comparable, V any] struct {
	mu    sync.RWMutex
	items map[K]V
	load  func(K) V
}

// New returns a cache that makes missing values with load.
func New[K comparable, V any](load func(K) V) *Cache[K, V] {
	return &Cache[K, V]{items: make(map[K]V), load: load}
}

// Set stores a value.
func (c *Cache[K, V]) Set(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = v
}

// Get returns the value, made under the write lock by the first who asks.
func (c *Cache[K, V]) Get(k K) V {
	c.mu.RLock()
	v, ok := c.items[k]
	c.mu.RUnlock()
	if ok {
		return v
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.items[k]; ok {
		return v
	}
	v = c.load(k)
	c.items[k] = v
	return v
}

// Keys returns the keys in no order.
func (c *Cache[K, V]) Keys() []K {
	keys := make([]K, 0, 8)
	for k := range c.items { // want "inconsistent-guard: map c.items"
		keys = append(keys, k)
	}
	return keys
}

// Purge forgets everything.
func (c *Cache[K, V]) Purge() {
	clear(c.items) // want "inconsistent-guard: map c.items"
}

// Snapshot returns a copy.
func (c *Cache[K, V]) Snapshot() map[K]V {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return maps.Clone(c.items)
}

// Reset swaps the values out and hands them to drop, without the lock held.
func (c *Cache[K, V]) Reset(drop func(K, V)) {
	c.mu.Lock()
	old := c.items
	c.items = make(map[K]V)
	c.mu.Unlock()
	for k, v := range old {
		drop(k, v)
		delete(old, k)
	}
}

// Pages keeps rendered pages and how often each was asked for.
type Pages struct {
	mu     sync.RWMutex
	bodies map[string][]byte
	hits   map[string]int
}

// NewPages returns an empty page cache.
func NewPages() *Pages {
	return &Pages{bodies: map[string][]byte{}, hits: map[string]int{}}
}

// Put stores a page.
func (p *Pages) Put(path string, body []byte) {
	p.mu.Lock()
	p.bodies[path] = body
	p.hits[path] = 0
	p.mu.Unlock()
}

// Get returns a page and counts the hit.
func (p *Pages) Get(path string) []byte {
	p.mu.RLock()
	defer p.mu.RUnlock()
	body, ok := p.bodies[path]
	if !ok {
		return nil
	}
	p.hits[path]++ // want "rlock-write: map p.hits"
	return body
}

// Hits returns how often a page was asked for.
func (p *Pages) Hits(path string) int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.hits[path]
}

// Popular returns the paths, the most asked for first.
func (p *Pages) Popular() []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	paths := slices.Collect(maps.Keys(p.bodies))
	slices.SortFunc(paths, func(a, b string) int { return p.hits[b] - p.hits[a] })
	return paths
}

// All returns the pages.
func (p *Pages) All() map[string][]byte {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.bodies // want "leaked-ref: map p.bodies"
}

// Rates are currency rates that are replaced as a whole.
type Rates struct {
	current atomic.Pointer[map[string]float64]
	mu      sync.Mutex
}

// Rate returns the rate of a currency.
func (r *Rates) Rate(currency string) float64 {
	m := r.current.Load()
	if m == nil {
		return 0
	}
	return (*m)[currency]
}

// Update replaces one rate.
func (r *Rates) Update(currency string, rate float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next := make(map[string]float64)
	if old := r.current.Load(); old != nil {
		maps.Copy(next, *old)
	}
	next[currency] = rate
	r.current.Store(&next)
}

// Correct changes a rate that is known.
func (r *Rates) Correct(currency string, rate float64) {
	m := r.current.Load()
	if m == nil {
		return
	}
	(*m)[currency] = rate // want `unguarded: map \(?\*m`
}
