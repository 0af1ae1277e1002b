package readlock

import "sync"

// TouchedInline counts under what looks like a lock.
type TouchedInline struct {
	mu sync.RWMutex
	m  map[string]int
}

// NewTouchedInline returns an empty one.
func NewTouchedInline() *TouchedInline { return &TouchedInline{m: make(map[string]int)} }

// Touch counts key.
func (s *TouchedInline) Touch(key string) bool {
	s.mu.RLock()
	for range 2 {
		s.m[key]++
	}
	size := len(s.m) > 0
	s.mu.RUnlock()
	return size
}

// Drop forgets key.
func (s *TouchedInline) Drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, key)
}

// Get is the count of key.
func (s *TouchedInline) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[key]
}
