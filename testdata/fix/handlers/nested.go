package handlers

import (
	"fmt"
	"net/http"
)

// Nested serves and remembers.
type Nested struct {
	table map[string]map[string]int
}

// NewNested returns an empty one.
func NewNested() *Nested { return &Nested{table: make(map[string]map[string]int)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *Nested) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.table[r.URL.Path] == nil {
		s.table[r.URL.Path] = make(map[string]int)
	}
	s.table[r.URL.Path][r.Method]++
	fmt.Fprint(w, s.table[r.URL.Path][r.Method])
}
