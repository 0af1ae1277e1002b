package copies

import "sync"

// A Snapshot is the state of a moment.
type Snapshot struct {
	Version int
	Routes  map[string]string
}

// Router keeps routes.
type Router struct {
	mu      sync.RWMutex
	version int
	routes  map[string]string
}

// NewRouter returns an empty one.
func NewRouter() *Router { return &Router{routes: make(map[string]string)} }

// Add sets a route.
func (r *Router) Add(path, target string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.routes[path] = target
	r.version++
}

// Snapshot is all of them.
func (r *Router) Snapshot() *Snapshot {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return &Snapshot{
		Version: r.version,
		Routes:  r.routes, // of this version
	}
}
