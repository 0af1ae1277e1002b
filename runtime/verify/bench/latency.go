package main

import (
	"math/bits"
	"runtime"
	"sync"
	"time"
)

// histogram counts durations in nanoseconds, in buckets of at most 1/32 of their value.
type histogram struct {
	counts [64 * subBuckets]int64
	n      int64
	max    time.Duration
}

const subBuckets = 32

func (h *histogram) add(d time.Duration) {
	h.counts[bucket(uint64(d))]++
	h.n++
	h.max = max(h.max, d)
}

func bucket(ns uint64) int {
	if ns < subBuckets {
		return int(ns)
	}
	e := bits.Len64(ns) - 6 // keeps 6 significant bits, the first of which is 1
	return (e+1)*subBuckets + int(ns>>e) - subBuckets
}

// lowest returns the smallest duration of a bucket.
func lowest(b int) time.Duration {
	if b < subBuckets {
		return time.Duration(b)
	}
	e := b/subBuckets - 1
	return time.Duration(b%subBuckets+subBuckets) << e
}

func (h *histogram) quantile(q float64) time.Duration {
	left := int64(q * float64(h.n))
	for b, n := range h.counts {
		if left -= n; left < 0 {
			return lowest(b)
		}
	}
	return h.max
}

// latencies makes a case of single operations. On a busy machine the time slices of other
// processes are in the tail of most rounds, so the quietest round stands for all.
func (b *bench) latencies(group, name string, metrics ...string) *caseResult {
	c := newCase(group, name, "ns", metrics...)
	if c.least = b.byProcessor; c.least {
		c.name += " (least of the rounds)"
	}
	return c
}

func (r *row) addLatencies(h *histogram) {
	r.add("p50", float64(h.quantile(0.5)))
	r.add("p99", float64(h.quantile(0.99)))
	r.add("p99.99", float64(h.quantile(0.9999)))
	r.add("max", float64(h.max))
}

// singleOps times n operations one by one. What the clock itself takes, some 20 ns, is
// in every one of them.
func singleOps[K keyType, V any](t table[K, V], w *work[K, V], n int, h *histogram, now func() time.Time) {
	w.ops = 1
	for range n {
		begin := now()
		t.run(w)
		h.add(now().Sub(begin))
	}
}

// groupGCLatency runs one reader for each processor but one, which is left to the
// collector: otherwise the scheduler's time slices would be all that is seen.
func groupGCLatency(b *bench) {
	ints, strs := uniform(keysOf(b.many, scattered)), uniform(keysOf(b.many, sessionID))
	latencyUnderGC(b, "int to struct", ints, records())
	latencyUnderGC(b, "string to struct", strs, records())
}

func latencyUnderGC[K keyType, V any](b *bench, name string, keys keySet[K], values []V) {
	c := b.latencies("gclatency", name, "p99", "p50", "p99.99", "max")
	eachRound(b, c, b.rounds, pick[K, V](b, readers), func(s contender[K, V]) {
		t := s.fresh()
		fill(t, keys.all, values)
		runtime.GC()
		stop := loopGC(time.Microsecond)
		var wg sync.WaitGroup
		total := &histogram{}
		var mu sync.Mutex
		for g := range max(1, runtime.GOMAXPROCS(0)-1) {
			wg.Add(1)
			go func() {
				defer wg.Done()
				w := newWork(keys.seq, values, g, workload{goroutines: runtime.GOMAXPROCS(0)})
				h := &histogram{}
				for end := time.Now().Add(4 * b.duration); time.Now().Before(end); {
					singleOps(t, w, chunk, h, time.Now)
				}
				mu.Lock()
				total.merge(h)
				mu.Unlock()
			}()
		}
		wg.Wait()
		stop()
		c.row(s.name).addLatencies(total)
	})
}

func (h *histogram) merge(o *histogram) {
	for i, n := range o.counts {
		h.counts[i] += n
	}
	h.n += o.n
	h.max = max(h.max, o.max)
}

// groupGrowth has two sides of growth: what an insertion costs on average, and how long
// the unluckiest one takes.
func groupGrowth(b *bench) {
	insertions(b, "insert 200K int to 8 bytes", keysOf(200_000, scattered), words())
	insertions(b, "insert 200K string to struct", keysOf(200_000, sessionID), records())

	n, size := 2_000_000, "2M"
	if b.quick {
		n, size = 500_000, "500K"
	}
	keys := keysOf(n, scattered)
	c := b.latencies("growth", "slowest single Store while growing to "+size, "max", "p50", "p99", "p99.99")
	now := time.Now
	if b.byProcessor {
		c.name += ", of its own processor time"
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		now = threadClock
	}
	eachRound(b, c, b.rounds, pick[int, uint64](b, writers), func(s contender[int, uint64]) {
		t, h := s.fresh(), &histogram{}
		singleOps(t, &work[int, uint64]{keys: keys, values: words(), writes: always}, n, h, now)
		c.row(s.name).addLatencies(h)
	})
}

// threadClock stands still while another thread has the processor. Reading it takes a
// system call, which is in every time that is measured with it.
func threadClock() time.Time { return time.Unix(0, int64(threadTime())) }

// insertions has every goroutine insert a share of the keys into one empty map.
func insertions[K keyType, V any](b *bench, name string, keys []K, values []V) {
	c := b.perOperation("growth", name)
	eachRound(b, c, b.rounds, pick[K, V](b, writers), func(s contender[K, V]) {
		t := s.fresh()
		var wg sync.WaitGroup
		clock := start()
		for g := range crowd {
			wg.Add(1)
			go func() {
				defer wg.Done()
				part := keys[g*len(keys)/crowd : (g+1)*len(keys)/crowd]
				fill(t, part, values)
			}()
		}
		wg.Wait()
		r := c.row(s.name)
		clock.lap(r, int64(len(keys)))
		r.noteMissing(missing(t, keys))
	})
}
