// Package escape defines an Analyzer that looks after memory: pools and atomics
// used wrongly, values copied that must not be, and cache lines fought over.
//
// # Analyzer escape
//
// escape: find pooled and shared memory that is used wrongly, and allocations that matter
//
// Most of what escapes to the heap costs nobody anything. What is reported here
// is wrong anywhere, whether or not the code is hot: a pool that allocates at
// every Put or hands out memory that somebody still uses, a counter that is
// atomic in one place and plain in the next.
//
// # How it decides
//
// Every finding names the second place that makes the first one wrong: the use
// after the Put, the plain access beside the atomic one. What happens before a
// value is published, after its goroutines have been waited for, or under a lock
// that all writers hold, is left alone.
//
// # What it cannot see
//
// Accesses by other packages, by unsafe and reflection, and pools that are passed
// around as values.
//
// ## pool-value (warning)
//
// a value that is no pointer is put into a sync.Pool, which allocates each time
//
// Put takes an interface. A slice or a struct does not fit into one, so a copy of
// it is allocated at every Put: the allocation that the pool was to save. Nothing
// is said of constants, of values without a size or of a single byte, nor where a
// comment speaks of the allocation.
//
// Wrong:
//
//	b := pool.Get().([]byte)
//	defer pool.Put(b)
//
// Right:
//
//	b := pool.Get().(*[]byte)
//	defer pool.Put(b)
package escape
