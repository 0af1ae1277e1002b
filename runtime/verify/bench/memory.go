package main

import (
	"runtime"
)

func groupMemory(b *bench) {
	n, size := 1_000_000, "1M"
	if b.quick {
		n, size = 200_000, "200K"
	}
	bodies := make([][]byte, valueCount)
	for i := range bodies {
		bodies[i] = make([]byte, 64)
	}
	heapOf(b, size+" entries, int to 8 bytes", keysOf(n, scattered), words())
	heapOf(b, size+" entries, string to []byte", keysOf(n, sessionID), bodies)
	heapOf(b, size+" entries, int to struct", keysOf(n, scattered), records())

	allocationsOf(b, "int to 8 bytes", keysOf(fewKeys, scattered), words())
	allocationsOf(b, "int to struct", keysOf(fewKeys, scattered), records())
}

// heapOf counts what a map takes for itself: the bytes of keys and values that are
// reached through pointers exist before and are not in it.
func heapOf[K keyType, V any](b *bench, name string, keys []K, values []V) {
	c := newCase("memory", name, "B/entry", "B/entry")
	eachRound(b, c, 1, pick[K, V](b, writers), func(s contender[K, V]) {
		before := heap()
		t := s.fresh()
		fill(t, keys, values)
		c.row(s.name).add("B/entry", float64(int64(heap()-before))/float64(len(keys)))
		runtime.KeepAlive(t)
	})
	runtime.KeepAlive(keys)
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func allocationsOf[K keyType, V any](b *bench, name string, keys []K, values []V) {
	c := newCase("memory", "allocations, "+name, "allocs/op", "overwrite", "read")
	eachRound(b, c, 1, pick[K, V](b, writers), func(s contender[K, V]) {
		t := s.fresh()
		fill(t, keys, values)
		r := c.row(s.name)
		const ops = 100_000
		r.add("read", allocations(t, &work[K, V]{keys: keys, values: values, ops: ops}))
		r.add("overwrite", allocations(t, &work[K, V]{keys: keys, values: values, ops: ops, random: 7, writes: always}))
	})
}

// allocations returns how many allocations one operation of w makes, to one hundredth:
// the runtime itself makes a few.
func allocations[K keyType, V any](t table[K, V], w *work[K, V]) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	t.run(w)
	runtime.ReadMemStats(&after)
	return float64((after.Mallocs-before.Mallocs)*100/uint64(w.ops)) / 100
}
