package cmap

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/hash"
)

// Every segment, tag array and entry table of every size starts on a cache line.
func TestTablesStartOnALine(t *testing.T) {
	onALine[uint8, uint8](t)
	onALine[int, int](t)
	onALine[int, string](t)
	onALine[int, *int](t)
	onALine[string, uint64](t)
	onALine[string, string](t)
	onALine[any, [3]int](t)
	onALine[[3]string, int](t)
	onALine[[7]*int, *int](t)
	onALine[kilobyte, int](t)
}

func onALine[K comparable, V any](t *testing.T) {
	t.Run(fmt.Sprint(reflect.TypeFor[K](), " to ", reflect.TypeFor[V]()), func(t *testing.T) {
		d := newDirectory[K, V](hash.New[K]())
		var keep []*segment
		for size := uint64(1); size <= 4096 && d.bytes(size) <= 1<<20; size *= 2 {
			for range 5 { // neighbours in a span
				s := newSegment[K](d.layout, d.shape, size, 0, 0)
				keep = append(keep, s)
				for name, p := range map[string]unsafe.Pointer{
					"segment": unsafe.Pointer(s), "tags": s.tags, "entries": s.entries,
				} {
					if uintptr(p)%cacheLine != 0 {
						t.Errorf("%d groups: %s at %d mod %d", size, name, uintptr(p)%cacheLine, cacheLine)
					}
				}
			}
		}
		runtime.KeepAlive(keep)
	})
}

// The tables of a map that was filled by its methods are those of newSegment.
func TestGrownTablesStartOnALine(t *testing.T) {
	m := new(Map[string, []byte])
	for i := range 20_000 {
		m.Store(fmt.Sprint(i), nil)
	}
	segments := 0
	m.root.Load().each(func(s *segment) {
		segments++
		if (uintptr(unsafe.Pointer(s))|uintptr(s.tags)|uintptr(s.entries))%cacheLine != 0 {
			t.Errorf("segment at %p, tags at %p, entries at %p", s, s.tags, s.entries)
		}
	})
	if segments < 20 {
		t.Errorf("%d segments for 20,000 entries", segments)
	}
}

// The buffer of a builder is as large as was asked for, and its string lies in it.
func TestRoomOfABuilder(t *testing.T) {
	for bytes := 256; bytes <= 8<<20; bytes *= 2 {
		var b strings.Builder
		b.Grow(bytes)
		b.WriteByte('a')
		start := unsafe.Pointer(unsafe.StringData(b.String()))
		for b.Len() < bytes {
			b.WriteByte('b')
		}
		if last := *(*byte)(unsafe.Add(start, bytes-1)); last != 'b' || unsafe.StringData(b.String()) != (*byte)(start) {
			t.Errorf("%d bytes: the last one written is not where the buffer ends", bytes)
		}
	}
}

// Padding in front of a table must not hide its pointers from the collector.
func TestPaddedTablesKeepTheirPointers(t *testing.T) {
	m := new(Map[string, *string])
	for i := range 3000 {
		s := fmt.Sprint("value ", i)
		m.Store(fmt.Sprint("key ", i), &s)
	}
	for range 3 {
		runtime.GC()
		_ = make([]byte, 1<<20)
	}
	for i := range 3000 {
		if v, ok := m.Load(fmt.Sprint("key ", i)); !ok || *v != fmt.Sprint("value ", i) {
			t.Fatalf("key %d has lost its value", i)
		}
	}
}
