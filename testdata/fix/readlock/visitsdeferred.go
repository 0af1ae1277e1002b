package readlock

import "sync"

// VisitsDeferred counts under what looks like a lock.
type VisitsDeferred struct {
	mu sync.RWMutex
	m  map[string]int
}

// NewVisitsDeferred returns an empty one.
func NewVisitsDeferred() *VisitsDeferred { return &VisitsDeferred{m: make(map[string]int)} }

// Touch counts key.
func (s *VisitsDeferred) Touch(key string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.m[key] += 1
	return true
}

// Drop forgets key.
func (s *VisitsDeferred) Drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, key)
}

// Get is the count of key.
func (s *VisitsDeferred) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[key]
}
