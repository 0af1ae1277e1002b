//go:build !gc || govlint_portable || !go1.24 || go1.27

package hash

import (
	"hash/maphash"
	"math/bits"
	"unsafe"
)

// ofType returns a function of its own seed that calls hash/maphash, which every Go
// version since 1.24 has.
func ofType[K comparable]() function {
	own := maphash.MakeSeed()
	return func(p unsafe.Pointer, seed uintptr) uintptr {
		hi, lo := bits.Mul64(maphash.Comparable(own, *(*K)(p))^uint64(seed), fold)
		return uintptr(hi ^ lo)
	}
}
