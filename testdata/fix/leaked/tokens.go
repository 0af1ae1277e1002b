package leaked

import "sync"

// Table is a table of numbers.
type Table map[string]int

// Tokens hands its map out.
type Tokens struct {
	mu    sync.RWMutex
	items Table
}

// NewTokens returns an empty one.
func NewTokens() *Tokens { return &Tokens{items: make(Table)} }

// Add counts key.
func (x *Tokens) Add(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.items[key]++
}

// Remove forgets key.
func (x *Tokens) Remove(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.items, key)
}

// All is what was added.
func (x *Tokens) All() Table {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.items
}
