package cmap

import (
	"math/bits"
	"math/rand/v2"
	"reflect"
	"sync/atomic"
	"unsafe"
)

const (
	// defaultSize makes segments of 512 slots: moving one takes some 10 µs.
	defaultSize = 64
	// maxEntryBytes makes segments smaller when keys are large.
	maxEntryBytes = 32 << 10
	minSize       = 2
)

// A layout is what the segments of one map have in common.
type layout struct {
	unit        reflect.Type // what tables are made of: wordEntry[K], pointerEntry[K] or line
	units       uint64       // in a group
	pointerFree bool
	baseSize    uint64 // from here on a segment splits; see maxSize
	seal        func() uint64
	types       [18]atomic.Pointer[reflect.Type] // of padded tables, by size; see table
}

func newLayout(unit reflect.Type, units uint64, value reflect.Type) *layout {
	l := &layout{unit: unit, units: units, pointerFree: pointerFree(unit), baseSize: defaultSize, seal: rand.Uint64}
	if value.Size() < 8 {
		l.seal = smallSeal
	}
	for l.baseSize > minSize && l.bytes(l.baseSize) > maxEntryBytes {
		l.baseSize /= 2
	}
	return l
}

// bytes returns the size of a table of so many groups.
func (l *layout) bytes(groups uint64) uintptr { return uintptr(groups*l.units) * l.unit.Size() }

// maxSize returns the largest number of groups of a segment for prefix. The
// upper half of all hashes gets segments half as large again, so that the two
// halves split at different times and memory never doubles at once.
func (l *layout) maxSize(prefix uint64) uint64 {
	if prefix>>63 == 1 && l.baseSize > 1 {
		return l.baseSize + l.baseSize/2
	}
	return l.baseSize
}

// linePad is the room before the entries of a padded table.
const linePad = cacheLine - 8

// table returns how many groups a segment of this size gets, and the type to
// allocate its entries as; nil stands for a plain slice of entries.
//
// Go's allocator aligns every multiple of 64 bytes to 64, save in one case: an
// object with pointers that is too large for its bitmap to be in the span, and
// too small for a span of its own, starts with an 8-byte header and so lies at
// 8 mod 64. There the entries begin one line later, and one group is given up
// (unless it is the only one) so that the object fits its size class again.
func (l *layout) table(size uint64) (groups uint64, padded reflect.Type) {
	const (
		bitmapInSpan  = ptrSize * ptrSize * 8 // runtime.minSizeForMallocHeader
		maxWithHeader = 32<<10 - 8            // runtime.maxSmallSize less the header
	)
	bytes := l.bytes(size)
	if l.pointerFree || bytes <= bitmapInSpan || bytes > maxWithHeader {
		return size, nil
	}
	groups = max(1, size-1)
	if l.bytes(groups) <= bitmapInSpan { // small enough now
		return groups, nil
	}
	// Sizes are powers of two, or 3/2 of one.
	i := bits.Len64(size-1) * 2
	if size&(size-1) != 0 {
		i--
	}
	if t := l.types[i].Load(); t != nil {
		return groups, *t
	}
	t := reflect.StructOf([]reflect.StructField{
		{Name: "Pad", Type: reflect.ArrayOf(linePad, reflect.TypeFor[byte]())},
		{Name: "Entries", Type: reflect.ArrayOf(int(groups*l.units), l.unit)},
	})
	l.types[i].Store(&t)
	return groups, t
}

// newSegment returns a locked, unpublished segment for the hashes whose top
// depth bits are prefix's.
func newSegment[K comparable](l *layout, sh shape, size, prefix uint64, depth uint32) *segment {
	groups, padded := l.table(size)
	s := &segment{groups: groups, prefix: prefix, depth: depth, size: uint32(size), shape: sh}
	var table unsafe.Pointer
	switch {
	case padded != nil:
		table = unsafe.Add(reflect.New(padded).UnsafePointer(), linePad)
	case sh == word:
		table = unsafe.Pointer(unsafe.SliceData(make([]wordEntry[K], groups*groupSlots)))
	case sh == paired:
		table = unsafe.Pointer(unsafe.SliceData(make([]line, groups)))
	default:
		table = unsafe.Pointer(unsafe.SliceData(make([]pointerEntry[K], groups*groupSlots)))
	}
	if sh == paired {
		s.tags = table
	} else {
		const lineWords = cacheLine / 8
		tags := make([]uint64, (groups+lineWords-1)/lineWords*lineWords)
		s.tags, s.entries = unsafe.Pointer(unsafe.SliceData(tags)), table
	}
	s.mu.Lock()
	return s
}
