package atomics

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// A part of a store is counted by its readers.
type part struct {
	refs uint64
	name string
}

func (p *part) acquire() { atomic.AddUint64(&p.refs, 1) }

func openParts(names []string, open func(string) error) ([]*part, error) {
	var parts []*part
	for _, name := range names {
		if err := open(name); err != nil {
			closeNew(parts)
			return nil, err
		}
		p := &part{refs: 1, name: name}
		parts = append(parts, p)
	}
	return parts, nil
}

func openBoth(small, big []string, open func(string) error) ([]*part, []*part, error) {
	first, err := openParts(small, open)
	if err != nil {
		return nil, nil, err
	}
	second, err := openParts(big, open)
	if err != nil {
		closeNew(first)
		return nil, nil, err
	}
	return first, second, nil
}

// ok: nobody has got them yet.
func closeNew(parts []*part) {
	for _, p := range parts {
		if p.refs != 1 {
			panic("part " + p.name + " is used before it is there")
		}
	}
}

// A shelf has its parts out, to whoever asks.
type shelf struct{ parts []*part }

func (s *shelf) take(i int) *part {
	s.parts[i].acquire()
	return s.parts[i]
}

func (s *shelf) close() {
	closeAll(s.parts)
}

func closeAll(parts []*part) (busy int) {
	for _, p := range parts {
		if p.refs != 1 { // want `atomic-mixed: p.refs is read plainly here and added to atomically`
			busy++
		}
	}
	return busy
}

// A handle is opened and closed by turns.
type handle struct {
	state int32
	name  string
}

func (h *handle) acquire() bool { return atomic.CompareAndSwapInt32(&h.state, 0, 1) }

// ok: the state is read for a message that nobody will be there to doubt.
func (h *handle) release() {
	if !atomic.CompareAndSwapInt32(&h.state, 1, 0) {
		panic(fmt.Errorf("handle %s released in state %d", h.name, h.state))
	}
}

func (h *handle) String() string {
	return fmt.Sprintf("%s: %d", h.name, h.state) // want `atomic-mixed: h.state is read plainly here and swapped atomically`
}

// A bucket gathers counts by name until it is sent.
type bucket struct {
	mu     sync.RWMutex
	counts map[string]*tick
}

type tick struct {
	n    int64
	name string
}

func (b *bucket) Count(name string) {
	b.mu.RLock()
	if t, ok := b.counts[name]; ok {
		t.add()
		b.mu.RUnlock()
		return
	}
	b.mu.RUnlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	if t, ok := b.counts[name]; ok {
		t.add()
		return
	}
	b.counts[name] = &tick{n: 1, name: name}
}

func (t *tick) add() { atomic.AddInt64(&t.n, 1) }

func (b *bucket) Send(send func(name string, n int64)) {
	b.mu.Lock()
	counts := b.counts
	b.counts = make(map[string]*tick)
	b.mu.Unlock()
	for _, t := range counts {
		send(t.total())
	}
}

// ok: the map was changed for another, and nobody adds to the old one.
func (t *tick) total() (string, int64) { return t.name, t.n }

// A ledger keeps its map when it is sent.
type ledger struct {
	mu     sync.RWMutex
	counts map[string]*entry
}

type entry struct {
	n    int64
	name string
}

func (l *ledger) Count(name string) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if e, ok := l.counts[name]; ok {
		atomic.AddInt64(&e.n, 1)
	}
}

func (l *ledger) Send(send func(name string, n int64)) {
	counts := l.counts
	for _, e := range counts {
		send(e.total())
	}
}

func (e *entry) total() (string, int64) {
	return e.name, e.n // want `atomic-mixed: e.n is read plainly here and added to atomically`
}

// split opens the parts of a tree, each of which may be of several again.
func split(names []string, deep bool) []*part {
	var parts []*part
	for _, name := range names {
		if deep {
			parts = append(parts, split([]string{name}, false)[0])
		}
		parts = append(parts, &part{refs: 1, name: name})
	}
	return parts
}

// ok: they are new, however deep the tree is.
func CountNew(names []string) (refs uint64) {
	parts := split(names, true)
	for _, p := range parts {
		refs += p.refs
	}
	return refs
}
