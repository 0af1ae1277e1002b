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
// # Hot code
//
// Most of what escapes to the heap costs nobody anything, so allocations are
// looked for in hot code only. Code is hot when a profile says so, given by
// -profile or -escape.profile: a pprof profile of allocations, or of CPU time,
// whose samples are put down to the deepest line of the module. Or when a comment
// does: //govlint:hotpath above a function or, above the package clause, for the
// file, and //govlint:hotpath package there for all files. Or, with -escape.bench,
// when it is a benchmark.
//
// What is found there is reported once the compiler says that it allocates, with
// its reasons for a witness, and what it weighs in the profile: at most ten
// findings a package, the heaviest first. What the compiler has no list of, as
// strings that grow by +=, maps, and what callees in other packages allocate, is
// taken from the profile. The govlint command asks the compiler by itself, and
// compiles the package once for it. Go vet, golangci-lint and editors do with
// -escape.verify=compiler only, and report without it what needs no confirmation.
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
// Left alone is what the code shows to be apart: values that nobody else has yet, or
// that were copied or handed over, goroutines that were waited for, the writer
// itself, a lock that the writers hold, functions that only tests call. A comment
// that says so is no evidence.
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
//
// ## value-copy (error)
//
// a lock, an atomic, or a struct whose fields are accessed atomically is copied
//
// Locks and the types of sync/atomic are what vet's copylocks reports, too; here
// each function is reported once, with its other copies in the witness, so that
// whoever runs both reads little twice. Structs whose plain fields are written
// through functions of sync/atomic are what vet does not know: to copy one reads
// the fields plainly. Those are reported unless no atomic write can run beside it.
//
// Wrong, with hits counted by atomic.AddInt64:
//
//	func (s *stats) snapshot() stats { return *s }
//
// Right:
//
//	func (s *stats) snapshot() stats { return stats{hits: atomic.LoadInt64(&s.hits)} }
//
// ## false-sharing (info)
//
// goroutines keep writing different variables that lie in one cache line
//
// A processor that writes takes the whole line of 64 bytes (128 on ppc64 and
// on Apple's arm64) away from the others. It is said only where the goroutines
// are seen to be started, and to write in loops: each its own element of
// a slice or array, or one field each of a struct. The witness has a picture of
// the line, a character a byte.
//
// Wrong:
//
//	for i := range workers {
//		go func() {
//			for j := range jobs {
//				counts[i] += work(j)
//			}
//		}()
//	}
//
// Right:
//
//	n := 0
//	for j := range jobs {
//		n += work(j)
//	}
//	counts[i] = n
//
// ## presize (warning)
//
// a slice or map is filled in hot code by a loop of known length, and grows on the way
//
// Growing copies all that is there. The loop runs over something whose length is
// known before it starts, and adds to the slice or map in every round. The fix makes
// room before the loop; it leaves a slice nil that gets no elements.
//
// Wrong:
//
//	var ids []int
//	for _, o := range orders {
//		ids = append(ids, o.ID)
//	}
//
// Right:
//
//	ids := make([]int, 0, len(orders))
//	for _, o := range orders {
//		ids = append(ids, o.ID)
//	}
//
// ## make-in-loop (warning)
//
// a buffer of one size is made in every round of a hot loop
//
// The buffer does not outlive the round: it is indexed, copied, or lent to a reader
// or writer. It can be made once, if what the round before left in it does no harm.
//
// Wrong:
//
//	for _, conn := range conns {
//		buf := make([]byte, 4096)
//		n, err := conn.Read(buf)
//
// Right:
//
//	buf := make([]byte, 4096)
//	for _, conn := range conns {
//		n, err := conn.Read(buf)
//
// ## boxing (warning)
//
// a value is copied to the heap in hot code because a parameter is an interface
//
// An interface holds a pointer, so any other value needs a box. Constants and single
// bytes have theirs from the start, and nothing is said of them. A Sprintf with
// nothing but %d of integers and %s of strings has a fix.
//
// Wrong:
//
//	key := fmt.Sprintf("%s:%d", tenant, id)
//
// Right:
//
//	key := tenant + ":" + strconv.Itoa(id)
//
// ## closure (warning)
//
// a function literal is allocated again and again in hot code
//
// It captures variables, and is given to a function that might keep it. When
// nothing it captures belongs to the round, it can be made once before the loop.
// A method that is named without a call, as the next state of a parser, is such a
// function, too: it holds its receiver.
//
// Wrong:
//
//	for _, b := range batches {
//		b.Each(func(o *Order) { sum += o.Total })
//	}
//
// Right:
//
//	add := func(o *Order) { sum += o.Total }
//	for _, b := range batches {
//		b.Each(add)
//	}
//
// ## param-leak (warning)
//
// a variable lives on the heap because of one call that is given its address
//
// Everybody else only looks at it. The compiler's flow, which is the witness, ends
// in that call.
//
// Wrong:
//
//	var h Header
//	err := src.Fill(&h) // src is an interface
//
// Right:
//
//	h, err := src.Next()
//
// ## return-pointer (warning)
//
// a small value is returned by a pointer in hot code, and only read
//
// Up to four words travel in registers; a pointer to them needs memory. The function
// is not exported, and all of its callers only read fields of the result.
//
// Wrong:
//
//	func newSpan(from, to int) *span { return &span{from, to} }
//
// Right:
//
//	func newSpan(from, to int) span { return span{from, to} }
//
// ## bytes-string (warning)
//
// hot code copies between string and []byte for a call that does not need it
//
// The copy is an argument of a call that has a twin for the other type, or of a
// Write; or it is a string of bytes that were put together for it alone, which a
// strings.Builder would hand over. Where the compiler makes no copy, as in
// comparisons and look-ups, nothing is said.
//
// Wrong:
//
//	w.Write([]byte(line))
//
// Right:
//
//	io.WriteString(w, line)
//
// ## concat (warning)
//
// a string grows by concatenation in a hot loop
//
// Each round copies all that the rounds before it have made.
//
// Wrong:
//
//	for _, name := range names {
//		s += name + ","
//	}
//
// Right:
//
//	var b strings.Builder
//	for _, name := range names {
//		b.WriteString(name)
//		b.WriteByte(',')
//	}
//
// ## loop-cost (warning)
//
// something that is cheap once is done in every round of a hot loop
//
// A defer waits on the heap for the end of the function, time.After makes a timer,
// and a regular expression is parsed. That of a constant pattern has a fix, and is
// reported at every call of a hot function.
//
// Wrong:
//
//	for _, id := range ids {
//		ok := regexp.MustCompile(`^[a-z]+$`).MatchString(id)
//
// Right:
//
//	var idPattern = regexp.MustCompile(`^[a-z]+$`)
//
// ## ctx-value (warning)
//
// a context is derived for every item of a hot loop
//
// WithTimeout costs four allocations and a timer, WithValue one or two and a longer
// way for every look-up.
//
// Wrong:
//
//	for _, id := range ids {
//		ctx := context.WithValue(ctx, idKey{}, id)
//		handle(ctx, id)
//	}
//
// Right:
//
//	for _, id := range ids {
//		handle(ctx, id)
//	}
//
// ## published-buffer (warning)
//
// a buffer or small value is allocated for every item that is put on a channel
//
// It must live until the receiver is done. A value up to four words is cheaper to
// send as it is; a buffer can come out of a pool that the receiver puts it back into.
//
// Wrong:
//
//	s := &sample{at, value}
//	ch <- s
//
// Right:
//
//	ch <- sample{at, value}
//
// ## noalloc (error)
//
// a function that promises not to allocate does, or calls one that does
//
// The promise is the comment //govlint:noalloc above the function. It holds for
// what the function calls in its package, too, and for all that the compiler puts on
// the heap, except on the way to an error, a log line or a panic.
//
// Wrong:
//
//	//govlint:noalloc
//	func (r *Ring) Push(o Order) { r.last = &o }
//
// Right:
//
//	//govlint:noalloc
//	func (r *Ring) Push(o Order) { r.last = o }
package escape
