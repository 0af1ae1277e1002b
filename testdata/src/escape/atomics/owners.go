package atomics

import (
	"sync"
	"sync/atomic"
)

// traffic is counted by two owners, each in its own way.
type traffic struct {
	received int64
	sent     int64
}

// A hub is counted by all connections at once.
type hub struct {
	traffic
}

func (h *hub) add(n int64) { atomic.AddInt64(&h.received, n) }

// A site keeps its traffic under a lock.
type site struct {
	mu sync.Mutex
	traffic
}

func (s *site) add(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received += n // ok: the site's own, which nobody touches atomically
}

func (h *hub) sendTo(n int64) { atomic.AddInt64(&h.sent, n) }

func (h *hub) Outgoing() int64 {
	return h.sent // want `atomic-mixed: h.sent is read plainly here`
}

// direction is one half of a connection.
type direction struct{ bytes int64 }

// A gateway counts two directions, one of them under its lock.
type gateway struct {
	mu      sync.Mutex
	in, out direction
	peers   [2]struct{ in direction }
}

func (g *gateway) receive(n int64) {
	atomic.AddInt64(&g.in.bytes, n)
	atomic.AddInt64(&g.peers[0].in.bytes, n)
}

// ok: the other direction.
func (g *gateway) Sent(n int64) int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.out.bytes += n
	return g.out.bytes
}

func (g *gateway) Received() int64 {
	return g.in.bytes // want `atomic-mixed: g.in.bytes is read plainly here and added to atomically at owners.go`
}

// usage is what a gateway tells of itself.
type usage struct{ calls, errors int64 }

type reporter interface{ Usage() *usage }

// A counted reporter hands out copies.
type counted struct{ now usage }

func (c *counted) call(err error) {
	atomic.AddInt64(&c.now.calls, 1)
	if err != nil {
		atomic.AddInt64(&c.now.errors, 1)
	}
}

func (c *counted) Usage() *usage {
	return &usage{atomic.LoadInt64(&c.now.calls), atomic.LoadInt64(&c.now.errors)}
}

// ok: each implementation makes a copy of its own.
func Rate(r reporter) float64 {
	u := r.Usage()
	return float64(u.errors) / float64(u.calls)
}

// A subscription's weight is changed atomically where others have it.
type subscription struct {
	subject string
	weight  int32
}

func (s *subscription) Weigh(n int32) { atomic.StoreInt32(&s.weight, n) }

// ok: what is written to is a copy.
func Announce(s *subscription, n int32, queue bool, send func(*subscription)) {
	if queue {
		own := subscription{subject: s.subject}
		s = &own
	}
	if queue {
		s.weight = n
	}
	send(s)
}

// An index has writers that say by their names what they hold.
type index struct {
	mu    sync.Mutex
	first uint64
}

func (x *index) SetFirstLocked(n uint64) { atomic.StoreUint64(&x.first, n) }

// ok: under the lock that the writer wants.
func (x *index) Trim(n uint64) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return n > x.first
}

func (x *index) First() uint64 { return atomic.LoadUint64(&x.first) }

// A shard's lock is held by all who change it, but for those whom nobody sees.
type shard struct {
	mu   sync.Mutex
	next uint64
	last uint64
}

func (s *shard) Load(n uint64) { atomic.StoreUint64(&s.next, n) }

func (s *shard) Skip() {
	s.mu.Lock()
	defer s.mu.Unlock()
	atomic.AddUint64(&s.next, 1)
	atomic.AddUint64(&s.last, 1)
}

func (s *shard) Rewind() {
	s.mu.Lock()
	defer s.mu.Unlock()
	atomic.StoreUint64(&s.next, 0)
	atomic.StoreUint64(&s.last, 0)
}

func (s *shard) Jump(n uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	atomic.StoreUint64(&s.next, n)
}

// ok: three of four hold the lock, and the fourth is for what nobody else has yet.
func (s *shard) Behind(n uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return n > s.next
}

func (s *shard) Last() uint64 {
	return s.last // want `atomic-mixed: s.last is read plainly here and added to atomically`
}

// A message belongs to who takes it out of the channel.
type message struct {
	body  string
	acked uint32
}

type inbox struct {
	in   chan *message
	last *message
}

func (b *inbox) Receive() *message {
	m := <-b.in
	return m
}

func (b *inbox) Latest() *message { return b.last }

func (m *message) Ack() { atomic.StoreUint32(&m.acked, 1) }

// ok: nobody else has the message.
func (b *inbox) Fill(into *message) { *into = *b.take() }

func (b *inbox) take() *message {
	m := b.Receive()
	return m
}

// ok: nor that one.
func (b *inbox) Pending() bool {
	m := b.Receive()
	return m.acked == 0
}

func (b *inbox) Acked() bool {
	m := b.Latest()
	return m.acked == 1 // want `atomic-mixed: m.acked is read plainly here and written atomically`
}

// A client is told its rate by the one goroutine that serves it.
type client struct{ rate int32 }

func (c *client) SetRate(n int32) { atomic.StoreInt32(&c.rate, n) }

func (c *client) identify(n int32) { c.SetRate(n) }

// ok: only here is the rate set.
func (c *client) Serve(n int32) int32 {
	c.identify(n)
	return c.rate
}

func (c *client) Rate() int32 { return atomic.LoadInt32(&c.rate) }
