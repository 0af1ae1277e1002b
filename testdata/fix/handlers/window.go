package handlers

import (
	"fmt"
	"net/http"
)

// Window serves and remembers.
type Window struct {
	table map[string]int
}

// NewWindow returns an empty one.
func NewWindow() *Window { return &Window{table: make(map[string]int)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *Window) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.table[r.URL.Path]++
	delete(s.table, "old")
	fmt.Fprint(w, s.table[r.URL.Path])
}
