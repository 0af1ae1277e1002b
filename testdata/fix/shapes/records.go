package shapes

import (
	"net/http"
	"time"
)

type record struct {
	at   time.Time
	path string
}

// Records are the last requests by client.
type Records struct {
	last map[string]record
}

// NewRecords returns none.
func NewRecords() *Records { return &Records{last: make(map[string]record)} }

// ServeHTTP notes a request.
func (s *Records) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.last[r.URL.Query().Get("client")] = record{at: time.Now(), path: r.URL.Path}
}

// Forget drops a client.
func (s *Records) Forget(w http.ResponseWriter, r *http.Request) {
	delete(s.last, r.URL.Query().Get("client"))
}

// Path is the client's last.
func (s *Records) Path(client string) string {
	return s.last[client].path
}
