package counter

import (
	"math/bits"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/hash"
)

// Map is a set of counters named by keys of any comparable type. The zero value has every
// counter at 0 and is ready. All methods may be called from any number of goroutines at
// once. A Map must not be copied after first use; go vet reports copies.
//
// Each counter is one word, so every operation on one counter is one atomic step and no
// Add is lost. Adding to a counter that exists takes no lock and allocates nothing; the
// first Add of a key takes a lock and makes room, by doubling, so that it is constant time
// on average. A counter costs its key, 8 bytes, and 8 to 16 bytes of index.
//
// Keys are compared with ==, as in a plain map: each Add of a key that holds NaN makes a
// counter of its own, and an interface key whose dynamic type is not comparable panics as
// a map does. Counters stay until Reset: keys that come from outside the program need a
// bound, as in any map. There is room for nearly 2^32 keys.
type Map[K comparable] struct {
	_     noCopy
	mu    sync.Mutex // held to add a key or to reset
	state atomic.Pointer[state[K]]
}

// state is an index and the cells it leads to. A reader takes both at once.
type state[K comparable] struct {
	hasher hash.Hasher[K]
	slots  []atomic.Uint64 // open addressing; 0 is empty, otherwise hash<<32 | number of a cell
	cells  *cells[K]
}

// cell is a key and its count. The key is written before the slot that leads to it.
type cell[K comparable] struct {
	n   atomic.Int64
	key K
}

const _ = -unsafe.Offsetof(cell[string]{}.n) // 64-bit aligned on 32-bit platforms too

// cells hold all counters in the order in which they appeared. They never move, so a
// count needs no migration when the index grows. Block b has firstBlock<<b cells. The
// first cell has the number firstBlock, so that the highest bit of a number tells its
// block and the other bits its place, and no number is 0.
type cells[K comparable] struct {
	blocks [32 - firstBits][]cell[K] // written before the slot or the end that leads a reader there
	end    atomic.Uint32             // the number after the last, 0 when there is none
}

const (
	firstBits  = 3
	firstBlock = 1 << firstBits
	firstSlots = 16
)

func (c *cells[K]) at(i uint32) *cell[K] {
	b := bits.Len32(i) - 1
	return &c.blocks[b-firstBits][i-1<<b]
}

// next returns the number that the next new cell gets.
func (c *cells[K]) next() uint32 { return max(c.end.Load(), firstBlock) }

// len returns the number of cells.
func (c *cells[K]) len() int { return int(c.next() - firstBlock) }

// add appends a cell for key and returns its number. Only one goroutine may call it.
func (c *cells[K]) add(key K, n int64) uint32 {
	i := c.next()
	if i == 1<<32-1 {
		panic("counter: more than 2^32 keys")
	}
	if b := bits.Len32(i) - 1; c.blocks[b-firstBits] == nil {
		c.blocks[b-firstBits] = make([]cell[K], 1<<b)
	}
	cell := c.at(i)
	cell.key = key
	cell.n.Store(n)
	c.end.Store(i + 1)
	return i
}

// find returns the cell of key, whose hash is h, or nil.
func (s *state[K]) find(h uint32, key K) *cell[K] {
	mask := uint(len(s.slots) - 1)
	for i := uint(h) & mask; ; i = (i + 1) & mask {
		slot := s.slots[i].Load()
		if slot == 0 {
			return nil
		}
		if uint32(slot>>32) != h {
			continue
		}
		if c := s.cells.at(uint32(slot)); c.key == key {
			return c
		}
	}
}

// link puts cell i into the first empty slot for h. Storing the slot is what lets readers
// see the cell.
func (s *state[K]) link(h, i uint32) {
	mask := uint(len(s.slots) - 1)
	at := uint(h) & mask
	for s.slots[at].Load() != 0 {
		at = (at + 1) & mask
	}
	s.slots[at].Store(uint64(h)<<32 | uint64(i))
}

// hash returns the 32 bits that choose the slot and recognise the key.
func (s *state[K]) hash(key K) uint32 { return uint32(s.hasher.Hash(key)) }

// Add adds delta to the counter of key.
func (m *Map[K]) Add(key K, delta int64) {
	if s := m.state.Load(); s != nil {
		if c := s.find(s.hash(key), key); c != nil {
			c.n.Add(delta)
			return
		}
	}
	m.addNew(key, delta)
}

// Inc adds 1 to the counter of key.
func (m *Map[K]) Inc(key K) { m.Add(key, 1) }

// addNew is Add for a key that had no counter a moment ago.
func (m *Map[K]) addNew(key K, delta int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.state.Load()
	if s == nil {
		s = &state[K]{hash.New[K](), make([]atomic.Uint64, firstSlots), new(cells[K])}
		m.state.Store(s)
	}
	h := s.hash(key)
	if c := s.find(h, key); c != nil {
		c.n.Add(delta)
		return
	}
	if s.cells.len() >= len(s.slots)/4*3 {
		s = s.grown()
		m.state.Store(s)
	}
	s.link(h, s.cells.add(key, delta))
}

// grown returns a state with twice the slots and the same cells. It compares no keys.
func (s *state[K]) grown() *state[K] {
	bigger := &state[K]{s.hasher, make([]atomic.Uint64, 2*len(s.slots)), s.cells}
	for i := range s.slots {
		if slot := s.slots[i].Load(); slot != 0 {
			bigger.link(uint32(slot>>32), uint32(slot))
		}
	}
	return bigger
}

// Load returns the value of key's counter, 0 for a key that was never added to.
func (m *Map[K]) Load(key K) int64 {
	s := m.state.Load()
	if s == nil {
		hash.Check(key)
		return 0
	}
	c := s.find(s.hash(key), key)
	if c == nil {
		return 0
	}
	return c.n.Load()
}

// Len returns the number of keys that have a counter.
func (m *Map[K]) Len() int {
	if s := m.state.Load(); s != nil {
		return s.cells.len()
	}
	return 0
}

// Sum returns the sum of all counters. Each is read once, one after the other.
func (m *Map[K]) Sum() int64 {
	var sum int64
	m.Range(func(_ K, n int64) bool { sum += n; return true })
	return sum
}

// Range calls f for each counter, in the order in which they appeared, until f returns
// false. It visits the counters that exist when it is called, each with its value at the
// moment of the visit. f may use m.
func (m *Map[K]) Range(f func(key K, n int64) bool) {
	s := m.state.Load()
	if s == nil {
		return
	}
	for i, end := uint32(firstBlock), s.cells.next(); i < end; i++ {
		if c := s.cells.at(i); !f(c.key, c.n.Load()) {
			return
		}
	}
}

// Reset forgets every counter and frees their memory. An Add that overlaps it may be
// counted before it, that is, be forgotten too.
func (m *Map[K]) Reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state.Store(nil)
}
