package handlers

import (
	"fmt"
	"net/http"
)

// Lazy serves and remembers.
type Lazy struct {
	table map[string]int
}

// NewLazy returns an empty one.
func NewLazy() *Lazy { return &Lazy{table: make(map[string]int)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *Lazy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.table == nil {
		s.table = make(map[string]int)
	}
	s.table[r.URL.Path]++
	fmt.Fprint(w, s.table[r.URL.Path])
}
