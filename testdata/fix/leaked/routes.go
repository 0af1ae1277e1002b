package leaked

import "sync"

// Routes hands its map out.
type Routes struct {
	mu    sync.Mutex
	items map[string]int
}

// NewRoutes returns an empty one.
func NewRoutes() *Routes { return &Routes{items: make(map[string]int)} }

// Add counts key.
func (x *Routes) Add(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.items[key]++
}

// Remove forgets key.
func (x *Routes) Remove(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.items, key)
}

// All is what was added.
func (x *Routes) All() map[string]int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.items // all of them
}
