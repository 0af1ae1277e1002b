package cmap

import (
	"math/bits"
	"math/rand/v2"
	"reflect"
	"sync/atomic"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/shim"
)

const (
	// defaultSize makes segments of 512 slots: moving one takes some 10 µs.
	defaultSize = 64
	// maxEntryBytes makes segments smaller when keys are large.
	maxEntryBytes = 32 << 10
	// spareSlots keeps few keys outside the group where their search starts. With one, at the
	// 100K entries of the benchmarks, one key in ten was, and reads took 1.07 to 1.15 times as
	// long.
	spareSlots = 2
	minSize    = 2 // of a map's first segment, too: its row needs a bit of the hash
)

// A layout is what the segments of one map have in common.
type layout struct {
	unit        reflect.Type // what tables are made of: wordEntry[K], pointerEntry[K] or line
	units       uint64       // in a group
	tagStride   uintptr      // from the tags of a group to those of the next
	pointerFree bool
	baseSize    uint64  // from here on a segment splits; a power of two
	spare       uint64  // slots of a group that stay free, on average
	onePart     uintptr // largest row that has one part
	seal        func() uint64
	types       [10]atomic.Pointer[reflect.Type] // of padded tables, by size; see padded
}

func newLayout(unit reflect.Type, units uint64, value reflect.Type) *layout {
	l := &layout{unit: unit, units: units, tagStride: 8, pointerFree: pointerFree(unit), baseSize: defaultSize, spare: spareSlots, onePart: maxOnePart, seal: rand.Uint64}
	if units == 1 {
		l.tagStride = cacheLine
	}
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

// limit is the number of slots of s that may be used. Some group on every probe path is open.
func (l *layout) limit(s *segment) uint32 { return uint32(s.groups * (s.width() - l.spare)) }

// linePad is the room before the entries of a padded table.
const linePad = cacheLine - 8

// padded returns the type to allocate the entries of so many groups as; nil stands for a
// plain slice of them.
//
// Go's allocator aligns every multiple of 64 bytes to 64, save in one case: an
// object with pointers that is too large for its bitmap to be in the span, and
// too small for a span of its own, starts with an 8-byte header and so lies at
// 8 mod 64. There the entries begin one line later.
func (l *layout) padded(groups uint64) reflect.Type {
	const (
		bitmapInSpan  = ptrSize * ptrSize * 8 // runtime.minSizeForMallocHeader
		maxWithHeader = 32<<10 - 8            // runtime.maxSmallSize less the header
	)
	bytes := l.bytes(groups)
	if l.pointerFree || bytes <= bitmapInSpan || bytes > maxWithHeader {
		return nil
	}
	known := &l.types[bits.Len64(groups-1)]
	if t := known.Load(); t != nil {
		return *t
	}
	t := reflect.StructOf([]reflect.StructField{
		{Name: "Pad", Type: reflect.ArrayOf(linePad, reflect.TypeFor[byte]())},
		{Name: "Entries", Type: reflect.ArrayOf(int(groups*l.units), l.unit)},
	})
	known.Store(&t)
	return t
}

// tables are the tags and entries of groups; in maps of shape paired, tags has the lines and
// entries is nil.
type tables struct{ tags, entries unsafe.Pointer }

// newTables returns the tables of a power of two groups, all closed.
func newTables[K comparable](l *layout, sh shape, groups uint64) (t tables) {
	var entries unsafe.Pointer
	switch padded := l.padded(groups); {
	case padded != nil:
		entries = unsafe.Add(reflect.New(padded).UnsafePointer(), linePad)
	case l.pointerFree:
		entries = uncleared(l.bytes(groups))
	case sh == word:
		entries = unsafe.Pointer(unsafe.SliceData(make([]wordEntry[K], groups*groupSlots)))
	case sh == paired:
		entries = unsafe.Pointer(unsafe.SliceData(make([]line, groups)))
	default:
		entries = unsafe.Pointer(unsafe.SliceData(make([]pointerEntry[K], groups*groupSlots)))
	}
	if sh == paired {
		return tables{tags: entries}
	}
	const lineWords = cacheLine / 8
	tags := make([]uint64, (groups+lineWords-1)/lineWords*lineWords)
	return tables{unsafe.Pointer(unsafe.SliceData(tags)), entries}
}

// newSegment returns a locked, unpublished segment of size groups, a power of two, for the
// hashes whose top depth bits are prefix's. Its tables are its own.
func newSegment[K comparable](l *layout, sh shape, size, prefix uint64, depth uint8) *segment {
	s := segmentOf(newTables[K](l, sh, size), sh, size, prefix, depth)
	for g := range size {
		*(*uint64)(unsafe.Pointer(s.shownTags(g))) = openGroup << 56
	}
	return s
}

// segmentInRow is newSegment for one of base size whose tables are in a row.
func segmentInRow(l *layout, sh shape, t tables, prefix uint64, depth uint8) *segment {
	s := segmentOf(t, sh, l.baseSize, prefix, depth)
	staged := make([]shim.Uint64, s.groups)
	for g := range staged {
		*(*uint64)(unsafe.Pointer(&staged[g])) = openGroup << 56
	}
	s.staged.Store(&staged)
	s.inRow = true
	return s
}

func segmentOf(t tables, sh shape, size, prefix uint64, depth uint8) *segment {
	s := &segment{tags: t.tags, entries: t.entries, groups: size, prefix: prefix, depth: depth, shape: sh}
	s.shift = shiftOf(depth, size)
	s.mu.Lock()
	return s
}

// shiftOf leads from a hash to the top depth bits and those that choose one of size groups;
// 63 where no bit is needed.
func shiftOf(depth uint8, size uint64) uint8 { return min(63, 64-depth-uint8(bits.Len64(size-1))) }
