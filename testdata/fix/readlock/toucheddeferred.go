package readlock

import "sync"

// TouchedDeferred counts under what looks like a lock.
type TouchedDeferred struct {
	mu sync.RWMutex
	m  map[string]int
}

// NewTouchedDeferred returns an empty one.
func NewTouchedDeferred() *TouchedDeferred { return &TouchedDeferred{m: make(map[string]int)} }

// Touch counts key.
func (s *TouchedDeferred) Touch(key string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for range 2 {
		s.m[key]++
	}
	return len(s.m) > 0
}

// Drop forgets key.
func (s *TouchedDeferred) Drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, key)
}

// Get is the count of key.
func (s *TouchedDeferred) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[key]
}
