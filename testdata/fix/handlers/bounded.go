package handlers

import (
	"fmt"
	"net/http"
)

// Bounded serves and remembers.
type Bounded struct {
	table map[string]int
}

// NewBounded returns an empty one.
func NewBounded() *Bounded { return &Bounded{table: make(map[string]int)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *Bounded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if len(s.table) > 100 {
		clear(s.table)
	}
	s.table[r.URL.Path]++
	fmt.Fprint(w, s.table[r.URL.Path])
}
