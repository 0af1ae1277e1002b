//go:build gc && !govlint_portable && go1.24 && !go1.27

package hash

import (
	"math/bits"
	"unsafe"
)

// typed calls the hash function that the compiler made for map[K]struct{}.
type typed[K comparable] struct {
	fn   func(p unsafe.Pointer, seed uintptr) uintptr
	seed uintptr
	low  uintptr
}

// mapType is the head of internal/abi.SwissMapType and OldMapType, which agree
// up to the hash function in every Go version the build tag of this file
// admits; hash_test.go compares it with a map's own behaviour.
type mapType struct {
	_, _    uintptr // size, bytes with pointers
	_       uint32  // hash of the type
	_, _, _ uint8   // flags, alignment, alignment as a field
	_       uint8   // kind
	_       func(unsafe.Pointer, unsafe.Pointer) bool
	_       *byte          // garbage collector's data
	_, _    int32          // name, pointer type
	_, _, _ unsafe.Pointer // key, element, group
	hasher  func(unsafe.Pointer, uintptr) uintptr
}

func (t *typed[K]) init(seed uint64) {
	var m any = map[K]struct{}(nil)
	t.fn = (*(**mapType)(unsafe.Pointer(&m))).hasher
	t.seed, t.low = uintptr(seed), uintptr(seed>>32)
}

func (t *typed[K]) hash(key K) uint64 {
	h := uint64(t.fn(noescape(unsafe.Pointer(&key)), t.seed))
	if bits.UintSize == 64 {
		return h
	}
	return h<<32 | uint64(t.fn(noescape(unsafe.Pointer(&key)), t.low))
}

// noescape hides p from escape analysis: the hash function reads the key and
// keeps nothing, but is called through a pointer the compiler cannot follow.
//
//go:nosplit
//go:nocheckptr
func noescape(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return *(*unsafe.Pointer)(unsafe.Pointer(&x))
}
