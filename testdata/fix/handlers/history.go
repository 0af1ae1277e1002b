package handlers

import (
	"fmt"
	"net/http"
)

// History serves and remembers.
type History struct {
	table map[string][]string
}

// NewHistory returns an empty one.
func NewHistory() *History { return &History{table: make(map[string][]string)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *History) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.table[r.URL.Path] = append(s.table[r.URL.Path], r.Method)
	fmt.Fprint(w, len(s.table[r.URL.Path]))
}
