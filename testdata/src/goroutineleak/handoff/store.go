package handoff

import "sync"

// A Store has a lock for its values and one for what it counts.
type Store struct {
	mu     sync.Mutex
	values map[string]string
	stats  sync.RWMutex
	loads  int
}

// Load hands its lock to the goroutine that loads, which takes another one for a moment.
func (s *Store) Load(key string, load func(string) string, slow bool) {
	s.mu.Lock()
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.values[key] += "!"
	}()
	if !slow {
		defer s.mu.Unlock()
		s.values[key] = load(key)
		return
	}
	go func() {
		defer s.mu.Unlock()
		s.stats.RLock()
		first := s.loads == 0
		s.stats.RUnlock()
		if first {
			s.values[key] = load(key)
		}
	}()
}

// LoadFirst hands it to one that keeps it when it has loaded before.
func (s *Store) LoadFirst(key string, load func(string) string) {
	var mu sync.Mutex
	mu.Lock()
	go func() {
		mu.Lock() // want "mu"
		defer mu.Unlock()
		s.values[key] += "!"
	}()
	go func() {
		s.stats.RLock()
		first := s.loads == 0
		s.stats.RUnlock()
		if !first {
			return
		}
		s.values[key] = load(key)
		mu.Unlock()
	}()
}
