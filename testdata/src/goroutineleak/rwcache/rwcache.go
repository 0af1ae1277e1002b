// Package rwcache reads and writes under read-write locks.
package rwcache

import "sync"

// Cache reads again under its own read lock.
type Cache struct {
	mu     sync.RWMutex
	values map[string]string
}

// Get takes the read lock.
func (c *Cache) Get(key string) string {
	c.mu.RLock() // want "mu"
	defer c.mu.RUnlock()
	return c.values[key]
}

// Set takes the write lock.
func (c *Cache) Set(key, value string) {
	c.mu.Lock() // also
	defer c.mu.Unlock()
	c.values[key] = value
}

// Pair calls Get under the read lock: a writer that comes between stops both.
func (c *Cache) Pair(a, b string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	first := c.values[a]
	return first + c.Get(b)
}

// Store has no writer that waits: all its reads are nested, and it is filled
// before it is used.
type Store struct {
	mu     sync.RWMutex
	values map[string]string
}

// NewStore fills the store.
func NewStore(values map[string]string) *Store { return &Store{values: values} }

// Get takes the read lock.
func (s *Store) Get(key string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.values[key]
}

// Pair reads one after the other.
func (s *Store) Pair(a, b string) string { return s.Get(a) + s.Get(b) }

// Set lets the read lock go before it takes the write lock.
func (s *Store) Set(key, value string) {
	s.mu.RLock()
	old := s.values[key]
	s.mu.RUnlock()
	if old == value {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = value
}

// Lazy fills itself under the read lock that it still holds.
type Lazy struct {
	mu     sync.RWMutex
	values map[string]int
}

// Load takes the write lock while it reads.
func (l *Lazy) Load(key string, load func() int) int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if v, ok := l.values[key]; ok {
		return v
	}
	l.mu.Lock() // want "mu"
	defer l.mu.Unlock()
	v := load()
	l.values[key] = v
	return v
}

// Filled takes one lock after the other.
type Filled struct {
	mu     sync.RWMutex
	values map[string]int
}

// Load looks twice.
func (f *Filled) Load(key string, load func() int) int {
	f.mu.RLock()
	v, ok := f.values[key]
	f.mu.RUnlock()
	if ok {
		return v
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if v, ok := f.values[key]; ok {
		return v
	}
	v = load()
	f.values[key] = v
	return v
}

// Stale leaves its lock behind when a key is missing.
type Stale struct {
	mu     sync.RWMutex
	values map[string]int
}

// Touch returns with the lock held where there is nothing to touch.
func (s *Stale) Touch(key string) bool {
	s.mu.Lock() // want "mu"
	n, ok := s.values[key]
	if !ok {
		return false
	}
	s.values[key] = n + 1
	s.mu.Unlock()
	return true
}

// Table holds its lock for a snapshot that takes no other.
type Table struct {
	mu   sync.RWMutex
	rows []string
}

// Each calls f for a copy of the rows, with the lock let go.
func (t *Table) Each(f func(string)) {
	t.mu.RLock()
	rows := append([]string(nil), t.rows...)
	t.mu.RUnlock()
	for _, row := range rows {
		f(row)
	}
}

// Add takes the write lock.
func (t *Table) Add(row string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows = append(t.rows, row)
}

// Copy reads one table and then writes the other.
func (t *Table) Copy(to *Table) {
	t.Each(to.Add)
}
