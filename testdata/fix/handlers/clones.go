package handlers

import (
	"maps"
	"net/http"
)

// Clones counts requests and errors, and hands out copies.
type Clones struct {
	requests map[string]int
	errors   map[string]int
}

// NewClones returns an empty one.
func NewClones() *Clones {
	return &Clones{requests: make(map[string]int), errors: make(map[string]int)}
}

// ServeHTTP counts.
func (s *Clones) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.requests[r.URL.Path]++
	if r.URL.RawQuery == "" {
		s.errors[r.URL.Path]++
		http.Error(w, "what?", http.StatusBadRequest)
	}
}

// Requests is how many there were by path.
func (s *Clones) Requests() map[string]int { return maps.Clone(s.requests) }

// Errors is how many of them were wrong.
func (s *Clones) Errors() map[string]int { return maps.Clone(s.errors) }
