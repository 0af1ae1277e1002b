package router

import (
	"net/http"
	"sync"
)

// Tree is a router of its own: routes are added first, then it serves.
type Tree struct {
	mu     sync.Mutex
	stack  map[string]http.HandlerFunc
	byPath map[string]http.HandlerFunc
	misses map[string]int
}

// NewTree returns a router without routes.
func NewTree() *Tree {
	return &Tree{
		stack:  map[string]http.HandlerFunc{},
		byPath: map[string]http.HandlerFunc{},
		misses: map[string]int{},
	}
}

// Add adds a route.
func (t *Tree) Add(path string, h http.HandlerFunc) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stack[path] = h
}

// Handler builds the tree from the routes and returns what serves them.
func (t *Tree) Handler() http.HandlerFunc {
	t.build()
	return t.serve
}

func (t *Tree) build() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.byPath)
	for path, h := range t.stack {
		t.byPath[path] = h
	}
}

// Len counts the routes that are served.
func (t *Tree) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.byPath)
}

func (t *Tree) serve(w http.ResponseWriter, r *http.Request) {
	h, ok := t.byPath[r.URL.Path]
	if !ok {
		t.miss(r.URL.Path)
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

func (t *Tree) miss(path string) {
	t.mu.Lock()
	t.misses[path]++
	t.mu.Unlock()
	if len(t.misses) > 100 { // want "inconsistent-guard: map t.misses"
		t.mu.Lock()
		clear(t.misses)
		t.mu.Unlock()
	}
}
