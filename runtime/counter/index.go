package counter

import (
	"math/bits"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/align"
	"github.com/govlint/govlint/runtime/internal/shim"
)

// bucket is a part of the index of a Map: up to seven cells and a byte of each key's
// hash, all of which are compared at once. It is a cache line.
// Keys that find their bucket full go to the next one that has room, and nothing is ever
// taken out, so the first bucket that is not full ends a search.
type bucket[K comparable] struct {
	tags  shim.Uint64 // a byte a slot: 0 is empty, otherwise the top bit and 7 of the hash
	_     [bucketSize - 8 - slotsOfBucket*unsafe.Sizeof(uintptr(0))]byte
	cells [slotsOfBucket]*cell[K] // each written before its tag
}

const (
	bucketSize    = 64
	slotsOfBucket = 7
)

const (
	_ = -(unsafe.Sizeof(bucket[int]{}) - bucketSize)
	_ = -(bucketSize - unsafe.Sizeof(bucket[int]{}))
	_ = -(align.Line % unsafe.Sizeof(bucket[int]{}))
	_ = -unsafe.Offsetof(bucket[int]{}.tags)
)

const (
	everyByte = 0x0101010101010101
	topBits   = 0x80 * everyByte
	allUsed   = topBits &^ (0x80 << (8 * slotsOfBucket)) // the tags of a full bucket have them
)

func tagOf(h uint64) uint64 { return h>>57 | 0x80 }

// equalBytes returns a word with the top bit of each byte in which a and b are equal. It
// is exact: no carry leaves a byte (Warren, Hacker's Delight, 6-1).
func equalBytes(a, b uint64) uint64 {
	x := a ^ b
	return ^((x&^topBits + ^uint64(topBits)) | x | ^uint64(topBits))
}

// cell is a key and its count. The key is written before the slot that leads to it.
type cell[K comparable] struct {
	n   shim.Int64
	key K
}

const _ = -unsafe.Offsetof(cell[string]{}.n) // 64-bit aligned on 32-bit platforms too

// cells hold all counters in the order in which they appeared. They never move, so a
// count needs no migration when the index grows. Block b has firstBlock<<b cells. The
// first cell has the number firstBlock, so that the highest bit of a number tells its
// block and the other bits its place, and no number is 0.
type cells[K comparable] struct {
	blocks [32 - firstBits][]cell[K] // written before the slot or the end that leads a reader there
	end    shim.Uint32               // the number after the last, 0 when there is none
}

const (
	firstBits  = 3
	firstBlock = 1 << firstBits
)

func (c *cells[K]) at(i uint32) *cell[K] {
	b := bits.Len32(i) - 1
	return &c.blocks[b-firstBits][i-1<<b]
}

// next returns the number that the next new cell gets.
func (c *cells[K]) next() uint32 { return max(c.end.Load(), firstBlock) }

// len returns the number of cells.
func (c *cells[K]) len() int { return int(c.next() - firstBlock) }

// add appends a cell for key. Only one goroutine may call it.
func (c *cells[K]) add(key K, n int64) *cell[K] {
	i := c.next()
	if i == 1<<32-1 {
		panic("counter: more than 2^32 keys")
	}
	if b := bits.Len32(i) - 1; c.blocks[b-firstBits] == nil {
		c.blocks[b-firstBits] = make([]cell[K], 1<<b)
	}
	cell := c.at(i)
	cell.key = key
	cell.n.Store(n)
	c.end.Store(i + 1)
	return cell
}
