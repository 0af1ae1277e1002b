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
// Operations on one key take constant time, a few nanoseconds, apart from those
// that add or delete a key and find that its segment is full, or has few keys
// left, and move some hundred entries. The first of them that find the table full,
// of keys or of deleted ones, allocate the next, of up to 5 MB.
//
// A deleted key, though not its value, stays referenced until all segments of the
// table have moved to the next, as they do when they get new keys, or the map is
// cleared. So does a value that was there when the map began to double. To delete
// a key whose value has more than 8 bytes allocates the room that the key keeps.
type Map[K comparable, V any] struct {
	_       noCopy
	short   shim.Pointer[directory[K]] // root if it has a short way, or nil; see lead
	root    shim.Pointer[directory[K]] // nil until the first store
	mu      shim.Mutex                 // of the directory's places, root, coming and rows
	coming  *row                       // the next row, in which some segments may be already, or nil
	rows    uint64                     // number of the last
	flights flights[K, V]
}

// Load returns the value of key, and whether key is present.
func (m *Map[K, V]) Load(key K) (value V, ok bool) {
	d := m.short.Load()
	if d == nil {
		return m.loadTheLongWay(key)
	}
	var h uint64
	switch k := key; unsafe.Sizeof(key) {
	case 8:
		h = d.hasher.Mix(*(*uint64)(unsafe.Pointer(&k)))
	case 4:
		h = d.hasher.Mix(uint64(*(*uint32)(unsafe.Pointer(&k))))
	default:
		h = d.hasher.Typed(&k)
	}
	tags, entries, g := d.inRow.tags, d.inRow.entries, h>>(d.rowShift&63)
	if tags == nil {
		if tags, entries, g = d.where(h); tags == nil {
			return m.loadThrough(d, h, key)
		}
	}
	// Nearly all searches end in the first group, at the first tag that is the key's.
	if unsafe.Sizeof(value) > 8 { // the shape is paired
		l := lineAt(tags, g)
		w := l.tags.Load()
		if hit := matches(w, tagOf(h)); hit != 0 {
			p := shim.LoadPointer((*unsafe.Pointer)(l.link(first(hit))))
			if !isMarked(p) {
				if e := (*pair[K, V])(p); e.key == key {
					return e.value, true
				}
			}
		} else if w>>56 == openGroup {
			return value, false
		}
		return m.loadThrough(d, h, key)
	}
	group := flatEntryAt[K](entries, g, 0)
	near(group) // where most of its keys are, while the tags are on their way
	w := flatTagsAt(tags, g).Load()
	if hit := matches(w, tagOf(h)); hit != 0 {
		entry := firstEntry[K](group, hit)
		if *flatKeyOf[K](entry) == key {
			if d.shape != word {
				if p := shim.LoadPointer((*unsafe.Pointer)(entry)); p != sealedPointer() {
					return decode[K, V](d.shape, cell{ptr: p}), true
				}
			} else if w := (*shim.Uint64)(entry).Load(); w != d.sealed {
				return *(*V)(unsafe.Pointer(&w)), true
			}
		}
	} else if w>>56 == openGroup {
		return value, false
	}
	return m.loadThrough(d, h, key)
}

// loadTheLongWay is Load for any map.
func (m *Map[K, V]) loadTheLongWay(key K) (value V, ok bool) {
	d := m.root.Load()
	if d == nil {
		hash.Check(key)
		return value, false
	}
	return m.loadThrough(d, d.hasher.Hash(key), key)
}

// loadThrough is Load through the segment in charge.
func (m *Map[K, V]) loadThrough(d *directory[K], h uint64, key K) (value V, ok bool) {
	s := d.segment(h)
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
	d := m.short.Load()
	if d == nil {
		m.storeTheLongWay(key, value)
		return
	}
	var h uint64
	switch k := key; unsafe.Sizeof(key) { // as in Load
	case 8:
		h = d.hasher.Mix(*(*uint64)(unsafe.Pointer(&k)))
	case 4:
		h = d.hasher.Mix(uint64(*(*uint32)(unsafe.Pointer(&k))))
	default:
		h = d.hasher.Typed(&k)
	}
	tags, entries, g := d.inRow.tags, d.inRow.entries, h>>(d.rowShift&63)
	if tags == nil {
		if tags, entries, g = d.where(h); tags == nil {
			m.storeThrough(d, h, key, encode(d.shape, key, value))
			return
		}
	}
	if unsafe.Sizeof(value) > 8 { // the shape is paired
		l := lineAt(tags, g)
		near(unsafe.Pointer(l))
		c := encode(paired, key, value) // while the line is on its way
		if hit := matches(l.tags.Load(), tagOf(h)); hit != 0 {
			x := slot{at: l.link(first(hit)), shape: paired}
			if old, live := x.load(); live && (*pair[K, V])(old.ptr).key == key && x.compareAndSwap(old, c) {
				return
			}
		}
		m.storeThrough(d, h, key, c)
		return
	}
	group := flatEntryAt[K](entries, g, 0)
	near(group) // as in Load
	c := encode(d.shape, key, value)
	if hit := matches(flatTagsAt(tags, g).Load(), tagOf(h)); hit != 0 {
		entry := firstEntry[K](group, hit)
		if *flatKeyOf[K](entry) == key {
			if d.shape != word {
				if overwriteEntry(slot{entry, d.shape, d.sealed}, c) {
					return
				}
			} else if at := (*shim.Uint64)(entry); c.word != d.sealed {
				if old := at.Load(); old != d.sealed && at.CompareAndSwap(old, c.word) {
					return
				}
			}
		}
	}
	m.storeThrough(d, h, key, c)
}

// storeTheLongWay is Store for any map.
func (m *Map[K, V]) storeTheLongWay(key K, value V) {
	d := m.root.Load()
	if d == nil {
		d = m.init()
	}
	m.storeThrough(d, d.hasher.Hash(key), key, encode(d.shape, key, value))
}

// storeThrough is Store through the segment in charge.
func (m *Map[K, V]) storeThrough(d *directory[K], h uint64, key K, c cell) {
	s := d.segment(h)
	if entry := find(s, h, key); entry != nil && overwriteEntry(s.slot(entry), c) {
		return
	}
	t := m.beginAt(h, key)
	t.swap(c)
	t.end()
}

// overwriteEntry stores the value of an entry. It reports false if the entry is sealed, or
// would be by this value.
func overwriteEntry(x slot, c cell) bool {
	if x.shape == word && c.word == x.sealed {
		return false
	}
	_, live := x.overwrite(c)
	return live
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
	m.lead(empty)
	m.coming = nil
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
