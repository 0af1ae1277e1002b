package handlers

import (
	"fmt"
	"net/http"
)

var hits = make(map[string]int)

// Hits counts requests in a variable of the package.
func Hits(w http.ResponseWriter, r *http.Request) {
	hits[r.URL.Path]++
	fmt.Fprint(w, hits[r.URL.Path])
}

// Register serves Hits.
func Register(mux *http.ServeMux) { mux.HandleFunc("/hits", Hits) }
