package leaked

import "sync"

// Nodes hands its map out.
type Nodes struct {
	mu    sync.RWMutex
	items map[string]int
}

// NewNodes returns an empty one.
func NewNodes() *Nodes { return &Nodes{items: make(map[string]int)} }

// Add counts key.
func (x *Nodes) Add(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.items[key]++
}

// Remove forgets key.
func (x *Nodes) Remove(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.items, key)
}

// All is what was added.
func (x *Nodes) All() map[string]int {
	x.mu.RLock()
	items := x.items
	x.mu.RUnlock()
	return items
}
