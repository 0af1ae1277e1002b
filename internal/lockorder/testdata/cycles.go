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

// The writer of inner has the outer lock that the one reader holds, so that it
// cannot come in between.
type nested struct {
	outer, inner sync.RWMutex
}

func (n *nested) Read() {
	n.outer.RLock()
	defer n.outer.RUnlock()
	n.inner.RLock()
	defer n.inner.RUnlock()
}

func (n *nested) ReadBack() {
	n.inner.RLock()
	defer n.inner.RUnlock()
	n.outer.RLock()
	defer n.outer.RUnlock()
}

func (n *nested) Write() {
	n.outer.Lock()
	defer n.outer.Unlock()
	n.inner.Lock()
	defer n.inner.Unlock()
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

// Nobody calls what takes these in the other order.
type quiet struct{ a, b sync.Mutex }

func (q *quiet) Forth() {
	q.a.Lock()
	defer q.a.Unlock()
	q.b.Lock()
	defer q.b.Unlock()
}

func (q *quiet) back() {
	q.b.Lock()
	defer q.b.Unlock()
	q.a.Lock()
	defer q.a.Unlock()
}
