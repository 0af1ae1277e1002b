package handlers

import (
	"fmt"
	"net/http"
)

// Counter serves and remembers.
type Counter struct {
	table map[string]int
}

// NewCounter returns an empty one.
func NewCounter() *Counter { return &Counter{table: make(map[string]int)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *Counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.table[r.URL.Path]++
	fmt.Fprint(w, s.table[r.URL.Path])
}
