package readlock

import "sync"

// LookupsDeferred counts under what looks like a lock.
type LookupsDeferred struct {
	mu sync.RWMutex
	m  map[string]int
}

// NewLookupsDeferred returns an empty one.
func NewLookupsDeferred() *LookupsDeferred { return &LookupsDeferred{m: make(map[string]int)} }

// Touch counts key.
func (s *LookupsDeferred) Touch(key string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.m[key]++
	return s.m[key] > 0
}

// Drop forgets key.
func (s *LookupsDeferred) Drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, key)
}

// Get is the count of key.
func (s *LookupsDeferred) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[key]
}
