package guarded

import "sync"

// Peers knows who is connected.
type Peers struct {
	mu    sync.RWMutex
	conns map[string]int
}

// NewPeers returns an empty table.
func NewPeers() *Peers { return &Peers{conns: make(map[string]int)} }

// Join adds a peer.
func (p *Peers) Join(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns[name]++
}

// Leave removes a peer.
func (p *Peers) Leave(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, name)
}

// Len is how many peers there are.
func (p *Peers) Len() int {
	return len(p.conns)
}
