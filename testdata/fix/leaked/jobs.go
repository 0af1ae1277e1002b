package leaked

import "sync"

// Jobs hands its map out.
type Jobs struct {
	mu    sync.Mutex
	items map[string]int
}

// NewJobs returns an empty one.
func NewJobs() *Jobs { return &Jobs{items: make(map[string]int)} }

// Add counts key.
func (x *Jobs) Add(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.items[key]++
}

// Remove forgets key.
func (x *Jobs) Remove(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.items, key)
}

// All is what was added.
func (x *Jobs) All() map[string]int {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.items) == 0 {
		return nil
	}
	return x.items
}
