package handlers

import (
	"fmt"
	"net/http"
)

// Once serves and remembers.
type Once struct {
	table map[string]int
}

// NewOnce returns an empty one.
func NewOnce() *Once { return &Once{table: make(map[string]int)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *Once) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.table[r.URL.Path]; !ok {
		s.table[r.URL.Path] = 1
	}
	fmt.Fprint(w, s.table[r.URL.Path])
}
