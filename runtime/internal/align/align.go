// Package align keeps data that different cores write on different cache lines,
// and lets the packages that claim such a layout prove it.
//
// # Proving a layout
//
// A constant expression that is not representable stops the compiler, so
//
//	const _ = -(unsafe.Sizeof(shard[int, int]{}) % align.Line)
//
// compiles only when the size is a multiple of the line: unsafe.Sizeof is an
// unsigned constant, and an unsigned constant cannot be negative. The same
// expression over unsafe.Offsetof proves where a field lies. A package writes
// one line a claim beside the type, and cross-compiling is the proof for the
// architectures that are not at hand.
//
// # Addresses
//
// A size is not an address. The allocator puts an 8-byte header before objects
// that contain pointers and are larger than 512 bytes (128 on 32-bit), up to
// 32 KiB, so an array of 64-byte elements of that size starts 8 bytes after a line
// and every element straddles two. [Slice] returns memory that starts on a line
// whatever the element holds.
package align

import (
	"reflect"
	"unsafe"
)

// Pad fills one cache line. A field of this type between two others keeps them
// apart whatever the address of the struct.
type Pad [Line]byte

// Aligned reports whether p starts a cache line.
func Aligned(p unsafe.Pointer) bool { return uintptr(p)%Line == 0 }

// RoundUp returns the smallest multiple of Line that is at least n bytes.
func RoundUp(n uintptr) uintptr { return (n + Line - 1) &^ (Line - 1) }

// Slice returns n zero elements whose first one starts a cache line. When the
// size of T is a multiple of Line, so does every other one.
//
// Elements without pointers are shifted inside a block that is one line larger.
// Elements with pointers cannot be shifted, for the garbage collector knows their
// words by the distance from the start of the block; they go into a block whose
// type has a gap in front, sized for what the allocator did. That costs a few
// microseconds of reflection: use Slice for tables, not for nodes.
//
// Slice panics when n is negative or n elements exceed the address space.
func Slice[T any](n int) []T {
	s := make([]T, n)
	if n == 0 || Aligned(unsafe.Pointer(unsafe.SliceData(s))) {
		return s
	}
	if t := reflect.TypeFor[T](); hasPointers(t) {
		if p := gapped(t, n); p != nil {
			return unsafe.Slice((*T)(p), n)
		}
		return s
	}
	return shifted[T](n)
}

// shifted carves the elements out of words, which are 8-byte aligned, so that
// 64-bit atomics in T work on 32-bit platforms too.
func shifted[T any](n int) []T {
	size := uintptr(n)*unsafe.Sizeof(*new(T)) + Line
	block := unsafe.Pointer(unsafe.SliceData(make([]uint64, (size+7)/8)))
	gap := -uintptr(block) & (Line - 1)
	return unsafe.Slice((*T)(unsafe.Add(block, gap)), n)
}

// header is the size of the allocator's type word before objects with pointers
// (runtime/mbitmap.go, mallocHeaderSize), the same on 32 and 64 bits.
const header = 8

// gapped tries block shapes until one starts its elements on a line: a gap that
// completes the header to a line, or none for blocks that have no header; a longer
// tail moves the block to another size class. It returns nil if no shape does,
// which the tests rule out for the allocators of today.
func gapped(t reflect.Type, n int) unsafe.Pointer {
	array := reflect.ArrayOf(n, t)
	for tail := 0; tail <= 16*Line; tail = max(Line, 2*tail) {
		for _, gap := range []int{Line - header, 0} {
			p := reflect.New(block(gap, array, tail)).UnsafePointer()
			if p = unsafe.Add(p, gap); Aligned(p) {
				return p
			}
		}
	}
	return nil
}

func block(gap int, array reflect.Type, tail int) reflect.Type {
	bytes := reflect.TypeFor[byte]()
	return reflect.StructOf([]reflect.StructField{
		{Name: "Gap", Type: reflect.ArrayOf(gap, bytes)},
		{Name: "Elems", Type: array},
		{Name: "Tail", Type: reflect.ArrayOf(tail, bytes)},
	})
}

func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return false
	case reflect.Array:
		return t.Len() > 0 && hasPointers(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if hasPointers(t.Field(i).Type) {
				return true
			}
		}
		return false
	}
	return true
}
