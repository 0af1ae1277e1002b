package counter

import (
	"math/bits"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/align"
	"github.com/govlint/govlint/runtime/internal/hash"
	"github.com/govlint/govlint/runtime/internal/shim"
)

// Map is a set of counters named by keys of any comparable type. The zero value has every
// counter at 0 and is ready. All methods may be called from any number of goroutines at
// once. A Map must not be copied after first use; go vet reports copies.
//
// Each counter is one word, so every operation on one counter is one atomic step and no
// Add is lost. Adding to a counter that exists takes no lock and allocates nothing; the
// first Add of a key takes a lock and makes room, by doubling, so that it is constant time
// on average. A counter costs its key, 8 bytes, and 12 to 24 bytes of index, and there is
// room for up to twice the counters in use.
//
// Keys are compared with ==, as in a plain map: each Add of a key that holds NaN makes a
// counter of its own, and an interface key whose dynamic type is not comparable panics as
// a map does. Counters stay until Reset: keys that come from outside the program need a
// bound, as in any map. There is room for nearly 2^32 keys.
type Map[K comparable] struct {
	_     noCopy
	mu    shim.Mutex // held to add a key or to reset
	state shim.Pointer[state[K]]
}

// state is an index and the cells it leads to. A reader takes both at once.
type state[K comparable] struct {
	hasher  hash.Hasher[K]
	buckets []bucket[K] // a power of two
	cells   *cells[K]
}

// hash returns the hash of key. Its low bits choose the bucket, its top bits are the tag.
func (s *state[K]) hash(key K) uint64 { return s.hasher.Hash(key) }

// bucket returns the bucket where the search for h starts, or another one from there.
// There are as many as the mask has values, so the compiler need not check.
func (s *state[K]) bucket(h uint64) *bucket[K] {
	first := unsafe.Pointer(unsafe.SliceData(s.buckets))
	return (*bucket[K])(unsafe.Add(first, h&uint64(len(s.buckets)-1)*bucketSize))
}

// cell returns the cell of the lowest bit of a match.
func (b *bucket[K]) cell(match uint64) *cell[K] {
	at := unsafe.Add(unsafe.Pointer(&b.cells), uintptr(bits.TrailingZeros64(match)/8)*unsafe.Sizeof(uintptr(0)))
	return *(**cell[K])(at)
}

// find returns the cell of key, whose hash is h, or nil.
func (s *state[K]) find(h uint64, key K) *cell[K] {
	tag := tagOf(h) * everyByte
	for at := h; ; at++ {
		b := s.bucket(at)
		tags := b.tags.Load()
		for m := equalBytes(tags, tag); m != 0; m &= m - 1 {
			if c := b.cell(m); c.key == key {
				return c
			}
		}
		if tags&allUsed != allUsed {
			return nil
		}
	}
}

// link puts c into the first bucket for h that has room. Only one goroutine may call
// it. Storing the tags is what lets readers see the cell.
func (s *state[K]) link(h uint64, c *cell[K]) {
	for at := h; ; at++ {
		b := s.bucket(at)
		tags := b.tags.Load()
		if empty := ^tags & allUsed; empty != 0 {
			n := bits.TrailingZeros64(empty) / 8
			b.cells[n] = c
			b.tags.Store(tags | tagOf(h)<<(8*n))
			return
		}
	}
}

// full says that the next cell needs a larger index.
func (s *state[K]) full() bool { return s.cells.len() >= len(s.buckets)*slotsOfBucket*3/4 }

// grown returns a state with twice the buckets and the same cells.
func (s *state[K]) grown() *state[K] {
	bigger := &state[K]{s.hasher, align.Slice[bucket[K]](2 * len(s.buckets)), s.cells}
	for i, end := uint32(firstBlock), s.cells.next(); i < end; i++ {
		c := s.cells.at(i)
		bigger.link(s.hash(c.key), c)
	}
	return bigger
}

// Add adds delta to the counter of key.
func (m *Map[K]) Add(key K, delta int64) {
	s := m.state.Load()
	if s == nil {
		m.addNew(key, delta)
		return
	}
	var h uint64
	if unsafe.Sizeof(key) == 8 && s.hasher.Integer { // Hash is too large to be inlined
		k := key
		h = s.hasher.Mix(*(*uint64)(unsafe.Pointer(&k)))
	} else {
		h = s.hasher.Hash(key)
	}
	// The first round of find, which is the last for nearly all keys.
	b := s.bucket(h)
	for match := equalBytes(b.tags.Load(), tagOf(h)*everyByte); match != 0; match &= match - 1 {
		if c := b.cell(match); c.key == key {
			c.n.Add(delta)
			return
		}
	}
	if c := s.find(h, key); c != nil {
		c.n.Add(delta)
		return
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
		s = &state[K]{hash.New[K](), align.Slice[bucket[K]](1), new(cells[K])}
		m.state.Store(s)
	}
	h := s.hash(key)
	if c := s.find(h, key); c != nil {
		c.n.Add(delta)
		return
	}
	if s.full() {
		s = s.grown()
		m.state.Store(s)
	}
	s.link(h, s.cells.add(key, delta))
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
