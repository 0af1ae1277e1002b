package atomics

import "sync/atomic"

// ok: compiled for 64 bits only.
type okWide struct {
	open  int32
	bytes uint64
}

func (w *okWide) add(n uint64) { atomic.AddUint64(&w.bytes, n) }
