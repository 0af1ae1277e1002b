// Package shards spreads keys over maps with a lock each.
package shards

import (
	"hash/maphash"
	"sync"
)

const count = 8

type shard struct {
	mu sync.RWMutex
	m  map[string]int
}

// Map is a map in parts.
type Map struct {
	seed   maphash.Seed
	shards [count]shard
}

// New returns an empty map.
func New() *Map {
	m := &Map{seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i].m = make(map[string]int)
	}
	return m
}

func (m *Map) shard(key string) *shard {
	return &m.shards[maphash.String(m.seed, key)%count]
}

func (m *Map) index(key string) int {
	return int(maphash.String(m.seed, key) % count)
}

// Get returns a value.
func (m *Map) Get(key string) (int, bool) {
	s := m.shard(key)
	s.mu.RLock()
	defer s.mu.RUnlock()
	v, ok := s.m[key]
	return v, ok
}

// Set stores a value.
func (m *Map) Set(key string, v int) {
	i := m.index(key)
	m.shards[i].mu.Lock()
	m.shards[i].m[key] = v
	m.shards[i].mu.Unlock()
}

// Add adds to a value.
func (m *Map) Add(key string, n int) {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(key, n)
}

func (s *shard) add(key string, n int) { s.m[key] += n }

// AddAll adds to many values.
func (m *Map) AddAll(deltas map[string]int) {
	for key, n := range deltas {
		s := m.shard(key)
		if n == 0 {
			continue
		}
		s.add(key, n) // want "inconsistent-guard: map s.m"
	}
}

// Move renames a key, in the order of the shards.
func (m *Map) Move(from, to string) {
	i, j := m.index(from), m.index(to)
	a, b := &m.shards[i], &m.shards[j]
	if i == j {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.m[to] = a.m[from]
		delete(a.m, from)
		return
	}
	if i < j {
		a.mu.Lock()
		b.mu.Lock()
	} else {
		b.mu.Lock()
		a.mu.Lock()
	}
	b.m[to] = a.m[from]
	delete(a.m, from)
	a.mu.Unlock()
	b.mu.Unlock()
}

// Swap exchanges two values.
func (m *Map) Swap(k, l string) {
	a, b := m.shard(k), m.shard(l)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.m[k], b.m[l] = b.m[l], a.m[k] // blind "inconsistent-guard: map b.m"
}

// Len counts the keys, a shard at a time.
func (m *Map) Len() int {
	n := 0
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.RLock()
		n += len(s.m)
		s.mu.RUnlock()
	}
	return n
}

// Empty tells whether there is no key.
func (m *Map) Empty() bool {
	for i := range m.shards {
		if len(m.shards[i].m) > 0 { // want "inconsistent-guard: map m.shards.i..m"
			return false
		}
	}
	return true
}

// Collect copies all shards at once, with a map a goroutine.
func (m *Map) Collect() map[string]int {
	var parts [count]map[string]int
	var wg sync.WaitGroup
	for i := range m.shards {
		wg.Go(func() {
			s := &m.shards[i]
			part := make(map[string]int)
			s.mu.RLock()
			for k, v := range s.m {
				part[k] = v
			}
			s.mu.RUnlock()
			parts[i] = part
		})
	}
	wg.Wait()
	all := parts[0]
	for _, part := range parts[1:] {
		for k, v := range part {
			all[k] = v
		}
	}
	return all
}

// CollectInto copies all shards at once into one map.
func (m *Map) CollectInto(all map[string]int) {
	var wg sync.WaitGroup
	for i := range m.shards {
		wg.Go(func() {
			s := &m.shards[i]
			s.mu.RLock()
			defer s.mu.RUnlock()
			for k, v := range s.m {
				all[k] = v // want "unguarded: map all"
			}
		})
	}
	wg.Wait()
}

// Striped has locks apart from the maps.
type Striped struct {
	locks [4]sync.Mutex
	parts [4]map[uint32]string
}

// NewStriped returns an empty map.
func NewStriped() *Striped {
	s := &Striped{}
	for i := range s.parts {
		s.parts[i] = make(map[uint32]string)
	}
	return s
}

// Set stores a value.
func (s *Striped) Set(id uint32, v string) {
	s.locks[id%4].Lock()
	defer s.locks[id%4].Unlock()
	s.parts[id%4][id] = v
}

// Get returns a value.
func (s *Striped) Get(id uint32) string {
	i := id & 3
	s.locks[i].Lock()
	v := s.parts[i][id]
	s.locks[i].Unlock()
	return v
}

// Groups is a slice of maps under one lock.
type Groups struct {
	mu     sync.Mutex
	groups []map[string]bool
}

// Grow adds an empty group.
func (g *Groups) Grow() {
	g.mu.Lock()
	g.groups = append(g.groups, make(map[string]bool))
	g.mu.Unlock()
}

// Join adds a member to the last group.
func (g *Groups) Join(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := len(g.groups); n > 0 {
		g.groups[n-1][name] = true
	}
}

// Leave removes a member from all groups.
func (g *Groups) Leave(name string) {
	g.mu.Lock()
	groups := g.groups
	g.mu.Unlock()
	for _, members := range groups {
		delete(members, name) // blind "(inconsistent-guard|unguarded): map members"
	}
}
