package main

import (
	"fmt"
	"strings"
	"time"
)

// The twelve groups of the article that this library measures itself against, and the
// counters. The article's numbers are speed-ups over the sync.Map of its time; here every
// contender is of today and runs in the same process.
var groups = []group{
	{"read", "reads only, 100K keys, 32 goroutines", groupRead},
	{"write10", "10 % writes, 100K keys, 32 goroutines", groupWrite10},
	{"colliding", "keys made to collide, 10 % writes, 100K keys, 32 goroutines", groupColliding},
	{"gc", "10 % writes while the collector runs every 2 ms, 100K keys, 32 goroutines", groupGC},
	{"goroutines", "1K keys, 10 % writes, 4 to 128 goroutines", groupGoroutines},
	{"read99", "1 % writes, 100K keys, 32 goroutines", groupRead99},
	{"padding", "10M keys with and without padding, 10 % writes, 32 goroutines", groupPadding},
	{"gclatency", "time of single reads while the collector never stops", groupGCLatency},
	{"skew", "uniform, Zipf and hot-set keys, 10 % writes, 100K keys, 32 goroutines", groupSkew},
	{"half", "half reads, half writes, 100K keys, 32 goroutines", groupHalf},
	{"growth", "insertion into an empty map", groupGrowth},
	{"memory", "heap of 1M entries, allocations of an operation", groupMemory},
	{"counters", "counting by key, 32 goroutines", groupCounters},
}

const (
	manyKeys = 100_000 // unless a test sets bench.many
	fewKeys  = 1000
	crowd    = 32 // goroutines
)

func groupRead(b *bench) {
	wl := workload{goroutines: crowd}
	threeShapes(b, "read", wl, readers)
}

func groupWrite10(b *bench) {
	threeShapes(b, "write10", workload{goroutines: crowd, writes: 0.1}, writers)
}

func groupRead99(b *bench) {
	threeShapes(b, "read99", workload{goroutines: crowd, writes: 0.01}, writers)
}

func groupHalf(b *bench) {
	threeShapes(b, "half", workload{goroutines: crowd, writes: 0.5}, writers)
}

// threeShapes runs a workload over the kinds of key and value that a map treats
// differently.
func threeShapes(b *bench, name string, wl workload, keep func(string) bool) {
	ints, strs := uniform(keysOf(b.many, scattered)), uniform(keysOf(b.many, sessionID))
	throughput(b, b.perOperation(name, "int to struct"), ints, records(), wl, keep)
	throughput(b, b.perOperation(name, "string to struct"), strs, records(), wl, keep)
	throughput(b, b.perOperation(name, "int to 8 bytes"), ints, words(), wl, keep)
}

func groupColliding(b *bench) {
	wl := workload{goroutines: crowd, writes: 0.1}
	for _, p := range []struct {
		name string
		key  func(int) int
	}{
		{"random ints, for comparison", scattered},
		{"ints i<<24", shifted24},
		{"ints with equal low 16 bits", equalLowBits},
	} {
		throughput(b, b.perOperation("colliding", p.name), uniform(keysOf(b.many, p.key)), records(), wl, writers)
	}
	for _, p := range []struct {
		name string
		key  func(int) string
	}{
		{"random strings, for comparison", sessionID},
		{"strings that FNV sends to one of 32 shards", fnvCollision},
	} {
		throughput(b, b.perOperation("colliding", p.name), uniform(keysOf(b.many, p.key)), records(), wl, writers)
	}
}

func groupGC(b *bench) {
	wl := workload{goroutines: crowd, writes: 0.1, gcEvery: 2 * time.Millisecond}
	threeShapes(b, "gc", wl, writers)
}

func groupGoroutines(b *bench) {
	keys := uniform(keysOf(fewKeys, scattered))
	for g := 4; g <= 128; g *= 2 {
		c := b.perOperation("goroutines", fmt.Sprintf("%d goroutines", g))
		throughput(b, c, keys, records(), workload{goroutines: g, writes: 0.1}, writers)
	}
}

// groupPadding leaves out the maps that take minutes to fill or whose one lock has been
// measured enough.
func groupPadding(b *bench) {
	keep := func(name string) bool {
		return strings.HasPrefix(name, nameNaive) || name == nameCmap || name == nameShardmap ||
			name == nameSyncMap || name == nameXsync
	}
	wl := workload{goroutines: crowd, writes: 0.1}
	n, size := 10_000_000, "10M"
	if b.quick {
		n, size = 1_000_000, "1M"
	}
	few := *b
	if few.rounds = min(b.rounds, 3); b.byProcessor {
		few.rounds = 1 // filling the maps takes most of the time
	}
	few.results = nil
	throughput(&few, b.perOperation("padding", size+" keys"), uniform(keysOf(n, scattered)), words(), wl, keep)
	b.results = append(b.results, few.results...)
	hot := uniform(keysOf(64, scattered))
	throughput(b, b.perOperation("padding", "64 keys, where lines are fought over"), hot, words(), wl, keep)
}

func groupSkew(b *bench) {
	wl := workload{goroutines: crowd, writes: 0.1}
	all := keysOf(b.many, scattered)
	for _, d := range []struct {
		name string
		keys keySet[int]
	}{
		{"uniform", uniform(all)},
		{"Zipf, s = 1.1", zipf(all)},
		{"hot set, 90 % on 1 %", hotSet(all)},
	} {
		throughput(b, b.perOperation("skew", d.name), d.keys, records(), wl, writers)
	}
}
