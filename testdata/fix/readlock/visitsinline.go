package readlock

import "sync"

// VisitsInline counts under what looks like a lock.
type VisitsInline struct {
	mu sync.RWMutex
	m  map[string]int
}

// NewVisitsInline returns an empty one.
func NewVisitsInline() *VisitsInline { return &VisitsInline{m: make(map[string]int)} }

// Touch counts key.
func (s *VisitsInline) Touch(key string) bool {
	s.mu.RLock()
	s.m[key] += 1
	size := true
	s.mu.RUnlock()
	return size
}

// Drop forgets key.
func (s *VisitsInline) Drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, key)
}

// Get is the count of key.
func (s *VisitsInline) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[key]
}
