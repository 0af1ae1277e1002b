package handlers

import (
	"fmt"
	"net/http"
)

// Rejected serves and remembers.
type Rejected struct {
	table map[string]int
}

// NewRejected returns an empty one.
func NewRejected() *Rejected { return &Rejected{table: make(map[string]int)} }

// ServeHTTP remembers the request and answers with what is known of its path.
func (s *Rejected) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		http.Error(w, "no", http.StatusMethodNotAllowed)
		return
	}
	s.table[r.URL.Path]++
	fmt.Fprint(w, s.table[r.URL.Path])
}
