package handlers

import (
	"fmt"
	"net/http"
)

// Listing prints a map while it grows.
type Listing struct {
	byName map[string]int
}

// NewListing returns an empty one.
func NewListing() *Listing { return &Listing{byName: map[string]int{}} }

func (l *Listing) add(w http.ResponseWriter, r *http.Request) {
	l.byName[r.URL.Query().Get("name")]++
}

func (l *Listing) list(w http.ResponseWriter, r *http.Request) {
	for name, n := range l.byName {
		fmt.Fprintf(w, "%s %d\n", name, n)
	}
}

// Routes serves both.
func (l *Listing) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/add", l.add)
	mux.HandleFunc("/list", l.list)
}
