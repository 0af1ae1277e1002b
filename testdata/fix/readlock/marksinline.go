package readlock

import "sync"

// MarksInline counts under what looks like a lock.
type MarksInline struct {
	mu sync.RWMutex
	m  map[string]int
}

// NewMarksInline returns an empty one.
func NewMarksInline() *MarksInline { return &MarksInline{m: make(map[string]int)} }

// Touch counts key.
func (s *MarksInline) Touch(key string) bool {
	s.mu.RLock()
	n, ok := s.m[key]
	if !ok {
		n = 0
	}
	s.m[key] = n + 1
	size := ok
	s.mu.RUnlock()
	return size
}

// Drop forgets key.
func (s *MarksInline) Drop(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, key)
}

// Get is the count of key.
func (s *MarksInline) Get(key string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.m[key]
}
