package cmap

import (
	"math/bits"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/shim"
)

const (
	// maxOnePart bounds a row that is one part, which a store may have to allocate. With 4 MB,
	// which are 100,000 to 200,000 integers and words, the slowest store takes a millisecond;
	// where the room has pointers and must be cleared, two or three.
	maxOnePart = 5 << 20
	// partBytes is the size of a part of larger rows. Going by parts takes 1.12 times as long
	// at 100K entries.
	partBytes = 128 << 10
	// Once one segment in fewLeft has left a row, the rest will soon, and there is room for them
	// in the next. If it were there for the first, a map of 100,000 words whose keys come and
	// go would take 82 bytes an entry, in place of 55.
	fewLeft = 8
)

// A row has the tables of all segments of one depth side by side, so that the top bits of a
// hash lead into it without the directory and the segment: two loads less on the way of
// every read, each of which would wait for the one before it (in a map of 300 keys, all of
// it in the first-level cache, 5.5 ns in place of 8.5). A large row has parts, which are
// allocated when the first segment comes, and cost one load.
//
// What lies in a row is read by those who know nothing of the segments, so its groups say
// themselves who is in charge. They start closed. The tables of a segment are filled while
// its tags are staged elsewhere, and opened when every entry that they were copied from is
// sealed; they are closed again when the segment is left, before its successors take keys.
// A reader that meets a sealed entry, or finds nothing in a group that is closed or full,
// goes through the directory. One that finds a live entry has found the one in charge, as
// in a segment: that is what sealing is for. And one that finds nothing in an open group
// has seen at that moment that the key was absent.
//
// A table lies in a row once. A segment whose deleted keys were cleared out goes to the next
// row, of the same depth, unless it is among the first; the map is read by the row that has
// more of its segments, and those that are behind follow when they get a new key. So they come
// to need the next row at about the same time, and where keys come and go 9 segments in 10 and
// more are in the row that is read. A segment of another size than the rest has tables of its
// own. When that are most of them, the map does without a row: to look there first takes
// longer than to go through the segments. Who comes from a segment in charge to its tables
// reads them as those of a row.
type row struct {
	depth  uint8
	inPart uint8 // bits of a hash that choose a segment in a part
	shift  uint8 // leads from a hash to its part; 64 if there is one
	// parts have the tables of two segments or more. Tags are nil until a part is allocated,
	// and written after entries.
	parts  []tables
	number uint64 // later rows of the map have higher ones
	// The rest is under Map.mu.
	taken    []bool // by prefix: there was room for this segment, which there is once
	in, left int    // segments in charge whose tables are here, and those whose were
}

// partDepth returns how many bits of a hash choose a segment of a part, in a row of a depth.
func (l *layout) partDepth(depth uint8) uint8 {
	table := uint64(l.bytes(l.baseSize)) + l.baseSize*8
	if depth < 32 && table<<depth <= uint64(l.onePart) {
		return depth
	}
	return min(depth, uint8(max(1, bits.Len64(min(partBytes, uint64(l.onePart))/table)-1)))
}

// newRow returns the closed row for the segments of a depth.
func (d *directory[K]) newRow(depth uint8) *row {
	inPart := d.partDepth(depth)
	r := &row{depth: depth, inPart: inPart, shift: 64 - (depth - inPart)}
	r.parts, r.taken = make([]tables, 1<<(depth-inPart)), make([]bool, 1<<depth)
	if len(r.parts) == 1 {
		d.roomIn(r, 0)
	}
	return r
}

// roomIn returns the room in r for the segment with a prefix. The caller holds Map.mu, or
// nobody else has r.
func (d *directory[K]) roomIn(r *row, prefix uint64) tables {
	p := &r.parts[prefix>>r.shift]
	if p.tags == nil {
		t := newTables[K](d.layout, d.shape, d.baseSize<<r.inPart)
		p.entries = t.entries
		shim.StorePointer(&p.tags, t.tags)
	}
	first := prefix << (64 - r.shift) >> (64 - r.inPart) * d.baseSize
	t := tables{tags: unsafe.Add(p.tags, first*uint64(d.tagStride))}
	if p.entries != nil {
		t.entries = unsafe.Add(p.entries, d.bytes(first))
	}
	return t
}

// where returns the tables and the group in them where the search for a hash starts, in maps
// that are not one part: those of the part in a row, or of the segment in charge. Tags are nil
// if the part is not there yet, or the segment has another sealed word than all others. As a
// call it keeps the way of the maps that are one part straight.
//
//go:noinline
func (d *directory[K]) where(h uint64) (tags, entries unsafe.Pointer, group uint64) {
	if d.parts == nil {
		s := d.segment(h)
		if s.sealed != d.sealed {
			return nil, nil, 0
		}
		return s.tags, s.entries, s.home(h)
	}
	p := (*tables)(unsafe.Add(d.parts, h>>(d.partShift&63)*uint64(unsafe.Sizeof(tables{}))))
	if tags = shim.LoadPointer(&p.tags); tags == nil {
		return nil, nil, 0
	}
	return tags, p.entries, h >> (d.rowShift & 63) & d.partMask
}

// roomFor returns the room in a row for the successor of s with a prefix and a depth, and the
// number of the row; or no tables, and the number of the last row.
func (m *Map[K, V]) roomFor(s *segment, prefix uint64, depth uint8) (t tables, number uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.root.Load()
	if d.segment(s.prefix) != s { // Clear dropped s
		return t, m.rows
	}
	if s.sealed != d.sealed { // who reads the row knows only one sealed word
		return t, m.rows
	}
	r := d.row
	if !r.hasRoom(prefix, depth) {
		r = m.next(d, prefix, depth)
	}
	if r == nil {
		return t, m.rows
	}
	r.taken[r.place(prefix)] = true
	return d.roomIn(r, prefix), r.number
}

// next returns the row to come that has room for the segment of a prefix and depth, or nil. For
// the depth of d, the root, it is begun when some segments have left the row before it, or there
// is none, and gives way to one for the next depth. A map of one segment needs none.
func (m *Map[K, V]) next(d *directory[K], prefix uint64, depth uint8) *row {
	if depth == 0 || depth < d.depth || depth > d.depth+1 {
		return nil
	}
	last := d.row
	if m.coming != nil {
		last = m.coming
	}
	switch {
	case last.hasRoom(prefix, depth):
		return last
	case last != nil && (last.depth > depth || last.depth == depth && !last.isUsedUp()):
		return nil
	}
	return m.beginRow(d, depth)
}

// beginRow makes a row for segments of a depth the one to come.
func (m *Map[K, V]) beginRow(d *directory[K], depth uint8) *row {
	m.rows++
	m.coming = d.newRow(depth)
	m.coming.number = m.rows
	return m.coming
}

// isUsedUp reports whether some segments have left r, so that the rest will soon.
func (r *row) isUsedUp() bool { return r.left*fewLeft >= len(r.taken) }

func (r *row) place(prefix uint64) uint64 { return prefix >> (64 - r.depth) }

// hasRoom reports whether r, if not nil, has room for the segment of a prefix and depth.
func (r *row) hasRoom(prefix uint64, depth uint8) bool {
	return r != nil && r.depth == depth && !r.taken[r.place(prefix)]
}

// has reports whether r, if not nil, has the tables of s.
func (r *row) has(s *segment) bool { return r != nil && s.inRow && s.row == r.number }

// count notes that n is in charge in place of s.
func (r *row) count(s *segment, n *successors) {
	if r.has(s) {
		r.in--
		r.left++
	}
	if r.has(n.low) {
		r.in++
	}
	if n.high != n.low && r.has(n.high) {
		r.in++
	}
}

// renewRow makes the row to come that of d, the root, when more segments are in it. When most
// have left the one of d, and not for the other, or all that came have, d gets none.
func (m *Map[K, V]) renewRow(d *directory[K]) {
	c, most := m.coming, len(d.segments)/2
	if c != nil && c.left > 0 && c.in == 0 {
		c, m.coming = nil, nil
	}
	ready := 0
	if c != nil && c.depth == d.depth {
		ready = c.in
	}
	switch r := d.row; {
	case r == nil && ready > most, r != nil && ready > r.in:
		m.lead(d.renewed(c))
		m.coming = nil
	case r != nil && (r.left-ready > most || r.left > 0 && r.in == 0):
		m.lead(d.renewed(nil))
	}
}

// open shows the tags of s to those who read its row.
func (s *segment) open() {
	staged := s.staged.Load()
	if staged == nil {
		return
	}
	for g := range s.groups {
		s.shownTags(g).Store((*staged)[g].Load())
	}
	s.staged.Store(nil)
}

// close sends those who look for an absent key in the row of s to the directory.
func (s *segment) close() {
	if !s.inRow {
		return
	}
	for g := range s.groups {
		t := s.shownTags(g)
		if w := t.Load(); !full(w) {
			t.Store(w &^ (0xff << 56))
		}
	}
}
