//go:build govlint_sched

package shim

import (
	"sync/atomic"
	"unsafe"
)

// Uint64 is a 64-bit atomic word that yields before each operation.
type Uint64 struct{ v atomic.Uint64 }

func (x *Uint64) Load() uint64         { yield(); return x.v.Load() }
func (x *Uint64) Store(v uint64)       { yield(); x.v.Store(v) }
func (x *Uint64) Swap(v uint64) uint64 { yield(); return x.v.Swap(v) }
func (x *Uint64) Add(d uint64) uint64  { yield(); return x.v.Add(d) }
func (x *Uint64) CompareAndSwap(old, v uint64) bool {
	yield()
	return x.v.CompareAndSwap(old, v)
}

// Uint32 is a 32-bit atomic word that yields before each operation.
type Uint32 struct{ v atomic.Uint32 }

func (x *Uint32) Load() uint32   { yield(); return x.v.Load() }
func (x *Uint32) Store(v uint32) { yield(); x.v.Store(v) }

// Int64 is a 64-bit atomic number that yields before each operation.
type Int64 struct{ v atomic.Int64 }

func (x *Int64) Load() int64       { yield(); return x.v.Load() }
func (x *Int64) Store(v int64)     { yield(); x.v.Store(v) }
func (x *Int64) Add(d int64) int64 { yield(); return x.v.Add(d) }

// Pointer is an atomic *T that yields before each operation.
type Pointer[T any] struct{ v atomic.Pointer[T] }

func (x *Pointer[T]) Load() *T   { yield(); return x.v.Load() }
func (x *Pointer[T]) Store(v *T) { yield(); x.v.Store(v) }
func (x *Pointer[T]) CompareAndSwap(old, v *T) bool {
	yield()
	return x.v.CompareAndSwap(old, v)
}

// LoadPointer returns *p.
func LoadPointer(p *unsafe.Pointer) unsafe.Pointer {
	yield()
	return atomic.LoadPointer(p)
}

// StorePointer sets *p.
func StorePointer(p *unsafe.Pointer, v unsafe.Pointer) {
	yield()
	atomic.StorePointer(p, v)
}

// SwapPointer sets *p and returns what it was.
func SwapPointer(p *unsafe.Pointer, v unsafe.Pointer) unsafe.Pointer {
	yield()
	return atomic.SwapPointer(p, v)
}

// CompareAndSwapPointer sets *p to v if it is old.
func CompareAndSwapPointer(p *unsafe.Pointer, old, v unsafe.Pointer) bool {
	yield()
	return atomic.CompareAndSwapPointer(p, old, v)
}
