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
//
// ## pool-no-reset (warning)
//
// a pooled value is added to and read, and nobody ever empties it
//
// Wrong:
//
//	b := pool.Get().(*bytes.Buffer)
//	b.WriteString(name)
//	send(b.String()) // with the names of those before
//	pool.Put(b)
//
// Right:
//
//	b := pool.Get().(*bytes.Buffer)
//	b.Reset()
//
// ## pool-use-after-put (error)
//
// a value is used, or put back again, after it went back to its pool
//
// Puts are followed through helpers that put back a parameter on every path, and
// through deferred calls.
//
// Wrong:
//
//	pool.Put(b)
//	return b.String()
//
// Right:
//
//	s := b.String()
//	pool.Put(b)
//	return s
//
// ## pool-foreign (error)
//
// what goes into a pool is not the pool's alone, has another type, or has grown without a limit
//
// Memory that was returned, stored or sent is somebody else's: the next Get
// overwrites it. A value of another type makes the next type assertion panic. A
// buffer that took a whole HTTP body keeps its size for ever.
//
// Wrong:
//
//	b := pool.Get().(*bytes.Buffer)
//	defer pool.Put(b)
//	…
//	return b.Bytes()
//
// Right:
//
//	return bytes.Clone(b.Bytes())
//
// ## atomic-mixed (error)
//
// a field or variable is accessed with sync/atomic in one place and plainly in another
//
// The plain access is a data race: it may see an old value for ever, or half of
// a new one, and a plain increment loses those of others. A read counts when it
// can run beside an atomic write, a write when it can run beside any atomic access.
//
// Wrong:
//
//	atomic.AddInt64(&s.requests, 1)
//	…
//	return s.requests
//
// Right, with requests an atomic.Int64:
//
//	s.requests.Add(1)
//	…
//	return s.requests.Load()
//
// ## atomic-width (error)
//
// an atomic operation is wider than its variable, or panics on 32-bit systems for want of alignment
//
// On 386, arm and mips, only the start of an allocation is sure to be aligned to
// 8 bytes; a 64-bit operation elsewhere panics. Fields are followed through
// embedding, arrays and the structs that hold them. Files that are only compiled
// for 64-bit systems are left out.
//
// Wrong:
//
//	type stats struct {
//		open     int32
//		requests int64
//	}
//	atomic.AddInt64(&s.requests, 1)
//
// Right:
//
//	type stats struct {
//		open     int32
//		requests atomic.Int64
//	}
//	s.requests.Add(1)
//
// ## atomic-local (error)
//
// an atomic operation works on a copy that nobody else ever sees
//
// Wrong:
//
//	func (s stats) hit() { atomic.AddInt64(&s.hits, 1) }
//
// Right:
//
//	func (s *stats) hit() { atomic.AddInt64(&s.hits, 1) }
package escape
