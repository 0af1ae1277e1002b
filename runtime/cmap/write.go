package cmap

import (
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/hash"
)

// A write holds the lock of the segment in charge of one key. Meanwhile no
// other goroutine adds, removes, swaps or updates keys of the segment or moves
// it; only plain stores to live entries go on.
type write[K comparable, V any] struct {
	m     *Map[K, V]
	d     *directory[K]
	s     *segment
	h     uint64
	key   K
	entry unsafe.Pointer // of key in s, or nil
}

// begin locks the segment in charge of key. A segment that was dropped by
// Clear counts as in charge for a write that found it before: the write takes
// effect just before the Clear.
func (m *Map[K, V]) begin(key K) write[K, V] {
	d := m.root.Load()
	if d == nil {
		d = m.init()
	}
	return m.beginAt(d.hasher.Hash(key), key)
}

// beginAt is begin for a key whose hash is known. It is the same in all directories of
// the map.
func (m *Map[K, V]) beginAt(h uint64, key K) write[K, V] {
	for {
		d := m.root.Load()
		s := d.segment(h)
		s.mu.Lock()
		if !s.dead {
			return write[K, V]{m, d, s, h, key, find(s, h, key)}
		}
		s.mu.Unlock()
	}
}

func (m *Map[K, V]) init() *directory[K] {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d := m.root.Load(); d != nil {
		return d
	}
	d := newDirectory[K, V](hash.New[K]())
	m.lead(d)
	return d
}

// lead makes d the root. The caller holds mu, or nobody else has the map.
//
// What short leads to is the root at that moment, whenever one looks: it is nil while the
// root changes.
func (m *Map[K, V]) lead(d *directory[K]) {
	m.short.Store(nil)
	m.root.Store(d)
	if d.hasShortWay() {
		m.short.Store(d)
	}
}

func (t *write[K, V]) end() { t.s.mu.Unlock() }

func (t *write[K, V]) slot() slot { return t.s.slot(t.entry) }

func (t *write[K, V]) load() (c cell, live bool) {
	if t.entry == nil {
		return c, false
	}
	return t.slot().load()
}

// swap sets the value and returns the one before.
func (t *write[K, V]) swap(c cell) (old cell, live bool) {
	t.avoid(c)
	if t.entry != nil {
		if old, live = t.slot().overwrite(c); live {
			return old, true
		}
	}
	t.add(c)
	return old, false
}

// replace sets the value to c, given that load returned old and live.
//
// When a plain store came in between, nothing is written: that is the same as
// the update landing just before the store and being overwritten by it, since
// a plain store does not tell what it replaced.
func (t *write[K, V]) replace(old cell, live bool, c cell) {
	t.avoid(c)
	if live {
		t.slot().compareAndSwap(old, c)
		return
	}
	t.add(c)
}

// add makes the absent key present.
func (t *write[K, V]) add(c cell) {
	t.reserve()
	t.s.live++
	if t.entry != nil {
		t.slot().store(c)
		return
	}
	group, place := t.s.free(t.h)
	t.entry = entryAt[K](t.s, group, place)
	if t.s.shape != paired {
		*flatKeyOf[K](t.entry) = t.key
	}
	t.slot().init(c)
	t.s.publish(group, place, t.h)
}

// reserve makes room for the key, if it has no entry yet.
func (t *write[K, V]) reserve() {
	for t.entry == nil && t.d.crowded(t.s) {
		t.s = t.m.grow(t.d, t.s, t.h)
	}
}

// avoid gives the segment another sealed word if c is the one it has.
func (t *write[K, V]) avoid(c cell) {
	if t.d.shape == word && c.word == t.s.sealed {
		t.s = t.m.reseal(t.d, t.s, c.word)
		t.entry = find(t.s, t.h, t.key)
	}
}

// remove deletes the key and returns the value it had.
func (t *write[K, V]) remove() (old cell, live bool) {
	if old, live = t.load(); !live {
		return old, false
	}
	if old, live = t.slot().seal(deletedMark(t.slot(), t.key)); live {
		t.removed()
	}
	return old, live
}

// removeIf deletes the key if its value is still old. If a plain store came in
// between it does nothing, as in replace.
func (t *write[K, V]) removeIf(old cell) bool {
	if !t.slot().compareAndSwap(old, deletedMark(t.slot(), t.key)) {
		return false
	}
	t.removed()
	return true
}

func (t *write[K, V]) removed() {
	t.s.live--
	if t.s.used > groupSlots && t.s.live*4 < t.s.used {
		t.s = t.m.shrink(t.d, t.s, t.h)
	}
}
