// Package counters has counters that become atomic types.
package counters

import (
	"sync/atomic"
)

type server struct {
	name     string
	requests int64 // since the start
	open     int32
	dropped  uint64
}

func (s *server) Serve() {
	atomic.AddInt64(&s.requests, 1)
	atomic.AddInt32(&s.open, 1)
	defer atomic.AddInt32(&s.open, -1)
	if s.name == "" {
		s.dropped++ // want `atomic-mixed: s.dropped is written plainly`
	}
}

func (s *server) Total() (int64, int32) {
	return s.requests, atomic.LoadInt32(&s.open)
}

func (s *server) Reset() {
	s.requests = 0 // want `atomic-mixed: s.requests is written plainly`
	s.requests += int64(atomic.LoadInt32(&s.open))
	if atomic.CompareAndSwapUint64(&s.dropped, 1, 0) || atomic.SwapUint64(&s.dropped, 2+s.dropped) > 3 { // want `atomic-width: atomic.CompareAndSwapUint64 panics`
		s.dropped--
	}
}

// epoch is counted up by a reload.
var epoch uint32

func reload() uint32 { return atomic.AddUint32(&epoch, uint32(len("x"))) }

func Current() uint32 { return epoch } // want `atomic-mixed: epoch is read plainly`

// A snapshot is copied, which an atomic type would forbid: no fix.
type snapshot struct{ at int64 }

func (s *snapshot) touch() { atomic.StoreInt64(&s.at, 1) }

func (s *snapshot) Clone() snapshot { return *s } // want `value-copy: \*s copies a snapshot`

func (s *snapshot) Since() int64 { return s.at } // want `atomic-mixed: s.at is read plainly`

// Exported fields have users that nobody sees here: no fix.
type Stats struct{ Hits int64 }

func (s *Stats) hit() { atomic.AddInt64(&s.Hits, 1) }

func (s *Stats) Sum() int64 { return s.Hits } // want `atomic-mixed: s.Hits is read plainly`

// A tag tells of somebody who reads the field by reflection: no fix.
type status struct {
	Uptime int64
	load   int64 `metric:"load"`
}

func (s *status) tick() { atomic.AddInt64(&s.load, 1) }

func (s *status) Value() int64 { return s.load } // want `atomic-mixed: s.load is read plainly`
