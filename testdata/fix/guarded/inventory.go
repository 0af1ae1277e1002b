package guarded

import "sync"

// Inventory counts articles.
type Inventory struct {
	mu    sync.RWMutex
	stock map[string]int
}

// NewInventory returns an empty inventory.
func NewInventory() *Inventory { return &Inventory{stock: make(map[string]int)} }

// Put adds articles.
func (v *Inventory) Put(name string, n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.stock[name] += n
}

// Drop forgets an article.
func (v *Inventory) Drop(name string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.stock, name)
}

// Total is how many articles there are.
func (v *Inventory) Total() int {
	sum := 0
	for _, n := range v.stock {
		sum += n
	}
	return sum
}
