package handlers

import (
	"fmt"
	"net/http"
)

// Latest serves and remembers.
type Latest struct {
	table map[string]string
}

// NewLatest returns an empty one.
func NewLatest() *Latest { return &Latest{table: make(map[string]string)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *Latest) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.table[r.URL.Path] = r.Method
	fmt.Fprint(w, s.table[r.URL.Path])
}
