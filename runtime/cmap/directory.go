package cmap

import (
	"reflect"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/hash"
	"github.com/govlint/govlint/runtime/internal/shim"
)

// A directory leads from a hash to its segment by the top bits of the hash
// (extendible hashing: Fagin, Nievergelt, Pippenger, Strong, TODS 4(3), 1979).
// A segment whose depth is less than the directory's has several places in it.
//
// Only the holder of Map.mu changes places, and only to successors; when it
// must double, it publishes a new directory, and the old one never changes
// again. So for every key there is one place at any time that leads to the
// segment in charge, and what a reader finds through an older place was in
// charge after the reader began.
type directory[K comparable] struct {
	hasher   hash.Hasher[K]
	shift    uint64 // 64 less the directory's depth
	shape    shape
	segments []*segment // read and written by atomic operations once published
	*layout
}

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
	s := newSegment[K](d.layout, d.shape, 1, 0, 0)
	s.sealed = d.seal()
	s.mu.Unlock()
	d.shift = 63
	d.segments = make([]*segment, 2)
	d.place(s)
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

func (d *directory[K]) at(i uint64) *segment {
	return (*segment)(shim.LoadPointer((*unsafe.Pointer)(unsafe.Pointer(&d.segments[i]))))
}

// place writes s to all its places.
func (d *directory[K]) place(s *segment) {
	first := s.prefix >> d.shift
	for i := range uint64(1) << (64 - d.shift - uint64(s.depth)) {
		shim.StorePointer((*unsafe.Pointer)(unsafe.Pointer(&d.segments[first+i])), unsafe.Pointer(s))
	}
}

// doubled returns a directory of one bit more with the same segments.
func (d *directory[K]) doubled() *directory[K] {
	n := &directory[K]{hasher: d.hasher, shift: d.shift - 1, shape: d.shape, layout: d.layout}
	n.segments = make([]*segment, 2*len(d.segments))
	for i := range n.segments {
		n.segments[i] = d.at(uint64(i / 2))
	}
	return n
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
