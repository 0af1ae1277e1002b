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
	integer bool // K is an integer of 4 or 8 bytes
	seed    uint64
	secret  uint64 // odd
	generic func(key K) uint64
	other   typed[K]
}

// New returns a Hasher with a fresh random seed.
func New[K comparable]() Hasher[K] {
	h := Hasher[K]{seed: rand.Uint64(), secret: rand.Uint64() | 1}
	h.other.init(h.seed)
	h.integer = isInteger(reflect.TypeFor[K]().Kind())
	return h
}

// With returns a Hasher that calls f. Proof suites use it to make keys collide.
func With[K comparable](f func(key K) uint64) Hasher[K] { return Hasher[K]{generic: f} }

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
	if h.integer {
		if unsafe.Sizeof(key) == 8 {
			return h.mix(*(*uint64)(unsafe.Pointer(&key)))
		}
		return h.mix(uint64(*(*uint32)(unsafe.Pointer(&key))))
	}
	return h.hashOther(key)
}

// fold is the fractional part of the golden ratio, the multiplier of Fibonacci
// hashing (Knuth, TAOCP 3, 6.4).
const fold = 0x9e3779b97f4a7c15

// mix is two folded multiplications: the first takes the key to every bit of
// the product, the second breaks up the arithmetic progressions it leaves.
func (h *Hasher[K]) mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^h.seed, h.secret)
	hi, lo = bits.Mul64(hi^lo, fold)
	return hi ^ lo
}

func (h *Hasher[K]) hashOther(key K) uint64 {
	if h.generic != nil {
		return h.generic(key)
	}
	return h.other.hash(key)
}

// Check panics as Hash does when key cannot be hashed.
func Check[K comparable](key K) {
	var t typed[K]
	t.init(0)
	t.hash(key)
}
