package cmap

import (
	"math/bits"
	"reflect"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/hash"
	"github.com/govlint/govlint/runtime/internal/shim"
)

// A directory leads from a hash to its segment by the top bits of the hash
// (extendible hashing: Fagin, Nievergelt, Pippenger, Strong, TODS 4(3), 1979).
// A segment whose depth is less than the directory's has several places in it.
//
// Only the holder of Map.mu changes places, and only to successors; when they
// go deeper, it publishes a new directory, and the old places never change
// again. So for every key there is one place at any time that leads to the
// segment in charge, and what a reader finds through an older place was in
// charge after the reader began.
//
// The first fields are what every read needs; they are one cache line on 64-bit platforms.
type directory[K comparable] struct {
	hasher   hash.Hasher[K]
	inRow    tables // of row if it is one part, or of the only segment; nil if there is none
	sealed   uint64 // of the segments in the row
	rowShift uint8
	shape    shape
	// What a row of several parts needs, and then the rest.
	partShift uint8
	shift     uint8          // 64 less the directory's depth
	depth     uint8          // of the segments in the row; no segment has more
	partMask  uint64         // of the group in a part
	parts     unsafe.Pointer // of row if it has several, or nil
	segments  []*segment     // read and written by atomic operations once published
	row       *row
	*layout
}

// Objects of 113 to 128 bytes start on a line, and the fields that the first line is for are
// in it; 32-bit platforms have smaller ones.
const (
	_ = 2*cacheLine - unsafe.Sizeof(directory[int]{})
	_ = unsafe.Sizeof(directory[int]{})*(8/ptrSize) - 113
	_ = cacheLine - unsafe.Offsetof(directory[int]{}.partShift)
)

func newDirectory[K comparable, V any](hasher hash.Hasher[K]) *directory[K] {
	value := reflect.TypeFor[V]()
	sh := shapeOf(value)
	unit, units := reflect.TypeFor[pointerEntry[K]](), uint64(groupSlots)
	switch sh {
	case word:
		unit = reflect.TypeFor[wordEntry[K]]()
	case paired:
		unit, units = reflect.TypeFor[line](), 1
	}
	d := &directory[K]{hasher: hasher, shape: sh, layout: newLayout(unit, units, value)}
	d.reset()
	return d
}

// reset makes d, which is unpublished, the directory of one empty segment.
func (d *directory[K]) reset() {
	s := newSegment[K](d.layout, d.shape, min(minSize, d.baseSize), 0, 0)
	s.sealed = d.seal()
	s.mu.Unlock()
	d.shift = 63
	d.segments = make([]*segment, 2)
	d.only(s)
}

// only makes s the one segment of d, which is unpublished. Its tables are not closed when it is
// left: who reads them as those of d has loaded d while it was the root, and s in charge.
func (d *directory[K]) only(s *segment) {
	d.place(s)
	d.sealed = s.sealed
	d.inRow = tables{}
	if s.groups > 1 { // of one group there is no bit of the hash to choose it by
		d.inRow, d.rowShift = tables{s.tags, s.entries}, s.shift
	}
}

// empty returns a directory without entries for the same kind of map.
func (d *directory[K]) empty() *directory[K] {
	e := &directory[K]{hasher: d.hasher, shape: d.shape, layout: d.layout}
	e.reset()
	return e
}

// segment returns the segment in charge of h. There is a place for every value of the bits
// that are left, so the compiler need not check.
func (d *directory[K]) segment(h uint64) *segment {
	place := unsafe.Add(unsafe.Pointer(unsafe.SliceData(d.segments)), h>>(d.shift&63)*uint64(ptrSize))
	return (*segment)(shim.LoadPointer((*unsafe.Pointer)(place)))
}

// hasShortWay reports whether Load can do without asking how keys hash: all in one way that is
// small enough to be inlined.
func (d *directory[K]) hasShortWay() bool {
	switch unsafe.Sizeof(*new(K)) {
	case 4, 8:
		return d.hasher.Integer
	}
	return bits.UintSize == 64
}

func (d *directory[K]) at(i uint64) *segment {
	return (*segment)(shim.LoadPointer((*unsafe.Pointer)(unsafe.Pointer(&d.segments[i]))))
}

// place writes s to all its places.
func (d *directory[K]) place(s *segment) {
	first := s.prefix >> d.shift
	for i := range uint64(1) << (64 - d.shift - s.depth) {
		shim.StorePointer((*unsafe.Pointer)(unsafe.Pointer(&d.segments[first+i])), unsafe.Pointer(s))
	}
}

// with returns a directory for the segments of d and n, which go deeper and are read by r, or
// are the only ones.
func (d *directory[K]) with(n *successors, r *row) *directory[K] {
	e := &directory[K]{hasher: d.hasher, shape: d.shape, layout: d.layout, sealed: d.sealed, depth: n.low.depth}
	e.shift = min(d.shift, 64-e.depth)
	e.segments = make([]*segment, 1<<(64-e.shift))
	for i := range e.segments {
		e.segments[i] = d.at(uint64(i) * uint64(len(d.segments)) / uint64(len(e.segments)))
	}
	if e.depth == 0 {
		e.only(n.low)
		return e
	}
	e.readBy(r)
	e.place(n.low)
	e.place(n.high)
	return e
}

// renewed returns a directory with the places of d that is read by another row, or without
// one if r is nil.
func (d *directory[K]) renewed(r *row) *directory[K] {
	e := *d
	e.readBy(r)
	return &e
}

// readBy makes r the row of d, which is unpublished and of its depth.
func (d *directory[K]) readBy(r *row) {
	d.row, d.inRow, d.parts = r, tables{}, nil
	if r == nil {
		return
	}
	d.rowShift = shiftOf(d.depth, d.baseSize)
	if len(r.parts) == 1 {
		d.inRow = r.parts[0]
		return
	}
	d.parts, d.partShift = unsafe.Pointer(unsafe.SliceData(r.parts)), r.shift
	d.partMask = d.baseSize<<r.inPart - 1
}

// crowded reports whether s takes no more keys. One that has not moved although its sisters
// have, so that the row is another one, does so sooner: it is read the slow way until then.
func (d *directory[K]) crowded(s *segment) bool {
	switch {
	case d.isBehind(s):
		return true
	case d.lags(s):
		return s.used*4 >= d.limit(s)*3
	}
	return s.used >= d.limit(s)
}

func (d *directory[K]) lags(s *segment) bool { return d.row != nil && s.depth < d.depth }

// isBehind reports whether s came before the row, which has room for it. Nothing goes back to an
// older row, so it will not be behind once it has moved.
func (d *directory[K]) isBehind(s *segment) bool {
	return d.row != nil && s.row < d.row.number && s.depth == d.depth && s.groups == d.baseSize && s.sealed == d.sealed
}

// each calls f for every segment once, in the order of hashes.
func (d *directory[K]) each(f func(s *segment)) {
	for h := uint64(0); ; {
		s := d.segment(h)
		f(s)
		if h = s.prefix + s.span(); h == 0 {
			return
		}
	}
}

// span is the number of hashes in s's range; 0 stands for all of them.
func (s *segment) span() uint64 { return 1 << (64 - s.depth) }
