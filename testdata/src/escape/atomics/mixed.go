// Package atomics counts and publishes as services do, well and badly.
package atomics

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A proxy counts its requests atomically and reports them plainly.
type proxy struct {
	requests int64
	failures int64
	since    int64
	active   int32
}

func newProxy() *proxy {
	p := &proxy{}
	p.since = time.Now().Unix() // ok: nobody else has p yet
	p.active = 0
	return p
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	atomic.AddInt64(&p.requests, 1)
	if r.URL.Path == "" {
		atomic.AddInt64(&p.failures, 1)
	}
	atomic.AddInt32(&p.active, 1)
	defer atomic.AddInt32(&p.active, -1)
	atomic.StoreInt64(&p.since, time.Now().Unix())
}

func (p *proxy) Stats() (int64, int64) {
	failed := atomic.LoadInt64(&p.failures)
	return p.requests, failed // want `atomic-mixed: p.requests is read plainly here and added to atomically at mixed.go:27`
}

func (p *proxy) Reset() {
	p.failures = 0 // want `atomic-mixed: p.failures is written plainly here and added to atomically at mixed.go:29`
}

func (p *proxy) idle() bool {
	return atomic.LoadInt32(&p.active) == 0 && time.Now().Unix()-atomic.LoadInt64(&p.since) > 60
}

// A breaker flips its state with a plain write under a lock that readers do not take.
type breaker struct {
	mu    sync.Mutex
	state uint32
}

func (b *breaker) Trip() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.state = 1 // want `atomic-mixed: b.state is written plainly here and read atomically`
}

func (b *breaker) open() bool { return atomic.LoadUint32(&b.state) == 1 }

// A sampler increments plainly what another goroutine swaps.
type sampler struct{ seen uint64 }

func (s *sampler) Observe() {
	s.seen++ // want `atomic-mixed: s.seen is written plainly here and swapped atomically`
}

func (s *sampler) flush() uint64 { return atomic.SwapUint64(&s.seen, 0) }

// generation is bumped on reload and compared on every request.
var generation int64

func reload() { atomic.AddInt64(&generation, 1) }

func Stale(seen int64) bool {
	return seen != generation // want `atomic-mixed: generation is read plainly here`
}

// buckets are added to by handlers and summed up by the exporter.
type histogram struct {
	buckets [16]uint64
	sum     []int64
}

func (h *histogram) Observe(i int, v int64) {
	atomic.AddUint64(&h.buckets[i], 1)
	atomic.AddInt64(&h.sum[i], v)
}

func (h *histogram) Total() (n uint64) {
	for _, v := range h.buckets { // want `atomic-mixed: h.buckets is read plainly here`
		n += v
	}
	return n
}

func (h *histogram) SumAt(i int) int64 {
	return h.sum[i] // want `atomic-mixed: h.sum\[i\] is read plainly here`
}

// ok: the slice itself is no element of it.
func (h *histogram) okSize() int { return len(h.sum) + cap(h.sum) }

// A queue is drained by a goroutine that others only ask for its length.
type queue struct {
	depth  int64
	closed int32
	items  chan string
}

func (q *queue) Push(s string) {
	q.items <- s
	q.depth++ // want `atomic-mixed: q.depth is written plainly here and added to atomically`
}

func (q *queue) drain() {
	for range q.items {
		atomic.AddInt64(&q.depth, -1)
	}
}

func (q *queue) start() { go q.drain() }

func (q *queue) Close() {
	if atomic.CompareAndSwapInt32(&q.closed, 0, 1) {
		close(q.items)
	}
}

func (q *queue) Closed() bool {
	return q.closed == 1 // want `atomic-mixed: q.closed is read plainly here and swapped atomically`
}

// A once is the classic: the second look is under the lock that all writers hold.
type once struct {
	mu   sync.Mutex
	done uint32
}

func (o *once) do(f func()) {
	if atomic.LoadUint32(&o.done) == 1 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.slow(f)
}

func (o *once) slow(f func()) {
	if o.done == 0 { // ok: under the lock of all writers
		f()
		o.markDone()
	}
}

func (o *once) markDone() { atomic.StoreUint32(&o.done, 1) }

// A registry reads under its lock what is written under it, too.
type registry struct {
	mu      sync.RWMutex
	version int64
	names   map[string]string
}

func (r *registry) add(k, v string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[k] = v
	atomic.AddInt64(&r.version, 1)
}

func (r *registry) okSnapshot() (int64, map[string]string) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.version, r.names
}

func (r *registry) changedSince(v int64) bool { return atomic.LoadInt64(&r.version) > v }

// A writer is its position's only writer; others read it atomically.
type writer struct {
	pos  int64
	file []byte
}

func (w *writer) run(in chan []byte) {
	for b := range in {
		w.file = append(w.file, b...)
		atomic.StoreInt64(&w.pos, w.pos+int64(len(b))) // ok: one writer reads what it wrote
		w.okRotate()
	}
}

func (w *writer) okRotate() {
	if w.pos > 1<<20 { // ok: in the goroutine that writes
		w.file = w.file[:0]
	}
}

func (w *writer) start(in chan []byte) { go w.run(in) }

func (w *writer) Position() int64 { return atomic.LoadInt64(&w.pos) }

// A batch is counted by workers and read when they are gone.
type batch struct{ done, failed int64 }

func (b *batch) okRun(jobs []func() error) int64 {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if job() != nil {
				atomic.AddInt64(&b.failed, 1)
				return
			}
			atomic.AddInt64(&b.done, 1)
		}()
	}
	wg.Wait()
	return b.done - b.failed // ok: all have ended
}

// A poller is set up by a helper that only constructors call.
type poller struct {
	interval int64
	hits     uint64
}

func newPoller(d time.Duration) *poller {
	p := new(poller)
	p.okSetup(d)
	go p.loop()
	return p
}

func defaultPoller() *poller {
	p := &poller{}
	p.okSetup(time.Second)
	return p
}

func (p *poller) okSetup(d time.Duration) { p.interval = int64(d) }

func (p *poller) loop() {
	for {
		time.Sleep(time.Duration(atomic.LoadInt64(&p.interval)))
		atomic.AddUint64(&p.hits, 1)
	}
}

func (p *poller) SetInterval(d time.Duration) { atomic.StoreInt64(&p.interval, int64(d)) }

// ok: init runs before everything else.
func init() { generation = 1 }

// Hits is safe, as this comment says, but a comment is no lock.
func (p *poller) Hits() uint64 {
	return p.hits // want `atomic-mixed: p.hits is read plainly here and added to atomically`
}

// okForget is called by tests, or by nobody.
func (p *poller) okForget() { p.hits = 0 }

// ResetForTest says who calls it.
func (p *poller) ResetForTest() { p.hits = 0 }

// ok: the address goes to a helper that is atomic itself.
func bump(n *uint64) { atomic.AddUint64(n, 1) }

func (p *poller) okHelper() { bump(&p.hits) }

// ok: never atomically written, and read plainly.
type limits struct{ max int64 }

func (l *limits) allow(n int64) bool { return n < atomic.LoadInt64(&l.max) }

func (l *limits) okMax() int64 { return l.max }
