// Package cmap is a concurrent map for the general case: any number of keys,
// many readers, some writers.
//
// Reads take no lock, never wait for a writer and allocate nothing. A store to
// a key that is present is one compare-and-swap; it allocates only when the
// value is neither pointer-shaped nor pointer-free of at most 8 bytes. What
// adds or removes a key takes the lock of one small segment, and only segments
// ever grow, a few hundred entries at a time.
package cmap

import (
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/hash"
	"github.com/govlint/govlint/runtime/internal/shim"
)

// noCopy lets vet's copylocks analyzer report a copied map.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Map is a concurrent map[K]V. The zero value is an empty map ready for
// use. A Map must not be copied after first use.
//
// Every method may be called by any number of goroutines at once. All of them
// but Len and iteration are linearizable: each takes effect at one moment
// between its call and its return, and in the terms of the Go memory model an
// operation that observes the effect of another is synchronized after it.
//
// Keys compare as in a plain map: a key holding a value that cannot be hashed
// panics, and a key not equal to itself (NaN) is added anew by every store and
// found by iteration only.
//
// Operations on one key take constant time, a few nanoseconds, apart from the
// store that finds its segment full and moves some hundred entries. A deleted
// key, though not its value, stays referenced until as many keys have come and
// gone in its segment, or Clear; to delete one whose value has more than 8 bytes
// allocates the room that the key keeps.
type Map[K comparable, V any] struct {
	_       noCopy
	root    shim.Pointer[directory[K]] // nil until the first store
	mu      shim.Mutex                 // of the directory's places and of root
	flights flights[K, V]
}

// Load returns the value of key, and whether key is present.
func (m *Map[K, V]) Load(key K) (value V, ok bool) {
	d := m.root.Load()
	if d == nil {
		hash.Check(key)
		return value, false
	}
	var h uint64
	if unsafe.Sizeof(key) == 8 && d.hasher.Integer { // Hash is too large to be inlined
		k := key
		h = d.hasher.Mix(*(*uint64)(unsafe.Pointer(&k)))
	} else {
		h = d.hasher.Hash(key)
	}
	s := d.segment(h)
	// The first round of find, which is the last for nearly all keys.
	g := s.home(h)
	if unsafe.Sizeof(value) > 8 { // the shape is paired
		w := s.line(g).tags.Load()
		for hit := matches(w, tagOf(h)); hit != 0; hit &= hit - 1 {
			p := shim.LoadPointer((*unsafe.Pointer)(s.linkAt(g, first(hit))))
			if isMarked(p) {
				if *(*K)(unmarked(p)) == key {
					return m.follow(d, s, h, key)
				}
			} else if e := (*pair[K, V])(p); e.key == key {
				return e.value, true
			}
		}
		if !full(w) {
			return value, false
		}
		return m.loadBeyond(d, s, h, key)
	}
	w := s.flatTagWord(g).Load()
	for hit := matches(w, tagOf(h)); hit != 0; hit &= hit - 1 {
		entry := flatEntryAt[K](s, g, first(hit))
		if *flatKeyOf[K](entry) != key {
			continue
		}
		if d.shape == word {
			if w := (*shim.Uint64)(entry).Load(); w != s.sealed {
				return *(*V)(unsafe.Pointer(&w)), true
			}
		}
		return m.loadEntry(d, s, h, entry, key)
	}
	if !full(w) {
		return value, false
	}
	return m.loadBeyond(d, s, h, key)
}

// loadBeyond is Load for a key whose first group is full and does not have it.
func (m *Map[K, V]) loadBeyond(d *directory[K], s *segment, h uint64, key K) (value V, ok bool) {
	entry := find(s, h, key)
	if entry == nil {
		return value, false
	}
	return m.loadEntry(d, s, h, entry, key)
}

// loadEntry is Load for a key whose entry in s is known.
func (m *Map[K, V]) loadEntry(d *directory[K], s *segment, h uint64, entry unsafe.Pointer, key K) (V, bool) {
	if c, live := s.slot(entry).load(); live {
		return decode[K, V](d.shape, c), true
	}
	return m.follow(d, s, h, key)
}

// follow returns the value of a key whose entry in s is sealed: it was deleted
// when s was in charge, or it went to s's successors.
func (m *Map[K, V]) follow(d *directory[K], s *segment, h uint64, key K) (value V, ok bool) {
	for {
		next := s.next.Load()
		switch next {
		case nil:
			return value, false
		case resealing:
			s.mu.Lock() // until the successors are there
			s.mu.Unlock()
			continue
		}
		s = next.of(h)
		entry := find(s, h, key)
		if entry == nil {
			return value, false
		}
		if c, live := s.slot(entry).load(); live {
			return decode[K, V](d.shape, c), true
		}
	}
}

// Store sets the value of key. To a key that is present it takes no lock.
func (m *Map[K, V]) Store(key K, value V) {
	d := m.root.Load()
	if d == nil {
		d = m.init()
	}
	var h uint64
	if unsafe.Sizeof(key) == 8 && d.hasher.Integer { // as in Load
		k := key
		h = d.hasher.Mix(*(*uint64)(unsafe.Pointer(&k)))
	} else {
		h = d.hasher.Hash(key)
	}
	s := d.segment(h)
	if overwrite(d, s, h, key, value) {
		return
	}
	t := m.beginAt(h, key)
	t.swap(encode(d.shape, key, value))
	t.end()
}

// overwrite stores the value of a key that is present in s, and reports false if it is not
// or if value is s's sealed word.
func overwrite[K comparable, V any](d *directory[K], s *segment, h uint64, key K, value V) bool {
	if unsafe.Sizeof(value) > 8 { // the shape is paired
		entry := findLink(s, h, key)
		if entry == nil {
			return false
		}
		_, live := s.slot(entry).overwrite(encode(paired, key, value))
		return live
	}
	entry := findFlat(s, h, key)
	if entry == nil {
		return false
	}
	c := encode(d.shape, key, value)
	if d.shape != word {
		_, live := s.slot(entry).overwrite(c)
		return live
	}
	if c.word == s.sealed {
		return false
	}
	for at := (*shim.Uint64)(entry); ; {
		old := at.Load()
		if old == s.sealed {
			return false
		}
		if at.CompareAndSwap(old, c.word) {
			return true
		}
	}
}

// LoadOrStore returns the value of key if it is present; otherwise it stores
// value and returns it. loaded reports which.
func (m *Map[K, V]) LoadOrStore(key K, value V) (actual V, loaded bool) {
	if actual, loaded = m.Load(key); loaded {
		return actual, true
	}
	t := m.begin(key)
	if c, live := t.load(); live {
		t.end()
		return decode[K, V](t.d.shape, c), true
	}
	t.swap(encode(t.d.shape, key, value))
	t.end()
	return value, false
}

// LoadAndDelete removes key and returns the value it had, and whether it was
// present.
func (m *Map[K, V]) LoadAndDelete(key K) (value V, loaded bool) {
	if _, ok := m.Load(key); !ok {
		return value, false
	}
	t := m.begin(key)
	c, live := t.remove()
	t.end()
	if !live {
		return value, false
	}
	return decode[K, V](t.d.shape, c), true
}

// Delete removes key; it does nothing when key is absent.
func (m *Map[K, V]) Delete(key K) { m.LoadAndDelete(key) }

// Swap sets the value of key and returns the value it had, and whether it was
// present.
func (m *Map[K, V]) Swap(key K, value V) (previous V, loaded bool) {
	t := m.begin(key)
	old, live := t.swap(encode(t.d.shape, key, value))
	t.end()
	if !live {
		return previous, false
	}
	return decode[K, V](t.d.shape, old), true
}

// Update changes the entry of key in one atomic step. f gets the value of key
// and whether key is present; it returns the new value, and true to store it
// or false to delete key. Update returns what f returned.
//
// f is called exactly once, and never at the same time as another Update of
// the same key. It runs with a lock held: it must be short and must not call
// methods of the same map other than Load. When it panics the map is as it was.
func (m *Map[K, V]) Update(key K, f func(old V, ok bool) (V, bool)) (actual V, ok bool) {
	t := m.begin(key)
	defer func() { t.end() }()
	t.reserve()
	var old V
	c, live := t.load()
	if live {
		old = decode[K, V](t.d.shape, c)
	}
	actual, ok = f(old, live)
	switch {
	case ok:
		t.replace(c, live, encode(t.d.shape, key, actual))
	case live:
		t.removeIf(c)
	}
	return actual, ok
}

// Clear removes every entry, in one atomic step and constant time.
func (m *Map[K, V]) Clear() {
	d := m.root.Load()
	if d == nil {
		return
	}
	empty := d.empty()
	m.mu.Lock()
	m.root.Store(empty)
	m.mu.Unlock()
}

// Len returns the number of entries. It is exact while nobody adds or removes
// keys, and otherwise counts each key present throughout once. It takes time
// in proportion to the size of the map, about a nanosecond per 20 entries.
func (m *Map[K, V]) Len() int {
	n := 0
	if d := m.root.Load(); d != nil {
		d.each(func(s *segment) {
			s.mu.Lock()
			n += int(s.live)
			s.mu.Unlock()
		})
	}
	return n
}
