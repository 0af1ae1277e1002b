package guarded

import "sync"

// Gauges writes values out.
type Gauges struct {
	mu     sync.RWMutex
	values map[string]int
}

// NewGauges returns no gauges.
func NewGauges() *Gauges { return &Gauges{values: make(map[string]int)} }

// Set changes a gauge.
func (g *Gauges) Set(name string, v int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.values[name] = v
}

// Unset removes a gauge.
func (g *Gauges) Unset(name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.values, name)
}

// Report hands the value to out.
func (g *Gauges) Report(name string, out func(int)) {
	out(g.values[name])
}
