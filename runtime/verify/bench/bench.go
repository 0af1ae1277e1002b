package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"
)

// bench holds the settings of a run and collects its results.
type bench struct {
	rounds   int
	duration time.Duration // of one measurement
	quick    bool
	many     int // keys of a large map
	// byProcessor compares processor time instead of wall time.
	byProcessor bool
	only        []string // contenders to run, all when empty
	progress    io.Writer
	perf        *perfCounters
	results     []*caseResult
}

// pick returns the contenders to run, without those that a case leaves out.
func pick[K keyType, V any](b *bench, keep func(name string) bool) []contender[K, V] {
	return slices.DeleteFunc(contenders[K, V](), func(c contender[K, V]) bool {
		return !keep(c.name) || !b.wants(c.name)
	})
}

func (b *bench) wants(name string) bool {
	return len(b.only) == 0 || slices.Contains(b.only, name)
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.progress, format, args...) }

// eachRound calls f for every contender in each round, in an order that is shuffled anew
// so that nobody always runs on a warm or a worn machine.
func eachRound[C any](b *bench, c *caseResult, rounds int, subjects []C, f func(C)) {
	b.say("%s: %s ", c.group, c.name)
	begin := time.Now()
	for range rounds {
		rand.Shuffle(len(subjects), func(i, j int) { subjects[i], subjects[j] = subjects[j], subjects[i] })
		for _, s := range subjects {
			f(s)
			runtime.GC()
		}
		b.say(".")
	}
	b.say(" %.0fs\n", time.Since(begin).Seconds())
	b.results = append(b.results, c)
}

func writers(name string) bool { return name != nameCowmap && name != namePadded }

func readers(name string) bool { return name != namePadded }

// throughput measures how long an operation takes when all processors are busy.
func throughput[K keyType, V any](b *bench, c *caseResult, keys keySet[K], values []V, wl workload, keep func(string) bool) {
	subjects := pick[K, V](b, keep)
	for _, s := range subjects {
		c.row(s.name)
	}
	eachRound(b, c, b.rounds, subjects, func(s contender[K, V]) {
		t := s.fresh()
		fill(t, keys.all, values)
		runtime.GC()
		r := c.row(s.name)
		measure(t, keys.seq, values, wl, b.duration, r)
		r.noteMissing(missing(t, keys.all))
	})
	missRatios(b, c, subjects, keys, values, wl)
}

// missRatios repeats the measurement with perf attached, once, for the cache-miss ratio.
func missRatios[K keyType, V any](b *bench, c *caseResult, subjects []contender[K, V], keys keySet[K], values []V, wl workload) {
	if !b.perf.available() {
		return
	}
	c.metrics = append(c.metrics, "cache misses %")
	for _, s := range subjects {
		t := s.fresh()
		fill(t, keys.all, values)
		runtime.GC()
		ratio, err := b.perf.during(b.duration, func() { measure(t, keys.seq, values, wl, b.duration, &row{rounds: map[string][]float64{}}) })
		if err != nil {
			b.say("%s: %s: %v\n", c.name, s.name, err)
			continue
		}
		c.row(s.name).add("cache misses %", 100*ratio)
	}
}

// group is a set of cases that answer one question.
type group struct {
	name  string
	about string
	run   func(b *bench)
}

func groupNames() string {
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = g.name
	}
	return strings.Join(names, ", ")
}
