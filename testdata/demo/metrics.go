package main

import (
	"expvar"
	"net/http"
)

// requests counts requests by their method.
var requests = expvar.NewMap("requests")

// counted counts the requests that next serves.
func counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(r.Method, 1)
		next.ServeHTTP(w, r)
	})
}
