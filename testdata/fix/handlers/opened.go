package handlers

import (
	"fmt"
	"net/http"
)

// Opened counts by tenant what was asked for; the first request opens the tenant.
type Opened struct {
	tenants map[string]*tenant
}

type tenant struct{ name string }

// NewOpened returns an empty one.
func NewOpened() *Opened { return &Opened{tenants: make(map[string]*tenant)} }

// ServeHTTP answers with the name of the tenant.
func (s *Opened) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t := s.tenants[r.URL.Path]
	if t == nil {
		t = &tenant{name: "tenant of " + r.URL.Path}
		s.tenants[r.URL.Path] = t
	}
	fmt.Fprint(w, t.name)
}
