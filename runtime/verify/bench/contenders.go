package main

import (
	"hash/maphash"
	"sync"

	"github.com/alphadose/haxmap"
	ccmap "github.com/orcaman/concurrent-map/v2"
	"github.com/puzpuzpuz/xsync/v4"

	"github.com/govlint/govlint/runtime/cmap"
	"github.com/govlint/govlint/runtime/cowmap"
	"github.com/govlint/govlint/runtime/shardmap"
)

// keyType has the keys that every contender can take; haxmap takes no structs.
type keyType interface{ int | string }

// table is a contender's map. The loop over operations is on the contender's side of the
// interface, so that an operation costs a static call for each of them.
type table[K keyType, V any] interface {
	run(w *work[K, V]) (found int)
	len() int
}

// contender makes fresh maps.
type contender[K keyType, V any] struct {
	name  string
	fresh func() table[K, V]
}

const (
	nameCmap     = "cmap"
	nameShardmap = "shardmap"
	nameCowmap   = "cowmap"
	nameSyncMap  = "sync.Map"
	nameXsync    = "xsync v4"
	nameHaxmap   = "haxmap"
	nameOrcaman  = "orcaman v2"
	nameRWMutex  = "RWMutex map"
	nameMutex    = "Mutex map"
	nameNaive    = "64 shards"
	namePadded   = "64 shards, padded"
)

func contenders[K keyType, V any]() []contender[K, V] {
	return []contender[K, V]{
		{nameCmap, func() table[K, V] { return new(cmapTable[K, V]) }},
		{nameShardmap, func() table[K, V] { return new(shardTable[K, V]) }},
		{nameSyncMap, func() table[K, V] { return new(syncTable[K, V]) }},
		{nameXsync, func() table[K, V] { return &xsyncTable[K, V]{xsync.NewMap[K, V]()} }},
		{nameHaxmap, func() table[K, V] { return &haxTable[K, V]{haxmap.New[K, V]()} }},
		{nameOrcaman, newOrcaman[K, V]},
		{nameRWMutex, func() table[K, V] { return &rwTable[K, V]{m: map[K]V{}} }},
		{nameMutex, func() table[K, V] { return &mutexTable[K, V]{m: map[K]V{}} }},
		{nameNaive, newNaive[K, V]},
		{namePadded, newPadded[K, V]},
		{nameCowmap, func() table[K, V] { return new(cowTable[K, V]) }},
	}
}

type cmapTable[K keyType, V any] struct{ m cmap.Map[K, V] }

func (t *cmapTable[K, V]) len() int { return t.m.Len() }

func (t *cmapTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.m.Store(k, w.value())
		} else if _, ok := t.m.Load(k); ok {
			found++
		}
	}
	return found
}

type shardTable[K keyType, V any] struct{ m shardmap.Map[K, V] }

func (t *shardTable[K, V]) len() int { return t.m.Len() }

func (t *shardTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.m.Store(k, w.value())
		} else if _, ok := t.m.Load(k); ok {
			found++
		}
	}
	return found
}

type cowTable[K keyType, V any] struct{ m cowmap.Map[K, V] }

func (t *cowTable[K, V]) len() int { return t.m.Len() }

// fill stores all keys in one edit: a store of each would copy the map as often.
func (t *cowTable[K, V]) fill(keys []K, values []V) {
	t.m.Edit(func(m map[K]V) {
		for i, k := range keys {
			m[k] = values[i%len(values)]
		}
	})
}

func (t *cowTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.m.Store(k, w.value())
		} else if _, ok := t.m.Load(k); ok {
			found++
		}
	}
	return found
}

type syncTable[K keyType, V any] struct{ m sync.Map }

func (t *syncTable[K, V]) len() int {
	n := 0
	t.m.Range(func(any, any) bool { n++; return true })
	return n
}

func (t *syncTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.m.Store(k, w.value())
		} else if v, ok := t.m.Load(k); ok {
			_ = v.(V)
			found++
		}
	}
	return found
}

type xsyncTable[K keyType, V any] struct{ m *xsync.Map[K, V] }

func (t *xsyncTable[K, V]) len() int { return t.m.Size() }

func (t *xsyncTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.m.Store(k, w.value())
		} else if _, ok := t.m.Load(k); ok {
			found++
		}
	}
	return found
}

type haxTable[K keyType, V any] struct{ m *haxmap.Map[K, V] }

func (t *haxTable[K, V]) len() int { return int(t.m.Len()) }

func (t *haxTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.m.Set(k, w.value())
		} else if _, ok := t.m.Get(k); ok {
			found++
		}
	}
	return found
}

type orcamanTable[K keyType, V any] struct{ m ccmap.ConcurrentMap[K, V] }

// newOrcaman uses the map's own hash for strings. For integers the map wants one from its
// user, and gets a good one.
func newOrcaman[K keyType, V any]() table[K, V] {
	if m, ok := any(ccmap.New[V]()).(ccmap.ConcurrentMap[K, V]); ok {
		return &orcamanTable[K, V]{m}
	}
	seed := maphash.MakeSeed()
	return &orcamanTable[K, V]{ccmap.NewWithCustomShardingFunction[K, V](func(key K) uint32 {
		return uint32(maphash.Comparable(seed, key))
	})}
}

func (t *orcamanTable[K, V]) len() int { return t.m.Count() }

func (t *orcamanTable[K, V]) run(w *work[K, V]) (found int) {
	for range w.ops {
		if k := w.next(); w.write() {
			t.m.Set(k, w.value())
		} else if _, ok := t.m.Get(k); ok {
			found++
		}
	}
	return found
}
