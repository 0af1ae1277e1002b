// Package pools uses sync.Pool as services do, well and badly.
package pools

import (
	"net"
	"sync"
)

// frames keeps the buffers of a proxy.
var frames = sync.Pool{New: func() any { return make([]byte, 0, 4096) }}

func relay(conn net.Conn) error {
	b := frames.Get().([]byte)
	defer frames.Put(b) // want `pool-value: \[\]byte is put into a sync.Pool by value`
	n, err := conn.Read(b[:cap(b)])
	if err != nil {
		return err
	}
	_, err = conn.Write(b[:n])
	return err
}

type point struct{ lat, lon float64 }

type geo struct {
	points sync.Pool
}

func (g *geo) release(p point) {
	g.points.Put(p) // want `pool-value: point is put into a sync.Pool by value`
}

func (g *geo) releaseAll(ids []string) {
	for _, id := range ids {
		g.points.Put(id) // want `pool-value: string is put into a sync.Pool by value`
	}
}

// One pointer wide, and no pointer.
func (g *geo) releaseID(id uint64) {
	go g.points.Put(id) // want `pool-value: uint64 is put into a sync.Pool by value`
}

// ok: a pointer to the slice.
var packets = sync.Pool{New: func() any { b := make([]byte, 1500); return &b }}

func readPacket(conn net.PacketConn) (int, error) {
	b := packets.Get().(*[]byte)
	defer packets.Put(b)
	n, _, err := conn.ReadFrom(*b)
	return n, err
}

// ok: maps, channels and functions are pointers already, and so is a struct
// of one of them.
type session struct{ values map[string]string }

func (g *geo) okShapes(m map[string]int, ch chan int, f func(), s session) {
	g.points.Put(m)
	g.points.Put(ch)
	g.points.Put(f)
	g.points.Put(s)
}

// ok: an interface was made long ago.
func (g *geo) okInterface(v any) { g.points.Put(v) }

// ok: nothing to allocate.
func (g *geo) okEmpty() {
	g.points.Put(struct{}{})
	g.points.Put(7)
	g.points.Put(byte(len("x")))
}

// ok: the author knows.
func okKnown(b []byte) {
	frames.Put(b[:0]) //nolint:staticcheck // SA6002: the header is small beside the buffer
}

// ok: said above.
func okSaid(b []byte) {
	// One small allocation a Put is fine here, the buffers are 1 MB.
	frames.Put(b)
}

// ok: another type that has a Put.
type store struct{ m map[string][]byte }

func (s *store) Put(b []byte) { s.m[string(b)] = b }

func okOther(s *store, b []byte) { s.Put(b) }

// ok: what a type parameter holds is not known.
func okGeneric[T any](p *sync.Pool, v T) { p.Put(v) }
