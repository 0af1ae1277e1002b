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
// A table lies in a row once: a segment whose deleted keys were cleared out, or that has
// another size, has tables of its own. When that are most of them, the map does without a
// row until it doubles: to look there first takes longer than to go through the segments. Who
// comes from a segment in charge to its tables reads them as those of a row.
type row struct {
	depth  uint8
	inPart uint8 // bits of a hash that choose a segment in a part
	shift  uint8 // leads from a hash to its part; 64 if there is one
	// parts have the tables of two segments or more. Tags are nil until a part is allocated,
	// and written after entries.
	parts []tables
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
	r := &row{depth, inPart, 64 - (depth - inPart), make([]tables, 1<<(depth-inPart))}
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

// roomFor returns room in a row for the successor of s with a prefix, one deeper than s, or
// false if there is none.
func (m *Map[K, V]) roomFor(s *segment, prefix uint64) (t tables, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, depth := m.root.Load(), s.depth+1
	switch {
	case d.segment(s.prefix) != s: // Clear dropped s
		return t, false
	case s.sealed != d.sealed: // who reads the row knows only one sealed word
		return t, false
	case depth == d.depth && d.row != nil:
		return d.roomIn(d.row, prefix), true
	case depth != d.depth+1:
		return t, false
	case m.coming == nil:
		m.coming = d.newRow(depth)
	}
	return d.roomIn(m.coming, prefix), true
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
