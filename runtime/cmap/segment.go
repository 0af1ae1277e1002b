package cmap

import (
	"iter"
	"math/bits"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/align"
	"github.com/govlint/govlint/runtime/internal/shim"
)

const (
	groupSlots = 8    // tags in a word
	cacheLine  = 64   // that tags and entries are aligned to; align.Line may be two of them
	usedTag    = 0x80 // set in the tag of every used slot; a slot that was never used has 0

	// The last byte of a word of tags while the last slot of its group is free. An open
	// group speaks for its segment: a key whose search starts here and has no tag is absent.
	// A closed one, of 0, does not yet, or no longer; see row.
	openGroup = 1
	// The byte of a line, which has no eighth slot, once the seventh is taken.
	fullLine = 2

	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// A segment is an open-addressing table of the keys in one range of hashes:
// those whose top depth bits are prefix's.
//
// A slot belongs to one key for the life of the segment. Its key is written
// before its tag, and neither changes afterwards, so a reader that has seen
// the tag (an atomic load) may read the key. Only the value changes.
//
// The first line is written before the segment is published and read by every
// operation that goes through the segment; the second is for writers.
type segment struct {
	tags    unsafe.Pointer // *[groups]shim.Uint64, or *[groups]line in maps of shape paired
	entries unsafe.Pointer // *[groups*8]wordEntry[K] or *[groups*8]pointerEntry[K], or nil
	groups  uint64         // a power of two
	sealed  uint64         // value word of a sealed entry, in maps of shape word
	prefix  uint64
	// next is where the keys went: nil until the segment is left, then set
	// before the first entry is sealed.
	next shim.Pointer[successors]
	// staged has the words of tags while the segment is filled in a row that others read.
	staged shim.Pointer[[]shim.Uint64]
	depth  uint8
	shift  uint8 // leads from a hash to the bits that choose the group
	shape  shape
	_      [align.Line - 3*8 - 4*ptrSize - 3]byte

	mu    shim.Mutex
	live  uint32 // entries that are present
	used  uint32 // slots that have a tag
	row   uint64 // that its tables are in, or the last there was: none up to it has room for s
	inRow bool
	dead  bool // the segment was left; its writers start anew
	_     [align.Line - 8 - 2*4 - 8 - 2]byte
}

const ptrSize = unsafe.Sizeof(uintptr(0))

// What readers use ends where the writers' line begins; each line is full.
const (
	_ = -(unsafe.Offsetof(segment{}.mu) - align.Line)
	_ = -(align.Line - unsafe.Offsetof(segment{}.mu))
	_ = -(unsafe.Sizeof(segment{}) - 2*align.Line)
	_ = -(2*align.Line - unsafe.Sizeof(segment{}))
	_ = -(align.Line % cacheLine)
	_ = -(unsafe.Offsetof(segment{}.sealed) % 8)
)

// A wordEntry and a pointerEntry are one layout: value first, key after 8 bytes, as large
// as the other and aligned for 64-bit atomics on every architecture.
const (
	_ = -unsafe.Offsetof(wordEntry[byte]{}.value)
	_ = -unsafe.Offsetof(pointerEntry[byte]{}.value)
	_ = -(unsafe.Offsetof(wordEntry[byte]{}.key) - keyOffset)
	_ = -(unsafe.Offsetof(pointerEntry[byte]{}.key) - keyOffset)
	_ = -(unsafe.Sizeof(wordEntry[byte]{}) - unsafe.Sizeof(pointerEntry[byte]{}))
	_ = -(unsafe.Sizeof(wordEntry[string]{}) - unsafe.Sizeof(pointerEntry[string]{}))
	_ = -(unsafe.Sizeof(wordEntry[[3]uint32]{}) - unsafe.Sizeof(pointerEntry[[3]uint32]{}))
	_ = -(unsafe.Sizeof(wordEntry[byte]{}) % 8)
)

// successors are the segments that took over the keys of another: the two
// halves of its range, or twice the same one.
type successors struct {
	low, high *segment
	pivot     uint64 // hashes from here on are in high
}

func (n *successors) of(h uint64) *segment {
	if h >= n.pivot {
		return n.high
	}
	return n.low
}

// resealing marks a segment whose entries are all sealed and whose successors
// do not exist yet: the one case where a reader waits. See reseal.
var resealing = &successors{}

// width is the number of slots in a group.
func (s *segment) width() uint64 {
	if s.shape == paired {
		return lineSlots
	}
	return groupSlots
}

// home is the group where the search for h starts, chosen by the bits below the prefix:
// segments side by side, of one size, are one table that the top bits lead into.
func (s *segment) home(h uint64) uint64 { return h >> (s.shift & 63) & (s.groups - 1) }

// tagOf is the tag of h, from bits that neither the directory nor home uses.
func tagOf(h uint64) uint64 { return uint64(uint8(h) | usedTag) }

// tagWord returns the tags of a group for those who come through the segment.
func (s *segment) tagWord(group uint64) *shim.Uint64 {
	if staged := s.staged.Load(); staged != nil {
		return &(*staged)[group]
	}
	return s.shownTags(group)
}

// shownTags returns the tags of a group for all others.
func (s *segment) shownTags(group uint64) *shim.Uint64 {
	if s.shape == paired {
		return &lineAt(s.tags, group).tags
	}
	return flatTagsAt(s.tags, group)
}

// flatTagsAt is where the tags of a group are in maps whose shape is not paired.
func flatTagsAt(tags unsafe.Pointer, group uint64) *shim.Uint64 {
	return (*shim.Uint64)(unsafe.Add(tags, group*8))
}

// lineAt returns a group, in maps of shape paired.
func lineAt(tags unsafe.Pointer, group uint64) *line {
	return (*line)(unsafe.Add(tags, group*cacheLine))
}

// matches returns the high bit of every byte of w that equals tag. The subtraction
// borrows from no byte of a used slot: those below it are of used slots, too.
func matches(w, tag uint64) uint64 { return (highs - (w ^ tag*ones)) & w & highs }

// first returns the place of the lowest bit of hit in a group.
func first(hit uint64) uint64 { return uint64(bits.TrailingZeros64(hit) / 8) }

// full reports whether no slot of a group is free. Groups fill from below.
func full(w uint64) bool { return w>>56 > openGroup }

// tagged returns w with the tag of h at a place, which was free.
func (s *segment) tagged(w, place, h uint64) uint64 {
	if place == groupSlots-1 {
		w &^= 0xff << 56
	}
	w |= tagOf(h) << (place * 8)
	if s.shape == paired && place == lineSlots-1 {
		return w&^(0xff<<56) | fullLine<<56
	}
	return w
}

// entryAt returns the entry at a place of a group.
func entryAt[K comparable](s *segment, group, place uint64) unsafe.Pointer {
	if s.shape == paired {
		return s.linkAt(group, place)
	}
	return flatEntryAt[K](s.entries, group, place)
}

// linkAt is entryAt in maps of shape paired.
func (s *segment) linkAt(group, place uint64) unsafe.Pointer {
	return lineAt(s.tags, group).link(place)
}

// flatEntryAt is entryAt in all others.
func flatEntryAt[K comparable](entries unsafe.Pointer, group, place uint64) unsafe.Pointer {
	return unsafe.Add(entries, uintptr(group*groupSlots+place)*unsafe.Sizeof(wordEntry[K]{}))
}

// firstEntry returns the entry of a group at the place of the lowest bit of hit, which is
// eight times that place and some more.
func firstEntry[K comparable](group unsafe.Pointer, hit uint64) unsafe.Pointer {
	return unsafe.Add(group, uint64(bits.TrailingZeros64(hit)&^7)*uint64(unsafe.Sizeof(wordEntry[K]{})/8))
}

// near is shim.Touch. What only generic code calls is not inlined where that code is made for
// types of other packages; this function calls it for the sake of that.
func near(p unsafe.Pointer) { shim.Touch(p) }

// keyOf returns the key of an entry, live or sealed.
func keyOf[K comparable](s *segment, entry unsafe.Pointer) *K {
	if s.shape == paired {
		return (*K)(unmarked(shim.LoadPointer((*unsafe.Pointer)(entry))))
	}
	return flatKeyOf[K](entry)
}

func flatKeyOf[K comparable](entry unsafe.Pointer) *K { return (*K)(unsafe.Add(entry, keyOffset)) }

// find returns the entry of key, live or sealed, or nil. It takes no lock.
func find[K comparable](s *segment, h uint64, key K) unsafe.Pointer {
	if s.shape == paired {
		return findLink(s, h, key)
	}
	return findFlat(s, h, key)
}

// findLink is find in maps of shape paired.
func findLink[K comparable](s *segment, h uint64, key K) unsafe.Pointer {
	tag := tagOf(h)
	for g := s.home(h); ; {
		w := s.tagWord(g).Load()
		for hit := matches(w, tag); hit != 0; hit &= hit - 1 {
			link := s.linkAt(g, first(hit))
			if *(*K)(unmarked(shim.LoadPointer((*unsafe.Pointer)(link)))) == key {
				return link
			}
		}
		if !full(w) {
			return nil
		}
		if g++; g == s.groups {
			g = 0
		}
	}
}

// findFlat is find in all others.
func findFlat[K comparable](s *segment, h uint64, key K) unsafe.Pointer {
	tag := tagOf(h)
	for g := s.home(h); ; {
		w := s.tagWord(g).Load()
		for hit := matches(w, tag); hit != 0; hit &= hit - 1 {
			entry := flatEntryAt[K](s.entries, g, first(hit))
			if *flatKeyOf[K](entry) == key {
				return entry
			}
		}
		if !full(w) {
			return nil
		}
		if g++; g == s.groups {
			g = 0
		}
	}
}

// free returns the group and place that a new key with hash h takes. The
// caller holds the lock and has made sure that there is room.
func (s *segment) free(h uint64) (group, place uint64) {
	for g := s.home(h); ; {
		if w := s.tagWord(g).Load(); !full(w) {
			return g, uint64(8 - bits.LeadingZeros64(w&highs)/8)
		}
		if g++; g == s.groups {
			g = 0
		}
	}
}

// publish makes a slot, whose entry is written, visible to readers.
func (s *segment) publish(group, place, h uint64) {
	t := s.tagWord(group)
	t.Store(s.tagged(t.Load(), place, h))
	s.used++
}

// entriesOf goes through the entries that belong to a key when their group's turn comes.
func entriesOf[K comparable](s *segment) iter.Seq[unsafe.Pointer] {
	return func(yield func(entry unsafe.Pointer) bool) {
		for g := range s.groups {
			for used := s.tagWord(g).Load() & highs; used != 0; used &= used - 1 {
				if !yield(entryAt[K](s, g, first(used))) {
					return
				}
			}
		}
	}
}

func (s *segment) slot(entry unsafe.Pointer) slot {
	return slot{at: entry, shape: s.shape, sealed: s.sealed}
}
