package cmap

import (
	"math/bits"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/align"
	"github.com/govlint/govlint/runtime/internal/shim"
)

const (
	groupSlots = 8    // tags in a word
	cacheLine  = 64   // that tags and entries are aligned to; align.Line may be two of them
	emptyTag   = 0x00 // a slot that was never used
	usedTag    = 0x80 // set in the tag of every used slot

	low7  = 0x7f7f7f7f7f7f7f7f
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
// operation; the second is for writers.
type segment struct {
	tags    unsafe.Pointer // *[groups]shim.Uint64
	entries unsafe.Pointer // *[groups*8]wordEntry[K] or *[groups*8]pointerEntry[K]
	groups  uint64
	sealed  uint64 // value word of a sealed entry, in maps of shape word
	prefix  uint64
	// next is where the keys went: nil until the segment is left, then set
	// before the first entry is sealed.
	next  shim.Pointer[successors]
	depth uint32
	size  uint32 // groups asked for; a few are given up for alignment
	_     [align.Line - 3*8 - 2*4 - 3*ptrSize]byte

	mu   shim.Mutex
	live shim.Uint32 // entries that are present
	used uint32      // slots that have a tag
	dead bool        // the segment was left; its writers start anew
	_    [align.Line - 8 - 2*4 - 1]byte
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

func (s *segment) slots() uint64 { return s.groups * groupSlots }

// limit is the number of slots that may be used, 7 of 8, so that some group on
// every probe path is open.
func (s *segment) limit() uint32 { return uint32(s.groups * (groupSlots - 1)) }

// home is the group where the search for h starts: Lemire's multiplication in
// place of a remainder, on the low half of the hash.
func (s *segment) home(h uint64) uint64 { return uint64(uint32(h)) * s.groups >> 32 }

// tagOf is the tag of h, from bits that neither the directory nor home uses.
func tagOf(h uint64) uint64 { return h>>32&0x7f | usedTag }

func (s *segment) tagWord(group uint64) *shim.Uint64 {
	return (*shim.Uint64)(unsafe.Add(s.tags, group*8))
}

// matches returns the high bit of every byte of w that equals tag. A byte
// above a match can be reported wrongly when it is a used one, never when it
// is emptyTag, so a hit always has a key to compare with.
func matches(w, tag uint64) uint64 {
	x := w ^ tag*ones
	return (x - ones) &^ x & highs
}

// slotOf returns the slot of the lowest bit of hit in a group.
func slotOf(group, hit uint64) uint64 { return group*groupSlots + uint64(bits.TrailingZeros64(hit)/8) }

// full reports whether no slot of a group is empty. Groups fill from below.
func full(w uint64) bool { return w>>56 != emptyTag }

func entryAt[K comparable](s *segment, i uint64) unsafe.Pointer {
	return unsafe.Add(s.entries, uintptr(i)*unsafe.Sizeof(wordEntry[K]{}))
}

func keyOf[K comparable](entry unsafe.Pointer) *K { return (*K)(unsafe.Add(entry, keyOffset)) }

// find returns the entry of key, live or sealed, or nil. It takes no lock.
func find[K comparable](s *segment, h uint64, key K) unsafe.Pointer {
	tag := tagOf(h)
	for g := s.home(h); ; {
		w := s.tagWord(g).Load()
		for hit := matches(w, tag); hit != 0; hit &= hit - 1 {
			entry := entryAt[K](s, slotOf(g, hit))
			if *keyOf[K](entry) == key {
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

// free returns the index of the slot that a new key with hash h takes. The
// caller holds the lock and has made sure that there is room.
func (s *segment) free(h uint64) uint64 {
	for g := s.home(h); ; {
		if w := s.tagWord(g).Load(); !full(w) {
			return g*groupSlots + uint64(8-bits.LeadingZeros64(w)/8)
		}
		if g++; g == s.groups {
			g = 0
		}
	}
}

// publish makes slot i, whose entry is written, visible to readers.
func (s *segment) publish(i, h uint64) {
	t := s.tagWord(i / groupSlots)
	t.Store(t.Load() | tagOf(h)<<(i%groupSlots*8))
	s.used++
}

// taken reports whether slot i belongs to a key.
func (s *segment) taken(i uint64) bool {
	return s.tagWord(i/groupSlots).Load()>>(i%groupSlots*8)&usedTag != 0
}

func (s *segment) slot(sh shape, entry unsafe.Pointer) slot {
	return slot{at: entry, shape: sh, sealed: s.sealed}
}

func (s *segment) addLive(d int32) { s.live.Store(s.live.Load() + uint32(d)) }
