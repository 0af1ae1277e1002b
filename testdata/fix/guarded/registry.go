package guarded

import "sync"

// Registry knows services by name.
type Registry struct {
	mu       sync.RWMutex
	services map[string][]string
}

// NewRegistry returns an empty registry.
func NewRegistry() *Registry { return &Registry{services: make(map[string][]string)} }

// Register adds an address.
func (r *Registry) Register(name, addr string) {
	// several instances of one service are fine
	r.services[name] = append(r.services[name], addr)
}

// Remove forgets a service.
func (r *Registry) Remove(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.services, name)
}

// Count is how many addresses a service has.
func (r *Registry) Count(name string) int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.services[name])
}
