package readlock

import "sync"

// MarksDeferred counts under what looks like a lock.
type MarksDeferred struct {
	mu sync.RWMutex
	m  map[string]int
}

// NewMarksDeferred returns an empty one.
func NewMarksDeferred() *MarksDeferred { return &MarksDeferred{m: make(map[string]int)} }

// Touch counts key.
func (s *MarksDeferred) Touch(key string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n, ok := s.m[key]
	if !ok {
		n = 0
	}
	s.m[key] = n + 1
	return ok
}

// Drop forgets key.
func (s *MarksDeferred) Drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, key)
}

// Get is the count of key.
func (s *MarksDeferred) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[key]
}
