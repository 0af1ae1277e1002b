package main

import (
	"encoding/json"
	"log"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
)

type server struct {
	followed int64
	store    *store
}

// newServer returns the handler of the whole service.
func newServer(s *store) http.Handler {
	srv := &server{store: s}
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /links/{code}", srv.create)
	mux.HandleFunc("DELETE /links/{code}", srv.remove)
	mux.HandleFunc("GET /stats", srv.stats)
	mux.HandleFunc("GET /{code}", srv.follow)
	return counted(withCheck(mux, srv))
}

// create keeps the link in the form value "url".
func (s *server) create(w http.ResponseWriter, r *http.Request) {
	target, err := url.Parse(r.FormValue("url"))
	if err != nil || target.Host == "" {
		http.Error(w, "the form value url is no absolute URL", http.StatusBadRequest)
		return
	}
	if !s.store.add(r.PathValue("code"), target.String()) {
		http.Error(w, "the code is taken", http.StatusConflict)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func (s *server) follow(w http.ResponseWriter, r *http.Request) {
	target, ok := s.store.resolve(r.PathValue("code"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	atomic.AddInt64(&s.followed, 1)
	http.Redirect(w, r, target, http.StatusFound)
}

func (s *server) remove(w http.ResponseWriter, r *http.Request) {
	s.store.remove(r.PathValue("code"))
	announce(r.PathValue("code"))
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) stats(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Followed", strconv.FormatInt(s.followed, 10))
	if err := json.NewEncoder(w).Encode(s.store.visits()); err != nil {
		log.Print(err)
	}
}
