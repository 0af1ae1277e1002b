//go:build !gc || govlint_portable || !go1.24 || go1.27

package cmap

import "unsafe"

// uncleared returns room without pointers, aligned as every multiple of 64 bytes is.
func uncleared(bytes uintptr) unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(make([]uint64, bytes/8)))
}
