package p

import (
	"errors"
	"fmt"
	"sync"
)

func here() {}

var errBusy = errors.New("busy")

type sessions struct {
	mu    sync.Mutex
	busy  map[string]struct{}
	known map[string]bool
}

func (s *sessions) claim(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.busy[id]; ok {
		return fmt.Errorf("session %q is in use", id)
	}
	s.busy[id] = struct{}{}
	return nil
}

func (s *sessions) give(id string) {
	s.mu.Lock()
	delete(s.busy, id)
	s.mu.Unlock()
}

func (s *sessions) process(id string) error {
	here() // held: none
	if err := s.claim(id); err != nil {
		return err
	}
	here() // held: must s.busy
	s.give(id)
	here() // held: none
	return nil
}

func (s *sessions) connect(id string) error {
	s.mu.Lock()
	if _, ok := s.busy[id]; ok {
		s.mu.Unlock()
		return errBusy
	}
	s.busy[id] = struct{}{}
	defer func() {
		s.mu.Lock()
		delete(s.busy, id)
		s.mu.Unlock()
	}()
	s.mu.Unlock()
	here() // held: must s.busy
	return nil
}

// Nothing is ever deleted from known: it remembers, and locks nothing.
func (s *sessions) remember(id string) {
	s.mu.Lock()
	if !s.known[id] {
		s.known[id] = true
	}
	s.mu.Unlock()
	here() // held: none
}

type crawl struct{ visited map[string]bool }

// Without a mutex two goroutines can both find the key absent.
func (c *crawl) visit(url string) {
	if c.visited[url] {
		return
	}
	c.visited[url] = true
	here() // held: none
	delete(c.visited, url)
}
