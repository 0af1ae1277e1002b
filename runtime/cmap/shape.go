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
	paired  shape = iota // more than 8 bytes: a pointer to an immutable pair; an overwrite allocates one
	word                 // pointer-free, at most 8 bytes: the value itself in an atomic word
	pointer              // one pointer: the value itself in an atomic pointer
	boxed                // the rest: a pointer to an immutable copy
)

func shapeOf(t reflect.Type) shape {
	switch {
	case t.Size() > 8: // so that the size alone tells, which is a constant of the code
		return paired
	case pointerFree(t):
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

// A pointerEntry is an entry of a map of shape pointer or boxed. Size and offsets are those of a
// wordEntry on every architecture, so that finding a key needs no shape.
type pointerEntry[K comparable] struct {
	_     [0]shim.Uint64
	value unsafe.Pointer
	_     [8 - unsafe.Sizeof(uintptr(0))]byte
	key   K
}

const keyOffset = 8

// A pair is what an entry of shape paired points to. It is aligned to more than a byte,
// so that the low bit of its address is free to say that the entry is sealed.
type pair[K comparable, V any] struct {
	_     [0]uint64
	key   K
	value V
}

// A grave takes the place of the pair of a deleted key, which it keeps.
type grave[K comparable] struct {
	_   [0]uint64
	key K
	_   byte // the address with the low bit set is still inside
}

// A line is a group of shape paired.
type line struct {
	tags  shim.Uint64
	_     [linkOffset - 8]byte
	links [lineSlots]unsafe.Pointer // *pair[K, V]; if sealed, *grave[K] or *pair[K, V] with the low bit set
}

// link returns where the pointer at a place is.
func (l *line) link(place uint64) unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(l), uint64(linkOffset)+place*uint64(ptrSize))
}

const (
	lineSlots  = groupSlots - 1
	linkOffset = cacheLine - lineSlots*ptrSize
)

const (
	_ = -(unsafe.Sizeof(line{}) - cacheLine)
	_ = -(cacheLine - unsafe.Sizeof(line{}))
	_ = -(unsafe.Offsetof(line{}.links) - linkOffset)
	_ = -unsafe.Offsetof(pair[byte, byte]{}.key)
	_ = -unsafe.Offsetof(grave[byte]{}.key)
	_ = -(unsafe.Sizeof(grave[byte]{}) % 2)
)

// isMarked asks for two bits, as one comparison; the second is never set.
func isMarked(p unsafe.Pointer) bool           { return uintptr(p)&3 != 0 }
func marked(p unsafe.Pointer) unsafe.Pointer   { return unsafe.Add(p, 1) }
func unmarked(p unsafe.Pointer) unsafe.Pointer { return unsafe.Add(p, -int(uintptr(p)&1)) }

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

// encode returns the cell of a value of key; it allocates when the shape is paired or boxed.
func encode[K comparable, V any](sh shape, key K, value V) (c cell) {
	switch {
	case unsafe.Sizeof(value) > 8:
		c.ptr = unsafe.Pointer(&pair[K, V]{key: key, value: value})
	case sh == word:
		c.word = wordOf(value)
	case sh == boxed:
		box := new(V)
		*box = value
		c.ptr = unsafe.Pointer(box)
	case unsafe.Sizeof(value) == unsafe.Sizeof(c.ptr):
		*(*V)(unsafe.Pointer(&c.ptr)) = value
	}
	return c
}

// wordOf returns the word of a value in a map of shape word.
func wordOf[V any](value V) (w uint64) {
	if unsafe.Sizeof(value) <= 8 {
		*(*V)(unsafe.Pointer(&w)) = value
	}
	return w
}

// decode returns the value of a cell that is not sealed.
func decode[K comparable, V any](sh shape, c cell) (value V) {
	switch {
	case unsafe.Sizeof(value) > 8:
		value = (*pair[K, V])(c.ptr).value
	case sh == word:
		value = *(*V)(unsafe.Pointer(&c.word))
	case sh == boxed:
		value = *(*V)(c.ptr)
	case unsafe.Sizeof(value) == unsafe.Sizeof(c.ptr):
		value = *(*V)(unsafe.Pointer(&c.ptr))
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
	return c, x.live(c.ptr)
}

func (x slot) live(p unsafe.Pointer) bool {
	if x.shape == paired {
		return !isMarked(p)
	}
	return p != sealedPointer()
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
func (x slot) seal(mark cell) (old cell, live bool) {
	if x.shape == word {
		old.word = x.word().Swap(mark.word)
		return old, old.word != x.sealed
	}
	old.ptr = shim.SwapPointer(x.pointer(), mark.ptr)
	return old, x.live(old.ptr)
}

// movedMark is the sealed cell that takes the place of c when the entry has moved.
func (x slot) movedMark(c cell) cell {
	if x.shape == paired {
		return cell{ptr: marked(c.ptr)}
	}
	return cell{x.sealed, sealedPointer()}
}

// deletedMark is the sealed cell of a deleted key.
func deletedMark[K comparable](x slot, key K) cell {
	if x.shape == paired {
		return cell{ptr: marked(unsafe.Pointer(&grave[K]{key: key}))}
	}
	return cell{x.sealed, sealedPointer()}
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
