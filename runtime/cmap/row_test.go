package cmap

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

func number(i int) int { return i }

// Maps whose rows have many parts, all kinds of value and of table, while some of the parts
// are not there yet and when all are.
func TestRowsOfParts(t *testing.T) {
	inParts(t, number, func(i int) uint64 { return uint64(i) * 3 })
	inParts(t, number, func(i int) *int { return &i })
	inParts(t, number, func(i int) [3]int { return [3]int{i, i, i} })
	inParts(t, number, func(i int) loose { return loose{p: &i} })
	inParts(t, func(i int) uint32 { return uint32(i) }, number)
	inParts(t, func(i int) string { return fmt.Sprint("key ", i) }, number)
	inParts(t, func(i int) string { return fmt.Sprint("key ", i) }, func(i int) *int { return &i })
	inParts(t, func(i int) [9]int { return [9]int{8: i} }, number)
}

// loose is small and has a pointer, but is not one.
type loose struct {
	_ struct{}
	p *int
}

func inParts[K, V comparable](t *testing.T, key func(int) K, value func(int) V) {
	m := new(Map[K, V])
	m.init().layout.onePart = 0
	want := map[K]V{}
	several, missing := 0, 0
	for i := range 6000 {
		want[key(i)] = value(i)
		m.Store(key(i), want[key(i)])
		if d := m.root.Load(); d.parts != nil {
			several++
			if lacks(d.row) {
				missing++
				for j := 0; j < i; j += 1 + i/50 {
					if v, ok := m.Load(key(j)); !ok || v != want[key(j)] {
						t.Fatalf("Load(%v) is %v, %v beside a part that is not there", key(j), v, ok)
					}
					want[key(j)] = value(-j)
					m.Store(key(j), want[key(j)])
				}
			}
		}
	}
	if several == 0 || missing == 0 {
		t.Errorf("%T: %d times the row had parts, %d times one was not there", m, several, missing)
	}
	for i := 0; i < 6000; i += 5 {
		delete(want, key(i))
		m.Delete(key(i))
	}
	equal(t, m, want)
	for i := 6000; i < 6100; i++ {
		if v, ok := m.Load(key(i)); ok {
			t.Errorf("%v, which was never stored, has the value %v", key(i), v)
		}
	}
}

func lacks(r *row) bool {
	for _, p := range r.parts {
		if p.tags == nil {
			return true
		}
	}
	return false
}

// owner is a value whose collection can be seen.
type owner struct {
	p *[64]byte
	n int
}

func owned(collected *atomic.Int64, n int) owner {
	p := new([64]byte)
	runtime.AddCleanup(p, func(struct{}) { collected.Add(1) }, struct{}{})
	return owner{p, n}
}

// wantCollected fails unless the collector finds so many, in the end.
func wantCollected(t *testing.T, collected *atomic.Int64, want int64) {
	t.Helper()
	for range 20 {
		runtime.GC()
		if collected.Load() == want {
			return
		}
		time.Sleep(time.Millisecond) // cleanups run in a goroutine of their own
	}
	t.Errorf("%d of %d deleted values are collected", collected.Load(), want)
}

// The values of deleted keys are collected when a map of constant size has had many.
func TestDeletedValuesAreCollected(t *testing.T) {
	m := new(Map[int, owner])
	var collected atomic.Int64
	const live, stored = 1500, 12_000
	for key := range stored {
		m.Store(key, owned(&collected, key))
		m.Delete(key - live)
	}
	inRow := 0
	m.root.Load().each(func(s *segment) {
		if s.inRow {
			inRow++
		}
	})
	if inRow > 0 {
		t.Errorf("%d segments were never purged", inRow)
	}
	for key := stored - live; key < stored; key++ {
		m.Delete(key)
	}
	wantCollected(t, &collected, stored)
	runtime.KeepAlive(m)
}

// One segment is purged, so that others keep the row that it was in.
func TestPurgedSegmentKeepsNoValues(t *testing.T) {
	m := new(Map[int, owner])
	var collected atomic.Int64
	const stored = 3000
	for key := range stored {
		m.Store(key, owned(&collected, key))
	}
	d := m.root.Load()
	purged := d.segment(0)
	if !purged.inRow || d.row == nil || d.depth < 2 {
		t.Fatal("the segment is not one of several in a row")
	}
	deleted := int64(0)
	for key := range stored {
		if d.hasher.Hash(key) < purged.span() {
			m.Delete(key)
			deleted++
		}
	}
	if after := m.root.Load(); after.row != d.row || after.segment(0) == purged {
		t.Error("the segment was not purged, or took the row with it")
	}
	wantCollected(t, &collected, deleted)
	runtime.KeepAlive(m)
}

// Readers and writers meet parts that do not exist yet.
func TestPartsComeBesideReaders(t *testing.T) {
	m := new(Map[int, int])
	m.init().layout.onePart = 0
	const each = 20_000
	together(4, func(g int) {
		for i := range each {
			key := i*4 + g
			m.Store(key, key)
			for _, back := range []int{0, 1, 100, 5000} {
				if old := key - back*4; old >= 0 {
					if v, ok := m.Load(old); !ok || v != old {
						t.Errorf("Load(%d) is %d, %v just after Store", old, v, ok)
						return
					}
				}
			}
		}
	})
	if m.Len() != 4*each {
		t.Errorf("%d entries, want %d", m.Len(), 4*each)
	}
}
