// Package metrics counts what a service does.
package metrics

import (
	"encoding/json"
	"expvar"
	"fmt"
	"io"
	"log"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Counters are named counts.
type Counters struct {
	mu     sync.Mutex
	counts map[string]int64
	labels map[string]string
}

// NewCounters returns counters with labels that never change.
func NewCounters(labels map[string]string) *Counters {
	return &Counters{counts: make(map[string]int64), labels: maps.Clone(labels)}
}

// Inc adds one.
func (c *Counters) Inc(name string) {
	c.mu.Lock()
	c.counts[name]++
	c.mu.Unlock()
}

// Label returns a label.
func (c *Counters) Label(name string) string { return c.labels[name] }

// Log prints the counts.
func (c *Counters) Log() {
	log.Println("counts", c.counts) // want "inconsistent-guard: map c.counts"
}

// Write prints the counts in order.
func (c *Counters) Write(w io.Writer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	names := make([]string, 0, len(c.counts))
	for name := range c.counts {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool { return c.counts[names[i]] > c.counts[names[j]] })
	for _, name := range names {
		fmt.Fprintf(w, "%s%v %d\n", name, c.labels, c.counts[name])
	}
}

// Names returns the names in order.
func (c *Counters) Names() []string {
	return slices.Sorted(maps.Keys(c.counts)) // want "inconsistent-guard: map c.counts is iterated"
}

// Sum adds all counts up.
func (c *Counters) Sum() (sum int64) {
	for n := range maps.Values(c.counts) { // want "inconsistent-guard: map c.counts is iterated"
		sum += n
	}
	return sum
}

// Longest is the length of the longest name.
func (c *Counters) Longest() (most int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name := range maps.Keys(c.counts) {
		most = max(most, len(name))
	}
	return most
}

// Top returns the names, the largest first.
func (c *Counters) Top() []string {
	c.mu.Lock()
	names := slices.Collect(maps.Keys(c.counts))
	c.mu.Unlock()
	sort.Slice(names, func(i, j int) bool {
		return c.counts[names[i]] > c.counts[names[j]] // want "inconsistent-guard: map c.counts"
	})
	return names
}

// Flush returns the counts and starts again at zero.
func (c *Counters) Flush() map[string]int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	counts := c.counts
	c.counts = make(map[string]int64, len(counts))
	return counts
}

// Report is what is sent to the collector.
type Report struct {
	Taken  time.Time
	Counts map[string]int64
}

// Report makes a report.
func (c *Counters) Report() *Report {
	r := &Report{Taken: time.Now()}
	c.mu.Lock()
	defer c.mu.Unlock()
	r.Counts = c.counts // want "leaked-ref: map c.counts"
	return r
}

// ReportCopy makes a report of its own.
func (c *Counters) ReportCopy() *Report {
	r := &Report{Taken: time.Now(), Counts: make(map[string]int64)}
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, n := range c.counts {
		r.Counts[name] = n
	}
	return r
}

// Gauges are values of which the reader wants the last.
type Gauges struct {
	mu     sync.RWMutex
	values map[string]*atomic.Int64
	resets map[string]int
}

// NewGauges returns an empty set.
func NewGauges() *Gauges {
	return &Gauges{values: make(map[string]*atomic.Int64), resets: make(map[string]int)}
}

// Gauge returns the gauge of the name, and makes it when there is none.
func (g *Gauges) Gauge(name string) *atomic.Int64 {
	g.mu.RLock()
	v := g.values[name]
	g.mu.RUnlock()
	if v != nil {
		return v
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if v = g.values[name]; v == nil {
		v = new(atomic.Int64)
		g.values[name] = v
	}
	return v
}

// Reset sets all gauges to zero.
func (g *Gauges) Reset() {
	g.mu.RLock()
	defer g.mu.RUnlock()
	for name, v := range g.values {
		v.Store(0)
		defer func() { g.resets[name]++ }() // want "rlock-write: map g.resets"
	}
}

// Resets tells how often a gauge was set to zero.
func (g *Gauges) Resets(name string) int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.resets[name]
}

// Drop removes the gauges with the prefix.
func (g *Gauges) Drop(prefix string) {
	g.mu.Lock()
	maps.DeleteFunc(g.values, func(name string, _ *atomic.Int64) bool {
		return strings.HasPrefix(name, prefix)
	})
	g.mu.Unlock()
}

// Restore takes over gauges that were saved.
func (g *Gauges) Restore(saved map[string]int64) {
	fresh := make(map[string]*atomic.Int64, len(saved))
	for name, n := range saved {
		v := new(atomic.Int64)
		v.Store(n)
		fresh[name] = v
	}
	maps.Copy(g.values, fresh) // want "inconsistent-guard: map g.values"
}

// Export shows the gauges to expvar.
func (g *Gauges) Export(name string) {
	expvar.Publish(name, expvar.Func(func() any {
		g.mu.RLock()
		defer g.mu.RUnlock()
		out := make(map[string]int64, len(g.values))
		for name, v := range g.values {
			out[name] = v.Load()
		}
		return out
	}))
}

// Histogram has a fixed set of buckets, each an atomic.
type Histogram struct {
	buckets map[int]*atomic.Uint64
}

// NewHistogram returns a histogram with the bounds.
func NewHistogram(bounds ...int) *Histogram {
	h := &Histogram{buckets: make(map[int]*atomic.Uint64, len(bounds))}
	for _, b := range bounds {
		h.buckets[b] = new(atomic.Uint64)
	}
	return h
}

// Observe counts a value.
func (h *Histogram) Observe(v int) {
	for bound, n := range h.buckets {
		if v <= bound {
			n.Add(1)
		}
	}
}

// Sampler takes the load of each processor in a goroutine of its own.
type Sampler struct {
	load map[int]float64
	stop chan struct{}
}

// StartSampler starts to sample.
func StartSampler(read func(cpu int) float64) *Sampler {
	s := &Sampler{load: make(map[int]float64), stop: make(chan struct{})}
	go func() {
		for cpu := 0; ; cpu = (cpu + 1) % 4 {
			select {
			case <-s.stop:
				return
			case <-time.After(time.Millisecond):
				s.load[cpu] = read(cpu) // want "unguarded: map s.load"
			}
		}
	}()
	return s
}

// JSON returns the load of all processors.
func (s *Sampler) JSON() ([]byte, error) { return json.Marshal(s.load) }

// Stop ends the sampling.
func (s *Sampler) Stop() { close(s.stop) }
