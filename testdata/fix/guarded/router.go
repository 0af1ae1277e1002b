package guarded

import "sync"

// Router finds backends by host.
type Router struct {
	mu       sync.RWMutex
	backends map[string]string
}

// NewRouter returns an empty router.
func NewRouter() *Router { return &Router{backends: make(map[string]string)} }

// Set changes the backend of a host.
func (r *Router) Set(host, backend string) {
	r.mu.Lock()
	r.backends[host] = backend
	r.mu.Unlock()
}

// Delete removes a host.
func (r *Router) Delete(host string) {
	r.mu.Lock()
	delete(r.backends, host)
	r.mu.Unlock()
}

// Each calls f for every host.
func (r *Router) Each(f func(host, backend string)) {
	for host, backend := range r.backends {
		f(host, backend)
	}
}
