package depot

import "sync"

// Batch is locked around all that it does: Unlock is called with the lock held.
type Batch struct {
	mu           sync.Mutex
	viewMu, dbMu sync.Mutex
	pending, n   int
}

// Lock begins.
func (b *Batch) Lock() { b.mu.Lock() }

// Unlock writes what there is before it lets go.
func (b *Batch) Unlock() {
	if b.pending > 10 {
		b.commit()
	}
	b.mu.Unlock()
}

// Put adds one.
func (b *Batch) Put() {
	b.Lock()
	b.pending++
	b.Unlock()
}

func (b *Batch) commit() {
	b.viewMu.Lock()
	defer b.viewMu.Unlock()
	b.dbMu.Lock()
	defer b.dbMu.Unlock()
	b.n += b.pending
	b.pending = 0
}

// Compact keeps the batch locked.
func (b *Batch) Compact() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dbMu.Lock()
	defer b.dbMu.Unlock()
	b.viewMu.Lock()
	defer b.viewMu.Unlock()
	b.n = 0
}

// Views looks from anywhere.
func (b *Batch) Views() int {
	b.viewMu.Lock()
	defer b.viewMu.Unlock()
	return b.n
}

// overheats is for tests, which set it.
var overheats bool

// Plant heats and cools.
type Plant struct {
	heatMu, coolMu sync.Mutex
	degrees        int
}

// Heat takes both.
func (p *Plant) Heat() {
	p.heatMu.Lock()
	defer p.heatMu.Unlock()
	p.coolMu.Lock()
	defer p.coolMu.Unlock()
	p.degrees++
}

// Cool takes both in the other order only in tests.
func (p *Plant) Cool() {
	p.coolMu.Lock()
	defer p.coolMu.Unlock()
	if overheats {
		p.heatMu.Lock()
		defer p.heatMu.Unlock()
	}
	p.degrees--
}
