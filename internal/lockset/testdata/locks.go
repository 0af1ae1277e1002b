package p

import (
	"errors"
	"sync"
)

func here() {}

type store struct {
	mu     sync.RWMutex
	closed bool
	n      int
}

func (s *store) paths(fast bool) {
	s.mu.RLock()
	here() // held: must s.mu(r)
	s.mu.RUnlock()
	if !fast {
		s.mu.Lock()
	}
	here() // held: may s.mu
	if !fast {
		s.mu.Unlock()
	}
	defer here() // held: must s.mu
	s.mu.Lock()
}

func (s *store) deferred() {
	s.mu.Lock()
	defer s.mu.Unlock()
	here() // held: must s.mu
}

func (s *store) try() {
	if !s.mu.TryLock() {
		here() // held: none
		return
	}
	here() // held: must s.mu
	s.mu.Unlock()
	here() // held: none
}

// open takes the lock only when it succeeds.
func (s *store) open() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errors.New("closed")
	}
	return nil
}

func (s *store) add() error {
	if err := s.open(); err != nil {
		return err
	}
	defer s.mu.Unlock()
	here() // held: must s.mu
	return nil
}

func (s *store) locked() func() {
	s.mu.Lock()
	return s.mu.Unlock
}

func (s *store) byHelper() {
	unlock := s.locked()
	here() // held: must s.mu
	unlock()
	here() // held: none
}

func (s *store) each(f func()) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	f()
}

func (s *store) giveUp() {
	s.mu.Unlock()
	here() // held: none
	s.mu.Lock()
}

func (s *store) around() {
	s.mu.Lock()
	s.giveUp()
	here() // held: must s.mu
	s.mu.Unlock()
}

func two(a, b *store) {
	a.mu.Lock()
	b.mu.RLock()
	here() // held: must a.mu, must b.mu(r)
	a.mu.Unlock()
	here() // held: must b.mu(r)
	b.mu.RUnlock()
}
