package cmap

import (
	"math/bits"
	"unsafe"
)

// Moving a segment, with its lock held:
//
//  1. build the successors and copy every live entry; nobody sees them;
//  2. set next, so that readers of sealed entries know where to look;
//  3. seal the entries one by one; a store that came between the copy and the
//     seal makes the seal fail, and is copied again;
//  4. write the successors to the directory;
//  5. mark the segment dead for the writers that wait for its lock.
//
// A reader finds either an entry not yet sealed, which is in charge, or its
// copy. A plain store lands on the one or, once sealed, waits for the lock.
// move.pml is the model of these steps.

// grow replaces s, in which no slot is left, by one or two segments with room
// for more. It returns, locked, the one in charge of h.
func (m *Map[K, V]) grow(d *directory[K], s *segment, h uint64) *segment {
	live := s.live.Load()
	switch {
	case live <= s.limit()/4*3: // the rest are deleted keys
		return m.move(d, s, h, m.whole(d, s, uint64(s.size)))
	case uint64(s.size) < d.maxSize(s.prefix):
		return m.move(d, s, h, m.whole(d, s, min(uint64(s.size)*2, d.maxSize(s.prefix))))
	}
	n := m.halves(d, s)
	targets := copyTo[K](d, s, n)
	if few := max(1, live/8); n.low.used < few || n.high.used < few {
		// No good hash function is as uneven: a split would not help.
		return m.move(d, s, h, m.whole(d, s, uint64(s.size)*2))
	}
	return m.leave(d, s, h, n, targets)
}

// shrink replaces s, most of whose slots are deleted keys, by one that fits.
func (m *Map[K, V]) shrink(d *directory[K], s *segment, h uint64) *segment {
	size := uint64(2) << bits.Len32(s.live.Load()*2/groupSlots)
	return m.move(d, s, h, m.whole(d, s, min(size, uint64(s.size))))
}

// whole returns, locked and empty, a successor of s for its whole range.
func (m *Map[K, V]) whole(d *directory[K], s *segment, size uint64) *successors {
	n := newSegment[K](d.layout, d.shape, size, s.prefix, s.depth)
	n.sealed = s.sealed
	return &successors{n, n, 0}
}

// halves returns, locked and empty, two successors of s.
func (m *Map[K, V]) halves(d *directory[K], s *segment) *successors {
	pivot := s.prefix + 1<<(63-s.depth)
	low := newSegment[K](d.layout, d.shape, max(uint64(s.size), d.maxSize(s.prefix)), s.prefix, s.depth+1)
	high := newSegment[K](d.layout, d.shape, max(uint64(s.size), d.maxSize(pivot)), pivot, s.depth+1)
	low.sealed, high.sealed = s.sealed, s.sealed
	return &successors{low, high, pivot}
}

func (m *Map[K, V]) move(d *directory[K], s *segment, h uint64, n *successors) *segment {
	return m.leave(d, s, h, n, copyTo[K](d, s, n))
}

// leave takes steps 2 to 5 and returns, locked, the successor for h.
func (m *Map[K, V]) leave(d *directory[K], s *segment, h uint64, n *successors, targets []unsafe.Pointer) *segment {
	s.next.Store(n)
	for i, target := range targets {
		if target != nil {
			sealMoved(s.slot(d.shape, entryAt[K](s, uint64(i))), s.slot(d.shape, target))
		}
	}
	return m.handOver(s, h, n)
}

// sealMoved seals from once to has its value.
func sealMoved(from, to slot) {
	for {
		c, _ := from.load()
		if to.peek() != c {
			to.init(c)
		}
		if from.sealIf(c) {
			return
		}
	}
}

// handOver takes steps 4 and 5.
func (m *Map[K, V]) handOver(s *segment, h uint64, n *successors) *segment {
	m.publish(s, n)
	s.dead = true
	mine := n.of(h)
	if n.low != n.high {
		other := n.low
		if other == mine {
			other = n.high
		}
		other.mu.Unlock()
	}
	s.mu.Unlock()
	return mine
}

// publish puts the successors of s in its places, unless Clear dropped s.
func (m *Map[K, V]) publish(s *segment, n *successors) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.root.Load()
	if d.segment(s.prefix) != s {
		return
	}
	if 64-uint64(n.low.depth) < d.shift {
		d = d.doubled()
		d.place(n.low)
		d.place(n.high)
		m.root.Store(d)
		return
	}
	d.place(n.low)
	d.place(n.high)
}

// copyTo copies the live entries of s to its unpublished successors n. It
// returns, by slot of s, the entry that its value must follow to.
func copyTo[K comparable](d *directory[K], s *segment, n *successors) []unsafe.Pointer {
	targets := make([]unsafe.Pointer, s.slots())
	for i := range s.slots() {
		if !s.taken(i) {
			continue
		}
		entry := entryAt[K](s, i)
		c, live := s.slot(d.shape, entry).load()
		if !live {
			continue
		}
		key := *keyOf[K](entry)
		h := d.hasher.Hash(key)
		target := n.of(h).adopt(h)
		to := entryAt[K](n.of(h), target)
		*keyOf[K](to) = key
		n.of(h).slot(d.shape, to).init(c)
		if reflexive(key) { // others are never looked up, and iteration needs them where they are
			targets[i] = to
		}
	}
	n.low.live.Store(n.low.used)
	n.high.live.Store(n.high.used)
	return targets
}

// adopt takes a slot of an unpublished segment for a key with hash h.
func (s *segment) adopt(h uint64) uint64 {
	for g := s.home(h); ; {
		w := (*uint64)(unsafe.Add(s.tags, g*8))
		if !full(*w) {
			i := uint64(8 - bits.LeadingZeros64(*w)/8)
			*w |= tagOf(h) << (i * 8)
			s.used++
			return g*groupSlots + i
		}
		if g++; g == s.groups {
			g = 0
		}
	}
}

// reseal replaces s by a copy whose sealed word is no value, when somebody
// stores the word that s has; for 8-byte values once in 2^64 stores. Here all
// entries are sealed before the copy, since the new word can be chosen only
// when no store can land any more; readers wait for the lock meanwhile.
func (m *Map[K, V]) reseal(d *directory[K], s *segment, avoid uint64) *segment {
	s.next.Store(resealing)
	n := m.whole(d, s, uint64(s.size))
	values := make(map[uint64]uint64) // by slot
	words := map[uint64]bool{avoid: true, s.sealed: true}
	for i := range s.slots() {
		if c, live := sealValue[K](s, i); live {
			values[i] = c.word
			words[c.word] = true
		}
	}
	for n.low.sealed = d.seal(); words[n.low.sealed]; {
		n.low.sealed = d.seal()
	}
	for i, w := range values {
		key := *keyOf[K](entryAt[K](s, i))
		h := d.hasher.Hash(key)
		to := entryAt[K](n.low, n.low.adopt(h))
		*keyOf[K](to) = key
		n.low.slot(word, to).init(cell{word: w})
	}
	n.low.live.Store(n.low.used)
	s.next.Store(n)
	return m.handOver(s, 0, n)
}

// sealValue seals slot i and returns its value, if it was live. A key that is
// not equal to itself is left as in copyTo.
func sealValue[K comparable](s *segment, i uint64) (c cell, live bool) {
	if !s.taken(i) {
		return c, false
	}
	entry := entryAt[K](s, i)
	if !reflexive(*keyOf[K](entry)) {
		return s.slot(word, entry).load()
	}
	return s.slot(word, entry).seal()
}
