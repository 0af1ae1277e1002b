package cmap

import "unsafe"

// maxRowBytes bounds what one store allocates at once. A row of this size has the tables of
// some 200,000 to 350,000 entries; larger maps are read through their segments.
const maxRowBytes = 5 << 20

// A row has the tables of all segments of one depth side by side, so that the top bits of a
// hash lead into it without the directory and the segment: two loads less on the way of
// every read, each of which would wait for the one before it (in a map of 300 keys, all of
// it in the first-level cache, 5.5 ns in place of 8.5).
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
// another size, has tables of its own.
type row struct {
	tables
	depth uint8
}

// newRow returns the closed row for the segments of a depth, or nil if it would be too large.
func (d *directory[K]) newRow(depth uint8) *row {
	groups := d.baseSize << depth
	if depth > 32 || groups*(uint64(d.bytes(1))+8) > maxRowBytes {
		return nil
	}
	return &row{newTables[K](d.layout, d.shape, groups), depth}
}

// at returns the part of r for the segment with a prefix.
func (r *row) at(l *layout, prefix uint64) tables {
	first := prefix >> (64 - r.depth) * l.baseSize
	t := tables{tags: unsafe.Add(r.tags, first*uint64(l.tagStride))}
	if r.entries != nil {
		t.entries = unsafe.Add(r.entries, l.bytes(first))
	}
	return t
}

// rowFor returns the row in which the successors of s in a depth belong, or nil.
func (m *Map[K, V]) rowFor(s *segment, depth uint8) *row {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.root.Load()
	switch {
	case s.sealed != d.sealed, d.segment(s.prefix) != s: // Clear dropped s
		return nil
	case depth == d.depth:
		return d.row
	case depth != d.depth+1:
		return nil
	case m.coming == nil:
		m.coming = d.newRow(depth)
	}
	return m.coming
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
