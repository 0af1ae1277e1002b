package p

import "sync"

type pair struct {
	a, b sync.Mutex
	r, s sync.RWMutex
}

func (p *pair) Forth() {
	p.a.Lock()
	defer p.a.Unlock()
	p.b.Lock() // cycle: one object, 0 writers
	defer p.b.Unlock()
}

func (p *pair) Back() {
	p.b.Lock()
	defer p.b.Unlock()
	p.a.Lock()
	defer p.a.Unlock()
}

func (p *pair) Read() {
	p.r.RLock()
	defer p.r.RUnlock()
	p.s.RLock() // cycle: one object, 2 writers
	defer p.s.RUnlock()
}

func (p *pair) ReadBack() {
	p.s.RLock()
	defer p.s.RUnlock()
	p.r.RLock()
	defer p.r.RUnlock()
}

func (p *pair) SetR() {
	p.r.Lock()
	defer p.r.Unlock()
}

func (p *pair) SetS() {
	p.s.Lock()
	defer p.s.Unlock()
}

// The writers have a third lock, which both readers hold, so that no writer comes
// in between.
type gated struct {
	gate, r, s sync.RWMutex
}

func (g *gated) Read() {
	g.gate.RLock()
	defer g.gate.RUnlock()
	g.r.RLock()
	defer g.r.RUnlock()
	g.s.RLock()
	defer g.s.RUnlock()
}

func (g *gated) ReadBack() {
	g.gate.RLock()
	defer g.gate.RUnlock()
	g.s.RLock()
	defer g.s.RUnlock()
	g.r.RLock()
	defer g.r.RUnlock()
}

func (g *gated) Write() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.r.Lock()
	g.r.Unlock()
	g.s.Lock()
	g.s.Unlock()
}

type parent struct {
	mu       sync.Mutex
	children []*child
}

type child struct {
	mu sync.Mutex
	up *parent
}

func (p *parent) Down() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.children {
		c.mu.Lock() // cycle: linked, 0 writers
		c.mu.Unlock()
	}
}

func (c *child) Up() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.up.mu.Lock()
	c.up.mu.Unlock()
}

var all sync.Mutex

type member struct{ mu sync.Mutex }

func Each(ms []*member) {
	all.Lock()
	defer all.Unlock()
	for _, m := range ms {
		m.mu.Lock() // cycle: package, 0 writers
		m.mu.Unlock()
	}
}

func (m *member) Leave() {
	m.mu.Lock()
	defer m.mu.Unlock()
	all.Lock()
	all.Unlock()
}

type table struct {
	mu   sync.Mutex
	rows map[string]*row
}

type row struct{ mu sync.Mutex }

func (t *table) Swap(x, y string) {
	t.mu.Lock()
	a, b := t.rows[x], t.rows[y]
	t.mu.Unlock()
	a.mu.Lock()
	b.mu.Lock() // cycle: swapped, 0 writers
	b.mu.Unlock()
	a.mu.Unlock()
}

// Only a constructor, which has the object alone, calls what takes these in the
// other order.
type Quiet struct{ a, b sync.Mutex }

func NewQuiet() *Quiet {
	q := new(Quiet)
	q.fill()
	return q
}

func (q *Quiet) Forth() {
	q.a.Lock()
	defer q.a.Unlock()
	q.b.Lock()
	defer q.b.Unlock()
}

func (q *Quiet) fill() {
	q.b.Lock()
	defer q.b.Unlock()
	q.a.Lock()
	defer q.a.Unlock()
}
