package shardmap

import (
	"math/bits"
	"runtime"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/align"
	"github.com/govlint/govlint/runtime/internal/hash"
	"github.com/govlint/govlint/runtime/internal/shim"
)

// slot is what a shard holds. A map is one word whatever its key and value, so the
// size is the same for every instance.
type slot[K comparable, V any] struct {
	mu shim.RWMutex
	m  map[K]V
}

// shard is a slot alone on its cache line, so that cores that write different shards
// do not wait for each other's line.
type shard[K comparable, V any] struct {
	slot[K, V]
	_ [align.Line - slotSize]byte
}

const slotSize = unsafe.Sizeof(slot[int, int]{})

const (
	_ = -(unsafe.Sizeof(shard[int, int]{}) - align.Line)
	_ = -(unsafe.Sizeof(shard[string, [64]byte]{}) - align.Line)
	_ = -unsafe.Offsetof(shard[int, int]{}.slot)
)

// table is immutable once published; only its shards change.
type table[K comparable, V any] struct {
	hasher hash.Hasher[K]
	shards []shard[K, V]
}

const (
	minShards     = 64
	maxShards     = 1024
	shardsPerProc = 64
)

// shardCount is a power of two with so many shards a processor that writers rarely meet:
// a goroutine that loses its processor while it holds a shard stops the others that want
// it, and on two cores 128 shards served 50:50 work a quarter faster than 32 did, 256 no
// faster than 128.
func shardCount(procs int) int {
	n := min(max(shardsPerProc*procs, minShards), maxShards)
	return 1 << bits.Len(uint(n-1))
}

func newTable[K comparable, V any]() *table[K, V] {
	return &table[K, V]{
		hasher: hash.New[K](),
		shards: align.Slice[shard[K, V]](shardCount(runtime.GOMAXPROCS(0))),
	}
}

func (t *table[K, V]) shard(key K) *shard[K, V] {
	return &t.shards[t.hasher.Hash(key)&uint64(len(t.shards)-1)]
}

// init returns the table of m and makes it when there is none.
func (m *Map[K, V]) init() *table[K, V] {
	if t := m.table.Load(); t != nil {
		return t
	}
	m.table.CompareAndSwap(nil, newTable[K, V]())
	return m.table.Load()
}

// lockForWrite returns the locked shard of key, ready to be written.
func (m *Map[K, V]) lockForWrite(key K) *shard[K, V] {
	s := m.init().shard(key)
	s.mu.Lock()
	if s.m == nil {
		s.m = make(map[K]V)
	}
	return s
}

// lockExisting returns the locked shard of key, or nil when m was never written. Like any
// use of a key, it panics when the key cannot be hashed.
func (m *Map[K, V]) lockExisting(key K) *shard[K, V] {
	t := m.table.Load()
	if t == nil {
		hash.Check(key)
		return nil
	}
	s := t.shard(key)
	s.mu.Lock()
	return s
}
