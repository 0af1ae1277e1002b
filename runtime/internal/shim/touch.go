//go:build amd64 && !race && !govlint_sched

package shim

import (
	"sync/atomic"
	"unsafe"
)

// Touch brings the cache line of p here while the processor waits for another one. It is a
// load whose value nobody uses, so it does not matter that others write there meanwhile, with
// no order between. The language has no prefetch, and the compiler drops other loads that
// have no use. On machines where an atomic load holds up those after it, as on arm64, that
// would cost more than it saves, so Touch does nothing there.
func Touch(p unsafe.Pointer) { atomic.LoadUint32((*uint32)(p)) }
