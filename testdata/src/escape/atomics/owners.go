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

func (h *hub) outgoing() int64 {
	return h.sent // want `atomic-mixed: h.sent is read plainly here`
}
