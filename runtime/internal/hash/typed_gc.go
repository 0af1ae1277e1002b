//go:build gc && !govlint_portable && go1.24 && !go1.27

package hash

import "unsafe"

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
	hasher  function
}

// ofType returns the hash function that the compiler made for map[K]struct{}.
func ofType[K comparable]() function {
	var m any = map[K]struct{}(nil)
	return (*(**mapType)(unsafe.Pointer(&m))).hasher
}
