package atomics

import (
	"container/list"
	"encoding/binary"
	"sync"
	"sync/atomic"
)

// A profiler has slots that callers count in side by side, under the lock of readers.
type profiler struct {
	mu    sync.RWMutex
	slots map[string]*timing
}

type timing struct {
	calls   int64
	slowest int64
}

func (p *profiler) Observe(name string, took int64) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	s, ok := p.slots[name]
	if !ok {
		return
	}
	atomic.AddInt64(&s.calls, 1)
	for {
		old := atomic.LoadInt64(&s.slowest)
		if took <= old || atomic.CompareAndSwapInt64(&s.slowest, old, took) {
			return
		}
	}
}

// ok: whoever counts holds the lock at least as a reader, and this one holds all of it.
func (p *profiler) Flush() (calls int64) {
	func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, s := range p.slots {
			calls += s.calls
			s.calls = 0
		}
	}()
	return calls
}

func (p *profiler) Slowest(name string) int64 {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if s := p.slots[name]; s != nil {
		return s.slowest // want `atomic-mixed: s.slowest is read plainly here and swapped atomically`
	}
	return 0
}

// A backlog keeps what was not acknowledged, and how much that is.
type backlog struct {
	size  int64
	count int64
	mu    sync.Mutex
	queue *list.List
}

func (b *backlog) each(f func(body []byte)) {
	for e := b.queue.Front(); e != nil; e = e.Next() {
		f(e.Value.([]byte))
	}
}

func (b *backlog) Put(body []byte) {
	b.mu.Lock()
	b.queue.PushBack(body)
	atomic.AddInt64(&b.size, int64(len(body)))
	b.mu.Unlock()
	atomic.AddInt64(&b.count, 1)
}

// ok: the size only ever changes under the lock, which is held around the literal.
func (b *backlog) Commit() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.each(func(body []byte) {
		b.size -= int64(len(body))
	})
	b.queue.Init()
}

func (b *backlog) Drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue.Init()
	b.count = 0 // want `atomic-mixed: b.count is written plainly here and added to atomically`
}

// A minter numbers what it makes, from a start that it finds the first time.
type minter struct {
	next  uint64
	setup sync.Once
	seed  [8]byte
}

// ok: who adds has gone through the Once.
func (m *minter) Mint() uint64 {
	m.setup.Do(func() {
		copy(m.seed[:], "orders/1")
		m.next = binary.LittleEndian.Uint64(m.seed[:])
	})
	return atomic.AddUint64(&m.next, 1)
}

// A dispenser does as much, but for those who skip.
type dispenser struct {
	next  uint64
	setup sync.Once
}

func (d *dispenser) Take() uint64 {
	d.setup.Do(func() {
		d.next = 1000 // want `atomic-mixed: d.next is written plainly here and added to atomically`
	})
	return atomic.AddUint64(&d.next, 1)
}

func (d *dispenser) Skip(n uint64) { atomic.AddUint64(&d.next, n) }

// A reading is taken by taking copies of it.
type reading struct {
	sent, lost int64
	before     *reading
}

type history struct {
	mu        sync.Mutex
	now, last *reading
}

func (h *history) Send(n int64) { atomic.AddInt64(&h.now.sent, n) }

func (h *history) Keep() {
	m := new(reading)
	m.sent = atomic.LoadInt64(&h.now.sent)
	h.mu.Lock()
	m.before, h.last = h.last, m
	h.mu.Unlock()
}

// ok: the last is a copy, which nobody changes.
func (h *history) Rate() int64 {
	h.mu.Lock()
	m := h.last
	h.mu.Unlock()
	if m == nil || m.before == nil {
		return 0
	}
	return m.sent - m.before.sent
}

func (h *history) Lose(n int64) { atomic.AddInt64(&h.now.lost, n) }

func (h *history) Lost() int64 {
	return h.now.lost // want `atomic-mixed: h.now.lost is read plainly here and added to atomically`
}

// A wire is written to by one goroutine, and by who ends it, after that.
type wire struct {
	weight int64
	bytes  int64
	frames chan []byte
	quit   chan struct{}
	done   chan struct{}
}

func newWire() *wire {
	w := &wire{frames: make(chan []byte, 8), quit: make(chan struct{}), done: make(chan struct{})}
	go w.run()
	return w
}

func (w *wire) run() {
	defer close(w.done)
	for {
		select {
		case f := <-w.frames:
			atomic.AddInt64(&w.bytes, int64(len(f)))
			w.write(f)
			w.decay()
		case <-w.quit:
			return
		}
	}
}

func (w *wire) decay() { atomic.StoreInt64(&w.weight, atomic.LoadInt64(&w.weight)*8/10) }

// ok: in the goroutine of run, or when that has ended.
func (w *wire) write(f []byte) bool {
	if w.weight > 1<<20 {
		return false
	}
	atomic.AddInt64(&w.weight, int64(len(f)))
	return true
}

// Flush ends the goroutine and writes what is left.
func (w *wire) Flush() {
	close(w.quit)
	<-w.done
	for {
		select {
		case f := <-w.frames:
			w.write(f)
		default:
			return
		}
	}
}

func (w *wire) Weight() int64 { return atomic.LoadInt64(&w.weight) }

func (w *wire) Busy() bool { return w.heavy() }

func (w *wire) heavy() bool {
	return w.bytes > 1<<20 // want `atomic-mixed: w.bytes is read plainly here and added to atomically`
}
