//go:build gc && !govlint_portable && go1.24 && !go1.27

package cmap

import (
	"strings"
	"unsafe"
)

// uncleared returns room without pointers that nobody has cleared: clearing 4 MB, in one
// store, takes a millisecond. An entry is read after its tag was, and written before. The
// room is aligned as every multiple of 64 bytes is.
//
// It is the buffer of a strings.Builder, the one way to such room in the standard library.
// Nobody else gets the builder or a string of it. That it works like this is checked by
// TestRoomOfABuilder, for the versions of Go that the build tag admits.
func uncleared(bytes uintptr) unsafe.Pointer {
	var b strings.Builder
	b.Grow(int(bytes))
	b.WriteByte(0) // of an empty string the address is unspecified
	return unsafe.Pointer(unsafe.StringData(b.String()))
}
