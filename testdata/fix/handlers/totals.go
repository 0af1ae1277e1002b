package handlers

import (
	"fmt"
	"net/http"
	"strings"
)

// Totals serves and remembers.
type Totals struct {
	table map[string]int
}

// NewTotals returns an empty one.
func NewTotals() *Totals { return &Totals{table: make(map[string]int)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *Totals) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := strings.ToLower(r.URL.Path)
	s.table[key] += 2
	fmt.Fprint(w, s.table[r.URL.Path])
}
