// Package sched runs jobs later and again.
package sched

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Scheduler runs each job after its delay.
type Scheduler struct {
	mu      sync.Mutex
	timers  map[string]*time.Timer
	ran     map[string]int
	history map[string][]time.Time
}

// New returns a scheduler without jobs.
func New() *Scheduler {
	return &Scheduler{
		timers:  make(map[string]*time.Timer),
		ran:     make(map[string]int),
		history: make(map[string][]time.Time),
	}
}

// After runs a job once; a job of the same name that still waits is dropped.
func (s *Scheduler) After(name string, d time.Duration, job func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.timers[name]; ok {
		t.Stop()
	}
	s.timers[name] = time.AfterFunc(d, func() {
		job()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.timers, name)
		s.history[name] = append(s.history[name], time.Now())
	})
}

// Again runs a job and counts how often.
func (s *Scheduler) Again(name string, d time.Duration, job func()) *time.Timer {
	return time.AfterFunc(d, func() {
		job()
		s.ran[name]++ // want "inconsistent-guard: map s.ran"
	})
}

// Ran tells how often a job ran.
func (s *Scheduler) Ran(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ran[name]
}

// Forget drops what is known of a job.
func (s *Scheduler) Forget(name string) {
	s.mu.Lock()
	delete(s.ran, name)
	delete(s.history, name)
	s.mu.Unlock()
}

// Last returns when a job ran last.
func (s *Scheduler) Last(name string) (time.Time, error) {
	s.mu.Lock()
	times := s.history[name]
	s.mu.Unlock()
	if len(times) == 0 {
		return time.Time{}, fmt.Errorf("%s did not run", name)
	}
	return times[len(times)-1], nil
}

// Waiting tells whether a job waits.
func (s *Scheduler) Waiting(name string, quick bool) bool {
	if !quick {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	_, ok := s.timers[name] // want "inconsistent-guard: map s.timers"
	return ok
}

// Calendar has jobs for each hour; Run starts when all are known.
type Calendar struct {
	jobs map[int][]func()
	done map[int]int
}

// RunDay fills a calendar and runs its jobs, an hour at a time.
func RunDay(jobs map[int]func(), hours int) map[int]int {
	c := &Calendar{jobs: make(map[int][]func()), done: make(map[int]int)}
	for hour, job := range jobs {
		c.Add(hour, job)
	}
	c.Add(0, func() {})
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for hour := range hours {
			c.run(hour)
		}
	}()
	wg.Wait()
	return c.done
}

// Add adds a job. It must not be called after the calendar has started.
func (c *Calendar) Add(hour int, job func()) {
	c.jobs[hour] = append(c.jobs[hour], job)
}

func (c *Calendar) run(hour int) {
	for _, job := range c.jobs[hour] {
		job()
		c.done[hour]++
	}
}

// Debounce returns a function that calls f for a key when it was quiet for d.
func Debounce(d time.Duration, f func(key string)) func(key string) {
	pending := make(map[string]*time.Timer)
	return func(key string) {
		if t := pending[key]; t != nil {
			t.Stop()
		}
		pending[key] = time.AfterFunc(d, func() {
			delete(pending, key) // want "unguarded: map pending"
			f(key)
		})
	}
}

// DebounceLocked is Debounce that may be called from anywhere.
func DebounceLocked(d time.Duration, f func(key string)) func(key string) {
	var mu sync.Mutex
	pending := make(map[string]*time.Timer)
	return func(key string) {
		mu.Lock()
		defer mu.Unlock()
		if t := pending[key]; t != nil {
			t.Stop()
		}
		pending[key] = time.AfterFunc(d, func() {
			mu.Lock()
			delete(pending, key)
			mu.Unlock()
			f(key)
		})
	}
}

// Leases end with the context that they were taken with.
type Leases struct {
	mu   sync.Mutex
	held map[string]context.Context
}

// Take takes a lease until the context ends.
func (l *Leases) Take(ctx context.Context, name string) {
	l.mu.Lock()
	if l.held == nil {
		l.held = make(map[string]context.Context)
	}
	l.held[name] = ctx
	l.mu.Unlock()
	context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.held, name)
	})
}

// TakeFor takes a lease for a time.
func (l *Leases) TakeFor(ctx context.Context, name string, d time.Duration) context.CancelFunc {
	ctx, cancel := context.WithTimeout(ctx, d)
	l.mu.Lock()
	if l.held == nil {
		l.held = make(map[string]context.Context)
	}
	l.held[name] = ctx
	l.mu.Unlock()
	context.AfterFunc(ctx, func() {
		if l.held[name] == ctx { // want "inconsistent-guard: map l.held"
			l.mu.Lock()
			delete(l.held, name)
			l.mu.Unlock()
		}
	})
	return cancel
}

// Heartbeats runs until stop and returns what it saw.
func Heartbeats(stop <-chan struct{}, beats <-chan string) map[string]int {
	seen := make(map[string]int)
	for {
		select {
		case name := <-beats:
			seen[name]++
		case <-stop:
			return seen
		}
	}
}
