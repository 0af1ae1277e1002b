package readlock

import "sync"

// LookupsInline counts under what looks like a lock.
type LookupsInline struct {
	mu sync.RWMutex
	m  map[string]int
}

// NewLookupsInline returns an empty one.
func NewLookupsInline() *LookupsInline { return &LookupsInline{m: make(map[string]int)} }

// Touch counts key.
func (s *LookupsInline) Touch(key string) bool {
	s.mu.RLock()
	s.m[key]++
	size := s.m[key] > 0
	s.mu.RUnlock()
	return size
}

// Drop forgets key.
func (s *LookupsInline) Drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, key)
}

// Get is the count of key.
func (s *LookupsInline) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[key]
}
