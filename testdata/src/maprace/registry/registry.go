// Package registry knows the instances of each service.
package registry

import (
	"errors"
	"maps"
	"sync"
	"sync/atomic"
)

// Instance is one running copy of a service.
type Instance struct {
	Addr string
	Tags map[string]string
}

// Registry maps a service's name to its instances.
type Registry struct {
	mu       sync.Mutex
	services map[string][]Instance
	owners   map[string]string
}

// New returns an empty registry.
func New() *Registry {
	r := &Registry{}
	r.reset()
	r.services["registry"] = []Instance{{Addr: "localhost"}}
	return r
}

// reset forgets all services. The caller must hold r.mu, or own r.
func (r *Registry) reset() {
	r.services = make(map[string][]Instance)
	r.owners = make(map[string]string)
}

// Reset forgets all services.
func (r *Registry) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reset()
}

// addLocked adds an instance; r.mu is held.
func (r *Registry) addLocked(name string, in Instance) {
	r.services[name] = append(r.services[name], in)
}

// Add announces an instance.
func (r *Registry) Add(name string, in Instance) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.addLocked(name, in)
}

// AddAll announces instances of several services in one step.
func (r *Registry) AddAll(batch map[string]Instance) {
	r.mu.Lock()
	for name, in := range batch {
		r.addLocked(name, in)
	}
	r.mu.Unlock()
}

// Replace announces the only instance of a service.
func (r *Registry) Replace(name string, in Instance) error {
	if in.Addr == "" {
		return errors.New("instance has no address")
	}
	r.mu.Lock()
	delete(r.services, name)
	r.mu.Unlock()
	r.addLocked(name, in) // want "inconsistent-guard: map r.services"
	return nil
}

// Lookup returns the instances of a service.
func (r *Registry) Lookup(name string) []Instance {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.services[name]
}

// Owner returns who runs a service.
func (r *Registry) Owner(name string) (string, error) {
	r.mu.Lock()
	owner, ok := r.owners[name]
	if !ok {
		r.mu.Unlock()
		return "", errors.New("unknown service")
	}
	r.mu.Unlock()
	return owner, nil
}

// SetOwner says who runs a service.
func (r *Registry) SetOwner(name, owner string) {
	r.mu.Lock()
	if _, ok := r.services[name]; !ok {
		r.mu.Unlock()
		r.owners[name] = owner // want "inconsistent-guard: map r.owners"
		return
	}
	r.owners[name] = owner
	r.mu.Unlock()
}

// Watch sends the owners to whoever listens.
func (r *Registry) Watch(updates chan<- map[string]string) {
	r.mu.Lock()
	updates <- r.owners // want "leaked-ref: map r.owners"
	r.mu.Unlock()
}

// WatchCopy sends a copy of the owners.
func (r *Registry) WatchCopy(updates chan<- map[string]string) {
	r.mu.Lock()
	snapshot := make(map[string]string, len(r.owners))
	maps.Copy(snapshot, r.owners)
	r.mu.Unlock()
	updates <- snapshot
}

// Table is a routing table that readers take without a lock.
type Table struct {
	mu    sync.Mutex
	value atomic.Value // map[string]string
}

// NewTable returns a table with the given routes.
func NewTable(routes map[string]string) *Table {
	t := &Table{}
	own := make(map[string]string, len(routes))
	for from, to := range routes {
		own[from] = to
	}
	t.value.Store(own)
	return t
}

// Route returns where a path goes.
func (t *Table) Route(path string) string {
	return t.value.Load().(map[string]string)[path]
}

// Add adds a route to a copy and publishes that.
func (t *Table) Add(path, to string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	old := t.value.Load().(map[string]string)
	next := make(map[string]string, len(old)+1)
	for k, v := range old {
		next[k] = v
	}
	next[path] = to
	t.value.Store(next)
}

// Remove removes a route.
func (t *Table) Remove(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	routes := t.value.Load().(map[string]string)
	delete(routes, path) // want "unguarded: map routes"
}
