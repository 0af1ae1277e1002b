package handlers

import "net/http"

// Twice has two handlers on one map.
type Twice struct {
	// names are those who called.
	names map[string]bool
	limit int
}

// NewTwice returns an empty one.
func NewTwice(limit int) *Twice {
	t := &Twice{names: make(map[string]bool), limit: limit}
	t.names["root"] = true
	return t
}

func (t *Twice) hello(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if len(t.names) >= t.limit {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	t.names[name] = true
}

func (t *Twice) known(w http.ResponseWriter, r *http.Request) {
	if t.names[r.URL.Query().Get("name")] {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.WriteHeader(http.StatusNotFound)
}

// Routes serves both.
func (t *Twice) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/hello", t.hello)
	mux.HandleFunc("/known", t.known)
}
