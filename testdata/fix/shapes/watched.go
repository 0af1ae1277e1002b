package shapes

import "net/http"

// Watch remembers when it saw whom last.
type Watch struct {
	last map[string]int
}

// NewWatch returns one that has seen nobody.
func NewWatch() *Watch { return &Watch{last: make(map[string]int)} }

// ServeHTTP sees somebody.
func (s *Watch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if at := len(r.URL.RawQuery); at > s.last[r.URL.Path] {
		s.last[r.URL.Path] = at
	}
}
