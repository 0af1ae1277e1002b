package daemons

import (
	"sync"
	"sync/atomic"
	"time"
)

// A Sampler samples its meters, all of them in one goroutine.
type Sampler struct {
	mu      sync.Mutex
	started bool
	meters  []func()
}

var sampler Sampler

// Measure starts the sampler of the process with the first meter.
func Measure(meter func()) {
	sampler.mu.Lock()
	defer sampler.mu.Unlock()
	sampler.meters = append(sampler.meters, meter)
	if !sampler.started {
		sampler.started = true
		go sampler.run()
	}
}

func (s *Sampler) run() {
	for {
		time.Sleep(time.Hour)
		s.mu.Lock()
		for _, meter := range s.meters {
			meter()
		}
		s.mu.Unlock()
	}
}

// Measure starts a sampler for each object.
func (s *Sampler) Measure(meter func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meters = append(s.meters, meter)
	if !s.started {
		s.started = true
		go s.sample()
	}
}

func (s *Sampler) sample() {
	for { // want "goroutine"
		time.Sleep(time.Hour)
		s.mu.Lock()
		for _, meter := range s.meters {
			meter()
		}
		s.mu.Unlock()
	}
}

var swept atomic.Bool

// Sweep starts a sweeper, the first time.
func Sweep(sweep func()) {
	if swept.CompareAndSwap(false, true) {
		go func() {
			for range time.Tick(time.Hour) {
				sweep()
			}
		}()
	}
}

// A Clock is told the time by a goroutine.
type Clock struct{ now atomic.Int64 }

var clock *Clock

// TheClock is that of the process.
func TheClock() *Clock {
	if clock == nil {
		clock = newClock()
	}
	return clock
}

func newClock() *Clock {
	c := new(Clock)
	go func() {
		for range time.Tick(time.Hour) {
			c.now.Add(1)
		}
	}()
	return c
}

// Quick starts a goroutine that asks the flag of the process for each call.
func Quick(sweep func()) {
	if swept.Load() {
		go func() {
			for range time.Tick(time.Hour) { // want "goroutine"
				sweep()
			}
		}()
	}
}
