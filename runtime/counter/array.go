// Package counter counts events by key, from any number of goroutines at once.
//
// [Array] is for keys that are small integers: status codes, enum values, indices.
// [Map] is for all others. Both cost one atomic addition an event.
package counter

import (
	"math/bits"
	"runtime"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/align"
	"github.com/govlint/govlint/runtime/internal/shim"
)

// Array is a set of counters numbered from 0. The zero value has every counter at 0, is
// ready, and grows as higher numbers are used; NewArray makes room beforehand. All
// methods may be called from any number of goroutines at once. An Array must not be
// copied after first use; go vet reports copies.
//
// It is laid out by size, for the fewer counters there are the more cores meet on each:
//   - up to 64 counters: every counter is split over stripes on cache lines of their own,
//     and a goroutine adds to one stripe; one line a stripe for every 8 counters, and 8
//     stripes a processor, 256 at most
//   - up to 1024: one cache line a counter
//   - more: 8 bytes a counter
//
// An Array that has grown keeps its smaller layouts, whose sizes add up to less than that
// of the largest.
//
// Each Add is one atomic addition and no Add is lost. A counter's value may be spread
// over several words, so a Load that runs beside Adds to the same counter sees every Add
// that had returned before it began, and any of those that overlap it; when all deltas
// are positive, Loads that follow each other never go back. Without concurrent Adds it is
// exact. Values wrap around like int64.
type Array struct {
	_      noCopy
	newest shim.Pointer[layout]
}

// noCopy makes vet's copylocks check report copies of the struct that holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

const (
	maxStriped    = 64   // counters that are split over stripes
	maxPadded     = 1024 // counters that have a line each
	stripesOfProc = 8
	maxStripes    = 256
	wordsOfLine   = align.Line / unsafe.Sizeof(shim.Int64{})
	maxLen        = 1 << (bits.UintSize - 9) // so that sizes in bytes do not overflow
)

const (
	_ = -(unsafe.Sizeof(shim.Int64{}) - 8)
	_ = -(align.Line % unsafe.Sizeof(shim.Int64{}))
)

// shiftMask tells the compiler that a shift is smaller than the word.
const shiftMask = bits.UintSize - 1

// layout is one array of words. The words of counter i are those at
// stripe<<stripeShift + i<<indexShift, which describes all three layouts. Everything but
// the words is immutable.
type layout struct {
	words       []shim.Int64 // starts on a cache line
	len         uint
	indexShift  uint
	stripeShift uint
	stripeMask  uint // number of stripes - 1

	// older is the layout that this one grew from. Adds that began before the growth
	// still land there, so it is part of the value for ever.
	older *layout
}

func newLayout(n uint, older *layout) *layout {
	l := &layout{len: n, older: older}
	words := n
	switch {
	case n <= maxStriped:
		row := align.RoundUp(uintptr(n)*8) / 8
		l.stripeShift = uint(bits.Len(uint(row - 1)))
		stripes := powerOfTwo(min(uint(runtime.GOMAXPROCS(0))*stripesOfProc, maxStripes))
		l.stripeMask = stripes - 1
		words = stripes << l.stripeShift
	case n <= maxPadded:
		l.indexShift = uint(bits.Len(uint(wordsOfLine - 1)))
		words = n << l.indexShift
	}
	l.words = align.Slice[shim.Int64](int(words))
	return l
}

// powerOfTwo returns the smallest power of two that is at least n, which must not be 0.
func powerOfTwo(n uint) uint { return 1 << bits.Len(n-1) }

// NewArray returns an Array with room for the counters 0 to n-1, which it holds as
// compactly and as fast to reach as it can. It panics when n is negative.
func NewArray(n int) *Array {
	if n < 0 {
		panic("counter: negative length")
	}
	a := new(Array)
	if n > 0 {
		a.newest.Store(newLayout(uint(n), nil))
	}
	return a
}

// Add adds delta to counter i. It panics when i is negative.
func (a *Array) Add(i int, delta int64) {
	l := a.newest.Load()
	if l == nil || uint(i) >= l.len {
		l = a.grow(i)
	}
	w := uint(i) << (l.indexShift & shiftMask)
	if l.stripeMask != 0 {
		w += stripe() & l.stripeMask << (l.stripeShift & shiftMask)
	}
	l.words[w].Add(delta)
}

// Inc adds 1 to counter i. It panics when i is negative.
func (a *Array) Inc(i int) { a.Add(i, 1) }

// stripe returns a number that differs between most goroutines and mostly stays the same
// in one: a hash of where its stack is. Stacks are 2 KiB and larger. Two goroutines of
// one stripe are slower, not wrong.
func stripe() uint {
	var onStack byte
	where := uint64(uintptr(unsafe.Pointer(&onStack))) >> 11
	return uint(where * 0x9E3779B97F4A7C15 >> 40) // 2^64/golden ratio: Knuth, vol. 3, 6.4
}

// grow returns a layout that has counter i, and makes it the newest if none has.
func (a *Array) grow(i int) *layout {
	if i < 0 {
		panic("counter: negative index")
	}
	if uint64(i) >= maxLen {
		panic("counter: index too large for dense counters, use a counter.Map")
	}
	for {
		l := a.newest.Load()
		if l != nil && uint(i) < l.len {
			return l
		}
		a.newest.CompareAndSwap(l, newLayout(grownLen(uint(i)), l))
	}
}

// grownLen returns the length of a layout that is made because counter i is missing: all
// that fits the kind of layout, or the next power of two.
func grownLen(i uint) uint {
	switch {
	case i < maxStriped:
		return maxStriped
	case i < maxPadded:
		return maxPadded
	}
	return powerOfTwo(i + 1)
}

// Load returns the value of counter i, 0 for one that was never added to.
func (a *Array) Load(i int) int64 {
	var sum int64
	for l := a.newest.Load(); l != nil; l = l.older {
		sum += l.load(uint(i))
	}
	return sum
}

func (l *layout) load(i uint) int64 {
	if i >= l.len {
		return 0
	}
	var sum int64
	for s := uint(0); s <= l.stripeMask; s++ {
		sum += l.words[i<<l.indexShift+s<<l.stripeShift].Load()
	}
	return sum
}

// Sum returns the sum of all counters, with the guarantees of Load.
func (a *Array) Sum() int64 {
	var sum int64
	for l := a.newest.Load(); l != nil; l = l.older {
		step := 1 << l.indexShift
		for w := 0; w < len(l.words); w += step {
			sum += l.words[w].Load()
		}
	}
	return sum
}

// Range calls f for each counter that is not 0, in the order of their numbers, until f
// returns false. f may use a.
func (a *Array) Range(f func(i int, n int64) bool) {
	l := a.newest.Load()
	if l == nil {
		return
	}
	for i := range int(l.len) {
		if n := a.Load(i); n != 0 && !f(i, n) {
			return
		}
	}
}

// Reset sets every counter to 0. An Add that overlaps it is counted before or after it.
func (a *Array) Reset() {
	for l := a.newest.Load(); l != nil; l = l.older {
		for w := range l.words {
			l.words[w].Store(0)
		}
	}
}
