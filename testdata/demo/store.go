package main

import "sync"

// A store keeps links and how often each was followed.
type store struct {
	mu    sync.RWMutex
	links map[string]string // by code
	hits  map[string]int    // by code
}

func newStore() *store {
	return &store{links: make(map[string]string), hits: make(map[string]int)}
}

// add keeps a link. It reports whether the code was free.
func (s *store) add(code, url string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken := s.links[code]; taken {
		return false
	}
	s.links[code] = url
	s.hits[code] = 0
	return true
}

// resolve returns the link of a code and counts the visit.
func (s *store) resolve(code string) (string, bool) {
	s.mu.RLock()
	url, ok := s.links[code]
	s.mu.RUnlock()
	if !ok {
		return "", false
	}
	s.hits[code]++
	return url, true
}

// target returns the link of a code.
func (s *store) target(code string) (string, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	url, ok := s.links[code]
	return url, ok
}

// remove forgets a link.
func (s *store) remove(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.links, code)
	delete(s.hits, code)
}

// visits returns how often each link was followed.
func (s *store) visits() map[string]int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	visits := make(map[string]int, len(s.hits))
	for code, n := range s.hits {
		visits[code] = n
	}
	return visits
}
