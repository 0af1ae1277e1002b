package guarded

import (
	"fmt"
	"sync"
)

// Prices knows prices.
type Prices struct {
	mu    sync.RWMutex
	cents map[string]int
}

// NewPrices returns no prices.
func NewPrices() *Prices { return &Prices{cents: make(map[string]int)} }

// Set changes a price.
func (p *Prices) Set(name string, cents int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cents[name] = cents
}

// Remove takes a price off.
func (p *Prices) Remove(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.cents, name)
}

// Tag is the price as shown.
func (p *Prices) Tag(name string) string {
	return fmt.Sprintf("%d.%02d", p.cents[name]/100, p.cents[name]%100)
}
