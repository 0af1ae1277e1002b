package handlers

import (
	"encoding/json"
	"net/http"
	"sync"
)

// scratch is what one request works with; the next one uses it again.
type scratch struct {
	fields map[string]string
}

var scratches = sync.Pool{New: func() any { return &scratch{fields: make(map[string]string)} }}

func takeScratch() *scratch {
	s := scratches.Get().(*scratch)
	clear(s.fields)
	return s
}

func (s *scratch) decode(r *http.Request) error {
	if err := json.NewDecoder(r.Body).Decode(&s.fields); err != nil {
		return err
	}
	s.fields["path"] = r.URL.Path
	return nil
}

// Reflect answers with the fields of the request.
func Reflect() http.Handler {
	last := &scratch{fields: make(map[string]string)}
	mux := http.NewServeMux()
	mux.HandleFunc("/reflect", func(w http.ResponseWriter, r *http.Request) {
		s := takeScratch()
		defer scratches.Put(s)
		if err := s.decode(r); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(w).Encode(s.fields)
	})
	mux.HandleFunc("/last", func(w http.ResponseWriter, r *http.Request) {
		last.fields["path"] = r.URL.Path // want "unguarded: map last.fields"
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}
