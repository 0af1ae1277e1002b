package again

import (
	"sync"
	"sync/atomic"
)

type gauge struct {
	n    atomic.Int64
	help string
}

// Gauges are numbers by name.
type Gauges struct {
	mu     sync.RWMutex
	gauges map[string]*gauge
}

// NewGauges returns none.
func NewGauges() *Gauges { return &Gauges{gauges: make(map[string]*gauge)} }

func (g *Gauges) find(name string) (*gauge, bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	found, ok := g.gauges[name]
	return found, ok
}

func (g *Gauges) get(name string) *gauge {
	if found, ok := g.find(name); ok {
		return found
	}
	made := &gauge{}
	made.help = "the number of " + name
	g.mu.Lock()
	g.gauges[name] = made
	g.mu.Unlock()
	return made
}

// Describe changes the text that goes with a gauge.
func (g *Gauges) Describe(name, help string) {
	found := g.get(name)
	g.mu.Lock()
	defer g.mu.Unlock()
	found.help = help
}

// Add adds to a gauge.
func (g *Gauges) Add(name string, n int64) int64 { return g.get(name).n.Add(n) }
