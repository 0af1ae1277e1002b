package atomics

import (
	"sync/atomic"
	"unsafe"
)

// A meter has its 64-bit counter behind a word.
type meter struct {
	open  int32
	bytes uint64
	conns int64
}

func (m *meter) add(n uint64) {
	atomic.AddUint64(&m.bytes, n) // want `atomic-width: atomic.AddUint64 panics on 32-bit systems: m.bytes is not aligned to 8 bytes there; atomic.Uint64 is aligned everywhere`
	atomic.AddInt32(&m.open, 1)
}

func (m *meter) accept() int64 {
	return atomic.AddInt64(&m.conns, 1) // want `atomic-width: atomic.AddInt64 panics on 32-bit systems: m.conns is not aligned`
}

// A link is aligned by itself; what embeds it is not.
type link struct {
	sent uint64
	peer string
}

func (l *link) send(n int) { atomic.AddUint64(&l.sent, uint64(n)) }

type bridge struct {
	name  string
	ready bool
	link  // want `atomic-width: bridge.link takes the 64-bit atomic l.sent to where it is not aligned to 8 bytes on 32-bit systems, and atomic.AddUint64 at width.go:30 panics there`
}

// A slot is 12 bytes long on 386, so that every other one is not aligned.
type slot struct {
	hits int64
	id   int32
}

type table struct {
	slots []slot // want `atomic-width: table.slots takes the 64-bit atomic s.hits to where it is not aligned`
}

func (s *slot) hit() { atomic.AddInt64(&s.hits, 1) }

func (t *table) hitAt(i int) {
	atomic.AddInt64(&t.slots[i].hits, 1) // want `atomic-width: atomic.AddInt64 panics on 32-bit systems: t.slots\[i\].hits is not aligned`
}

// A ring's pair of cursors stands behind its flags.
type ring struct {
	flags   [3]uint32
	cursors [2]uint64
}

func (r *ring) advance(i int) uint64 {
	return atomic.AddUint64(&r.cursors[i], 1) // want `atomic-width: atomic.AddUint64 panics on 32-bit systems: r.cursors\[i\] is not aligned`
}

// A gauge is half as wide as what is added to it.
type gauge struct {
	level int32
	limit int32
	total int
}

func (g *gauge) raise(n int64) {
	atomic.AddInt64((*int64)(unsafe.Pointer(&g.level)), n) // want `atomic-width: atomic.AddInt64 takes 8 bytes at g.level, which has 4: what lies behind it in memory is overwritten`
}

func (g *gauge) count() {
	atomic.AddUint64((*uint64)(unsafe.Pointer(&g.total)), 1) // want `atomic-width: atomic.AddUint64 takes 8 bytes at g.total, which has 4 on 32-bit systems: what lies behind it`
}

type clock struct{ now uint64 }

func (c *clock) tick() uint32 {
	return atomic.AddUint32((*uint32)(unsafe.Pointer(&c.now)), 1) // want `atomic-width: atomic.AddUint32 takes 4 bytes at c.now, which has 8: the other half is left as it was`
}

// ok: first in the struct.
type okFirst struct {
	bytes uint64
	conns int64
	open  int32
}

func (m *okFirst) add(n uint64) {
	atomic.AddUint64(&m.bytes, n)
	atomic.AddInt64(&m.conns, 1)
}

// ok: behind two words.
type okPadded struct {
	a, b  uint32
	bytes uint64
}

func (m *okPadded) add(n uint64) { atomic.AddUint64(&m.bytes, n) }

// ok: behind a pointer, so an allocation of its own.
type okPointer struct {
	open  int32
	inner *okFirst
}

func (m *okPointer) add(n uint64) { atomic.AddUint64(&m.inner.bytes, n) }

// ok: first in what embeds it, 16 bytes an element.
type okHolder struct {
	okPadded
	name  string
	array [4]okPadded
}

func (h *okHolder) bump(i int) { atomic.AddUint64(&h.array[i].bytes, 1) }

// ok: a package-level variable is aligned.
var okTotal uint64

func okCount() { atomic.AddUint64(&okTotal, 1) }

// ok: elements of 8 bytes.
func okElements(counts []int64, i int) { atomic.AddInt64(&counts[i], 1) }

// ok: a session lies anywhere, its numbers have memory of their own.
type okNumbers struct{ numbers []uint64 }

func (n *okNumbers) next(epoch int) uint64 { return atomic.AddUint64(&n.numbers[epoch], 1) }

type okSession struct {
	open  int32
	state okNumbers
}

func (s *okSession) next() uint64 { return s.state.next(0) }

// ok: the type takes care of itself.
type okTyped struct {
	open  int32
	bytes atomic.Uint64
}

func (m *okTyped) add(n uint64) { m.bytes.Add(n) }

// ok: a float has the width of its bits.
type okFloat struct{ sum float64 }

func (f *okFloat) bits() uint64 { return atomic.LoadUint64((*uint64)(unsafe.Pointer(&f.sum))) }

// ok: an array of words is taken apart on purpose.
type okState struct{ state [3]uint32 }

func (s *okState) load() uint64 { return atomic.LoadUint64((*uint64)(unsafe.Pointer(&s.state))) }
