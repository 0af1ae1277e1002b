package leaked

import "sync"

// Shares hands its map out.
type Shares struct {
	mu    sync.Mutex
	items map[string]int
}

// NewShares returns an empty one.
func NewShares() *Shares { return &Shares{items: make(map[string]int)} }

// Add counts key.
func (x *Shares) Add(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.items[key]++
}

// Remove forgets key.
func (x *Shares) Remove(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.items, key)
}

// All is what was added.
func (x *Shares) All() map[string]int {
	x.mu.Lock()
	items := x.items
	x.mu.Unlock()
	return items
}
