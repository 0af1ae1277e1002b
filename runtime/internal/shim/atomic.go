//go:build !govlint_sched

package shim

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

type (
	// Uint64 is a 64-bit atomic word, aligned to 8 bytes everywhere.
	Uint64 = atomic.Uint64
	// Uint32 is a 32-bit atomic word.
	Uint32 = atomic.Uint32
	// Int64 is a 64-bit atomic number, aligned to 8 bytes everywhere.
	Int64 = atomic.Int64
	// Pointer is an atomic *T.
	Pointer[T any] = atomic.Pointer[T]
	// Mutex is a lock.
	Mutex = sync.Mutex
	// RWMutex is a lock that readers share.
	RWMutex = sync.RWMutex
)

// LoadPointer returns *p.
func LoadPointer(p *unsafe.Pointer) unsafe.Pointer { return atomic.LoadPointer(p) }

// StorePointer sets *p.
func StorePointer(p *unsafe.Pointer, v unsafe.Pointer) { atomic.StorePointer(p, v) }

// SwapPointer sets *p and returns what it was.
func SwapPointer(p *unsafe.Pointer, v unsafe.Pointer) unsafe.Pointer {
	return atomic.SwapPointer(p, v)
}

// CompareAndSwapPointer sets *p to v if it is old.
func CompareAndSwapPointer(p *unsafe.Pointer, old, v unsafe.Pointer) bool {
	return atomic.CompareAndSwapPointer(p, old, v)
}
