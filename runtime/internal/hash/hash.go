// Package hash gives a map its seeded 64-bit hash function.
//
// Integer keys are mixed in place by a folded multiplication, which spreads
// every input bit over the result (the construction of wyhash and Rust's
// foldhash). Every other key goes through the hash function that the Go
// runtime made for its type, or hash/maphash where that one is out of reach.
package hash

import (
	"math/bits"
	"math/rand/v2"
	"reflect"
	"unsafe"
)

// A Hasher hashes keys of one type with one seed. It is immutable after New
// and may be used by any number of goroutines. The zero Hasher is not usable.
type Hasher[K comparable] struct {
	// Integer says that K is an integer of 4 or 8 bytes, whose hash is Mix of its bits.
	Integer bool
	seed    uint64
	secret  uint64 // odd
	fn      function
}

// A function hashes the key at p. It has half of the hash on 32-bit platforms.
type function func(p unsafe.Pointer, seed uintptr) uintptr

// New returns a Hasher with a fresh random seed.
func New[K comparable]() Hasher[K] {
	return Hasher[K]{
		Integer: isInteger(reflect.TypeFor[K]().Kind()),
		seed:    rand.Uint64(),
		secret:  rand.Uint64() | 1,
		fn:      ofType[K](),
	}
}

// With returns a Hasher that calls f. Proof suites use it to make keys collide.
func With[K comparable](f func(key K) uint64) Hasher[K] {
	const lowHalf = 1 // the seed with which Hash asks for it
	return Hasher[K]{seed: lowHalf << 32, fn: func(p unsafe.Pointer, seed uintptr) uintptr {
		h := f(*(*K)(p))
		if bits.UintSize == 32 && seed != lowHalf {
			h >>= 32
		}
		return uintptr(h)
	}}
}

func isInteger(k reflect.Kind) bool {
	switch k {
	case reflect.Int, reflect.Uint, reflect.Uintptr,
		reflect.Int32, reflect.Uint32, reflect.Int64, reflect.Uint64:
		return true
	}
	return false
}

// Hash returns the hash of key. It panics as a map does when key holds an
// interface whose dynamic type cannot be hashed. Keys that are not equal to
// themselves (NaN) hash to a random value each time.
func (h *Hasher[K]) Hash(key K) uint64 {
	if h.Integer {
		if unsafe.Sizeof(key) == 8 {
			return h.Mix(*(*uint64)(unsafe.Pointer(&key)))
		}
		return h.Mix(uint64(*(*uint32)(unsafe.Pointer(&key))))
	}
	p := noescape(unsafe.Pointer(&key))
	sum := uint64(h.fn(p, uintptr(h.seed)))
	if bits.UintSize == 64 {
		return sum
	}
	return sum<<32 | uint64(h.fn(p, uintptr(h.seed>>32)))
}

// Typed is Hash on a 64-bit platform, if K is not an integer of 4 or 8 bytes. It is small
// enough to be inlined into other packages, which saves a call; noescape would be another.
func (h *Hasher[K]) Typed(key *K) uint64 {
	x := uintptr(unsafe.Pointer(key))
	return uint64(h.fn(*(*unsafe.Pointer)(unsafe.Pointer(&x)), uintptr(h.seed)))
}

// fold is the fractional part of the golden ratio, the multiplier of Fibonacci
// hashing (Knuth, TAOCP 3, 6.4).
const fold = 0x9e3779b97f4a7c15

// Mix is two folded multiplications: the first takes the key to every bit of
// the product, the second breaks up the arithmetic progressions it leaves. It
// is small enough to be inlined.
func (h *Hasher[K]) Mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^h.seed, h.secret)
	hi, lo = bits.Mul64(hi^lo, fold)
	return hi ^ lo
}

// Check panics as Hash does when key cannot be hashed.
func Check[K comparable](key K) { ofType[K]()(noescape(unsafe.Pointer(&key)), 0) }

// noescape hides p from escape analysis: a hash function reads the key and
// keeps nothing, but is called through a pointer the compiler cannot follow.
//
//go:nosplit
//go:nocheckptr
func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return *(*unsafe.Pointer)(unsafe.Pointer(&x))
}
