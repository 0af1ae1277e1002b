//go:build amd64 && !race && !govlint_sched

package shim

import (
	"sync/atomic"
	"unsafe"
)

// Touch brings the cache line of p here while the processor waits for another one. It is a
// load whose value nobody uses, so it does not matter who writes there meanwhile. The
// language has no prefetch, and the compiler drops other loads that have no use; where an
// atomic load holds up those after it, which is everywhere but on amd64, Touch does nothing.
func Touch(p unsafe.Pointer) { atomic.LoadUint32((*uint32)(p)) }
