package cmap

import (
	"reflect"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/shim"
)

// A shape is how the values of one map are kept in an entry. It is decided
// once a map from the type of its values.
type shape uint8

const (
	boxed   shape = iota // a pointer to an immutable copy; an overwrite allocates one
	word                 // pointer-free, at most 8 bytes: the value itself in an atomic word
	pointer              // one pointer: the value itself in an atomic pointer
)

func shapeOf(t reflect.Type) shape {
	switch {
	case t.Size() <= 8 && pointerFree(t):
		return word
	case t.Size() == unsafe.Sizeof(uintptr(0)) && onePointer(t):
		return pointer
	}
	return boxed
}

func pointerFree(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return t.Len() == 0 || pointerFree(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if !pointerFree(t.Field(i).Type) {
				return false
			}
		}
		return true
	}
	return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Complex128
}

// onePointer reports whether t, which is as large as a pointer, is one.
func onePointer(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.UnsafePointer, reflect.Map, reflect.Chan, reflect.Func:
		return true
	case reflect.Array:
		return t.Len() == 1 && onePointer(t.Elem())
	case reflect.Struct:
		return t.NumField() == 1 && onePointer(t.Field(0).Type)
	}
	return false
}

// A wordEntry is an entry of a map whose shape is word.
type wordEntry[K comparable] struct {
	value shim.Uint64
	key   K
}

// A pointerEntry is an entry of any other map. Size and offsets are those of a
// wordEntry on every architecture, so that finding a key needs no shape.
type pointerEntry[K comparable] struct {
	_     [0]shim.Uint64
	value unsafe.Pointer
	_     [8 - unsafe.Sizeof(uintptr(0))]byte
	key   K
}

const keyOffset = 8

// A cell is the content of an entry's value: word or ptr, by shape.
type cell struct {
	word uint64
	ptr  unsafe.Pointer
}

// sealedMark is what the value of a pointerEntry points to when the entry is
// sealed. No value of a user can be equal to it.
var sealedMark struct{ _ [16]byte }

func sealedPointer() unsafe.Pointer { return unsafe.Pointer(&sealedMark) }

// smallSeal is the sealed word of maps whose values are under 8 bytes: it
// differs from every value in the last byte, which no such value reaches.
func smallSeal() uint64 {
	b := [8]byte{7: 0xff}
	return *(*uint64)(unsafe.Pointer(&b))
}

// encode returns the cell of value; it allocates when the shape is boxed.
func encode[V any](sh shape, value V) (c cell) {
	switch sh {
	case word:
		if unsafe.Sizeof(value) <= 8 {
			*(*V)(unsafe.Pointer(&c.word)) = value
		}
	case pointer:
		if unsafe.Sizeof(value) == unsafe.Sizeof(c.ptr) {
			*(*V)(unsafe.Pointer(&c.ptr)) = value
		}
	default:
		box := new(V)
		*box = value
		c.ptr = unsafe.Pointer(box)
	}
	return c
}

func decode[V any](sh shape, c cell) (value V) {
	switch sh {
	case word:
		if unsafe.Sizeof(value) <= 8 {
			value = *(*V)(unsafe.Pointer(&c.word))
		}
	case pointer:
		if unsafe.Sizeof(value) == unsafe.Sizeof(c.ptr) {
			value = *(*V)(unsafe.Pointer(&c.ptr))
		}
	default:
		value = *(*V)(c.ptr)
	}
	return value
}

// A slot is the value of one entry of a segment.
type slot struct {
	at     unsafe.Pointer
	shape  shape
	sealed uint64
}

func (x slot) word() *shim.Uint64       { return (*shim.Uint64)(x.at) }
func (x slot) pointer() *unsafe.Pointer { return (*unsafe.Pointer)(x.at) }

// load returns the value, and whether the slot is live.
func (x slot) load() (c cell, live bool) {
	if x.shape == word {
		c.word = x.word().Load()
		return c, c.word != x.sealed
	}
	c.ptr = shim.LoadPointer(x.pointer())
	return c, c.ptr != sealedPointer()
}

func (x slot) store(c cell) {
	if x.shape == word {
		x.word().Store(c.word)
		return
	}
	shim.StorePointer(x.pointer(), c.ptr)
}

func (x slot) compareAndSwap(old, c cell) bool {
	if x.shape == word {
		return x.word().CompareAndSwap(old.word, c.word)
	}
	return shim.CompareAndSwapPointer(x.pointer(), old.ptr, c.ptr)
}

// overwrite replaces the value of a live slot and returns the old one. On a
// sealed slot it does nothing and reports false.
func (x slot) overwrite(c cell) (old cell, live bool) {
	for {
		old, live = x.load()
		if !live || x.compareAndSwap(old, c) {
			return old, live
		}
	}
}

// seal makes the slot dead; until it is revived no store lands on it.
func (x slot) seal() (old cell, live bool) {
	if x.shape == word {
		old.word = x.word().Swap(x.sealed)
		return old, old.word != x.sealed
	}
	old.ptr = shim.SwapPointer(x.pointer(), sealedPointer())
	return old, old.ptr != sealedPointer()
}

// sealIf seals the slot if its value is old.
func (x slot) sealIf(old cell) bool {
	return x.compareAndSwap(old, cell{x.sealed, sealedPointer()})
}

// init sets the value of a slot that no other goroutine can see.
func (x slot) init(c cell) {
	if x.shape == word {
		*(*uint64)(x.at) = c.word
		return
	}
	*x.pointer() = c.ptr
}

// peek returns the value of a slot that no other goroutine writes.
func (x slot) peek() (c cell) {
	if x.shape == word {
		c.word = *(*uint64)(x.at)
		return c
	}
	c.ptr = *x.pointer()
	return c
}
