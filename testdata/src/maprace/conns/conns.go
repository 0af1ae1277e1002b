// Package conns keeps open connections.
package conns

import (
	"errors"
	"io"
	"sync"
	"time"
)

// Conn is one open connection.
type Conn struct {
	io.Closer
	Peer     string
	LastUsed time.Time
}

// Manager keeps a connection a peer.
type Manager struct {
	mu    sync.RWMutex
	conns map[string]*Conn
	dial  func(peer string) (*Conn, error)
}

// NewManager returns a manager that dials with dial.
func NewManager(dial func(peer string) (*Conn, error)) *Manager {
	return &Manager{conns: make(map[string]*Conn), dial: dial}
}

func (m *Manager) lock()   { m.mu.Lock() }
func (m *Manager) unlock() { m.mu.Unlock() }

// Add keeps a connection.
func (m *Manager) Add(c *Conn) {
	m.lock()
	defer m.unlock()
	m.conns[c.Peer] = c
}

// Get returns the connection to a peer, and dials when there is none.
func (m *Manager) Get(peer string) (*Conn, error) {
	m.mu.RLock()
	c := m.conns[peer]
	m.mu.RUnlock()
	if c != nil {
		return c, nil
	}
	c, err := m.dial(peer)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	m.conns[peer] = c // want "check-then-act: map m.conns"
	m.mu.Unlock()
	return c, nil
}

// GetShared is Get whose slower caller drops what it dialed.
func (m *Manager) GetShared(peer string) (*Conn, error) {
	m.mu.RLock()
	c := m.conns[peer]
	m.mu.RUnlock()
	if c != nil {
		return c, nil
	}
	dialed, err := m.dial(peer)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	if c = m.conns[peer]; c == nil {
		c = dialed
		m.conns[peer] = dialed
	}
	m.mu.Unlock()
	return c, nil
}

// Remove forgets a connection, but for its error.
func (m *Manager) Remove(peer string) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.conns[peer] == nil {
		return errors.New("no connection to " + peer)
	}
	m.mu.Lock() // want "lock-upgrade: .*m.mu"
	delete(m.conns, peer)
	m.mu.Unlock()
	return nil
}

// CloseIdle closes what was not used.
func (m *Manager) CloseIdle(since time.Time) {
	m.mu.RLock()
	for peer, c := range m.conns {
		if c.LastUsed.Before(since) {
			m.forget(peer) // want "lock-upgrade: .*m.mu"
		}
	}
	m.mu.RUnlock()
}

func (m *Manager) forget(peer string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.conns, peer)
}

// CloseIdleLater closes what was not used, in two steps.
func (m *Manager) CloseIdleLater(since time.Time) {
	var idle []string
	m.mu.RLock()
	for peer, c := range m.conns {
		if c.LastUsed.Before(since) {
			idle = append(idle, peer)
		}
	}
	m.mu.RUnlock()
	for _, peer := range idle {
		m.forget(peer)
	}
}

// withLock runs f with the lock held.
func (m *Manager) withLock(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
}

// Rename moves a connection to another name.
func (m *Manager) Rename(from, to string) {
	m.withLock(func() {
		if c, ok := m.conns[from]; ok {
			delete(m.conns, from)
			m.conns[to] = c
		}
	})
}

// Peers returns the names of the peers.
func (m *Manager) Peers() (peers []string) {
	m.withLock(func() {
		peers = make([]string, 0, len(m.conns))
	})
	for peer := range m.conns { // want "inconsistent-guard: map m.conns"
		peers = append(peers, peer)
	}
	return peers
}

// Pool keeps idle connections; hold returns how to let go of its lock.
type Pool struct {
	mu   sync.Mutex
	idle map[string][]*Conn
	busy map[*Conn]string
}

// NewPool returns an empty pool.
func NewPool() *Pool {
	return &Pool{idle: make(map[string][]*Conn), busy: make(map[*Conn]string)}
}

func (p *Pool) hold() func() {
	p.mu.Lock()
	return p.mu.Unlock
}

// Put gives a connection back.
func (p *Pool) Put(c *Conn) {
	defer p.hold()()
	delete(p.busy, c)
	p.idle[c.Peer] = append(p.idle[c.Peer], c)
}

// Take takes an idle connection.
func (p *Pool) Take(peer string) *Conn {
	release := p.hold()
	defer release()
	list := p.idle[peer]
	if len(list) == 0 {
		return nil
	}
	c := list[len(list)-1]
	p.idle[peer] = list[:len(list)-1]
	p.busy[c] = peer
	return c
}

// Stats tells how many connections are out and how many wait.
func (p *Pool) Stats() (busy, idle int) {
	busy = len(p.busy) // want "inconsistent-guard: map p.busy"
	defer p.hold()()
	for _, list := range p.idle {
		idle += len(list)
	}
	return busy, idle
}

// Discard drops a connection for good.
func (p *Pool) Discard(c *Conn) {
	release := p.hold()
	delete(p.busy, c)
	release()
	delete(p.idle, c.Peer) // want "inconsistent-guard: map p.idle"
}

// Drain takes all idle connections out and returns them.
func (p *Pool) Drain() []*Conn {
	p.mu.Lock()
	idle := p.idle
	p.idle = make(map[string][]*Conn)
	p.mu.Unlock()
	var all []*Conn
	for peer, list := range idle {
		all = append(all, list...)
		delete(idle, peer)
	}
	return all
}
