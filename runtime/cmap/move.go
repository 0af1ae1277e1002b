package cmap

import (
	"math/bits"
	"sync"
	"unsafe"
)

// Moving a segment, with its lock held:
//
//  1. build the successors and copy every live entry; nobody sees them;
//  2. set next, so that readers of sealed entries know where to look;
//  3. seal the entries one by one; a store that came between the copy and the
//     seal makes the seal fail, and is copied again;
//  4. close the groups of the segment, and open those of the successors, to
//     those who read rows;
//  5. write the successors to the directory;
//  6. mark the segment dead for the writers that wait for its lock.
//
// A reader finds either an entry not yet sealed, which is in charge, or its
// copy. A plain store lands on the one or, once sealed, waits for the lock.
// move.pml is the model of these steps.

// grow replaces s, which takes no more keys, by one or two segments with room for
// more. It returns, locked, the one in charge of h.
func (m *Map[K, V]) grow(d *directory[K], s *segment, h uint64) *segment {
	live, many := s.live, d.limit(s)/4*3
	if d.lags(s) {
		many = d.limit(s) / 2
	}
	switch {
	case live <= many, d.isBehind(s) && s.used < d.limit(s): // the rest are deleted keys, or there is room
		return m.move(d, s, h, m.whole(d, s, s.groups))
	case s.groups < d.baseSize:
		return m.move(d, s, h, m.whole(d, s, s.groups*2))
	}
	moves, high := liveEntries(d, s), 0
	for _, mv := range *moves {
		if mv.hash >= s.pivot() {
			high++
		}
	}
	if few := max(1, len(*moves)/8); high < few || len(*moves)-high < few {
		// No good hash function is as uneven: a split would not help.
		return m.leave(s, h, m.whole(d, s, s.groups*2), moves)
	}
	return m.leave(s, h, m.halves(d, s), moves)
}

// shrink replaces s, most of whose slots are deleted keys, by one that fits.
func (m *Map[K, V]) shrink(d *directory[K], s *segment, h uint64) *segment {
	size := uint64(2) << bits.Len32(s.live*2/groupSlots)
	return m.move(d, s, h, m.whole(d, s, max(minSize, min(size, s.groups/2))))
}

// whole returns, locked and empty, a successor of s for its whole range.
func (m *Map[K, V]) whole(d *directory[K], s *segment, size uint64) *successors {
	n := m.successor(d, s, size, s.prefix, s.depth)
	return &successors{n, n, 0}
}

// halves returns, locked and empty, two successors of s.
func (m *Map[K, V]) halves(d *directory[K], s *segment) *successors {
	low := m.successor(d, s, s.groups, s.prefix, s.depth+1)
	high := m.successor(d, s, s.groups, s.pivot(), s.depth+1)
	return &successors{low, high, s.pivot()}
}

// pivot is the first hash in the upper half of the range of s.
func (s *segment) pivot() uint64 { return s.prefix + 1<<(63-s.depth) }

// successor returns a segment that is to take keys of s, in a row if there is room for it.
func (m *Map[K, V]) successor(d *directory[K], s *segment, size, prefix uint64, depth uint8) (n *segment) {
	var room tables
	var row uint64
	if size == d.baseSize {
		room, row = m.roomFor(s, prefix, depth)
	}
	if room.tags != nil {
		n = segmentInRow(d.layout, d.shape, room, prefix, depth)
	} else {
		n = newSegment[K](d.layout, d.shape, size, prefix, depth)
	}
	n.row, n.sealed = row, s.sealed
	return n
}

func (m *Map[K, V]) move(d *directory[K], s *segment, h uint64, n *successors) *segment {
	return m.leave(s, h, n, liveEntries(d, s))
}

// leave copies the entries of s, takes steps 2 to 6 and returns, locked, the successor for h.
func (m *Map[K, V]) leave(s *segment, h uint64, n *successors, moves *[]move) *segment {
	copyTo[K](s, n, *moves)
	s.next.Store(n)
	// What stays in a row until others have left it, too, must not keep the values of keys
	// that are deleted later.
	bury := s.inRow && n.low == n.high
	for _, mv := range *moves {
		if mv.to != nil {
			sealMoved[K](s, mv, bury)
		}
	}
	dropMoves(moves)
	return m.handOver(s, h, n)
}

// A move is an entry and its copy, once it has one. A key that is not equal to itself has
// none here: nobody looks it up, and iteration needs it where it is.
type move struct {
	from, to unsafe.Pointer
	hash     uint64
}

// scratch has room for the moves of a segment, for those who come after.
var scratch sync.Pool

func newMoves(n uint32) *[]move {
	if moves, ok := scratch.Get().(*[]move); ok && uint32(cap(*moves)) >= n {
		return moves
	}
	moves := make([]move, 0, n)
	return &moves
}

func dropMoves(moves *[]move) {
	clear(*moves)
	*moves = (*moves)[:0]
	scratch.Put(moves)
}

// sealMoved seals an entry of s once its copy has its value. If it is to bury it, it leaves
// the key but not the value.
func sealMoved[K comparable](s *segment, mv move, bury bool) {
	from, to := s.slot(mv.from), s.slot(mv.to)
	var mark cell
	if bury {
		mark = deletedMark(from, *keyOf[K](s, mv.from))
	}
	for {
		c, _ := from.load()
		if to.peek() != c {
			to.init(c)
		}
		if !bury {
			mark = from.movedMark(c)
		}
		if from.compareAndSwap(c, mark) {
			return
		}
	}
}

// handOver takes steps 4 to 6.
func (m *Map[K, V]) handOver(s *segment, h uint64, n *successors) *segment {
	s.close()
	n.low.open()
	n.high.open()
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
	for _, r := range []*row{d.row, m.coming} {
		r.count(s, n)
	}
	switch {
	case n.low.depth == 0:
		m.lead(d.with(n, nil))
	case n.low.depth > d.depth:
		r := m.coming
		if r == nil || r.depth < n.low.depth {
			r = m.beginRow(d, n.low.depth)
		}
		m.lead(d.with(n, r))
		m.coming = nil
	default:
		d.place(n.low)
		d.place(n.high)
		m.renewRow(d)
	}
}

// liveEntries returns the live entries of s as moves without copies.
//
// All keys are hashed before the first is put in its place. Where that is nobody can
// predict, so a processor that did both at once would wait for each key from memory.
func liveEntries[K comparable](d *directory[K], s *segment) *[]move {
	out := newMoves(s.live)
	moves := *out
	for entry := range entriesOf[K](s) {
		if _, live := s.slot(entry).load(); live {
			moves = append(moves, move{from: entry, hash: d.hasher.Hash(*keyOf[K](s, entry))})
		}
	}
	*out = moves
	return out
}

// copyTo copies entries of s to its unpublished successors n.
func copyTo[K comparable](s *segment, n *successors, moves []move) {
	for i := range moves {
		mv := &moves[i]
		c, _ := s.slot(mv.from).load()
		to := adopt[K](n.of(mv.hash), mv.hash, c)
		if s.shape != paired {
			*flatKeyOf[K](to) = *flatKeyOf[K](mv.from)
		}
		if reflexive(*keyOf[K](s, mv.from)) {
			mv.to = to
		}
	}
	n.low.live, n.high.live = n.low.used, n.high.used
}

// adopt makes an entry of an unpublished segment. The caller writes its key, unless it is
// in a pair.
func adopt[K comparable](s *segment, h uint64, c cell) (entry unsafe.Pointer) {
	group, place := s.free(h)
	t := (*uint64)(unsafe.Pointer(s.tagWord(group)))
	*t = s.tagged(*t, place, h)
	s.used++
	entry = entryAt[K](s, group, place)
	s.slot(entry).init(c)
	return entry
}

// reseal replaces s by a copy whose sealed word is no value, when somebody
// stores the word that s has; for 8-byte values once in 2^64 stores. Here all
// entries are sealed before the copy, since the new word can be chosen only
// when no store can land any more; readers wait for the lock meanwhile.
func (m *Map[K, V]) reseal(d *directory[K], s *segment, avoid uint64) *segment {
	s.next.Store(resealing)
	whole := newSegment[K](d.layout, d.shape, s.groups, s.prefix, s.depth)
	n := &successors{whole, whole, 0}
	values := make(map[unsafe.Pointer]uint64) // by entry
	words := map[uint64]bool{avoid: true, s.sealed: true}
	for entry := range entriesOf[K](s) {
		if c, live := sealValue[K](s, entry); live {
			values[entry] = c.word
			words[c.word] = true
		}
	}
	for n.low.sealed = d.seal(); words[n.low.sealed]; {
		n.low.sealed = d.seal()
	}
	for entry, w := range values {
		key := *keyOf[K](s, entry)
		*flatKeyOf[K](adopt[K](n.low, d.hasher.Hash(key), cell{word: w})) = key
	}
	n.low.live = n.low.used
	s.next.Store(n)
	return m.handOver(s, 0, n)
}

// sealValue seals an entry and returns its value, if it was live. A key that is
// not equal to itself is left as in copyTo.
func sealValue[K comparable](s *segment, entry unsafe.Pointer) (c cell, live bool) {
	if !reflexive(*keyOf[K](s, entry)) {
		return s.slot(entry).load()
	}
	return s.slot(entry).seal(cell{word: s.sealed})
}
