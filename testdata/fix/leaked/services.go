package leaked

import "sync"

// Services hands its map out.
type Services struct {
	mu    sync.RWMutex
	items map[string]int
}

// NewServices returns an empty one.
func NewServices() *Services { return &Services{items: make(map[string]int)} }

// Add counts key.
func (x *Services) Add(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.items[key]++
}

// Remove forgets key.
func (x *Services) Remove(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.items, key)
}

// All is what was added.
func (x *Services) All() map[string]int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.items
}
