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

// inRow returns which part of the segments of m has its tables in the row.
func inRow[K comparable, V any](m *Map[K, V]) float64 {
	d := m.root.Load()
	in, all := 0, 0
	d.each(func(s *segment) {
		all++
		if d.row.has(s) {
			in++
		}
	})
	return float64(in) / float64(all)
}

// A map of constant size whose keys come and go is read by one row after the other. Most of
// its segments are in it, and most of the time no other row is there.
func TestRowsAreRenewed(t *testing.T) {
	m := new(Map[int, int])
	const live, stored, samples = 20_000, 220_000, 500
	for key := range live {
		m.Store(key, key)
	}
	rows, two, share := map[*row]bool{}, 0, 0.0
	for key := live; key < stored; key++ {
		m.Store(key, key)
		m.Delete(key - live)
		if old := key - live/2; key%7 == 0 {
			if v, ok := m.Load(old); !ok || v != old {
				t.Fatalf("Load(%d) is %d, %v", old, v, ok)
			}
		}
		rows[m.root.Load().row] = true
		if key%((stored-live)/samples) == 0 {
			share += inRow(m) / samples
			if m.coming != nil {
				two++
			}
		}
	}
	if len(rows) < 5 || rows[nil] {
		t.Errorf("%d rows, one of them none: %v", len(rows), rows[nil])
	}
	if share < 0.85 || two > samples/5 {
		t.Errorf("%.2f of the segments are in the row; there are two rows %d times in %d", share, two, samples)
	}
}

// Waves of keys that are all deleted again leave neither a row nor one to come, however often,
// and a wave that is there has a row.
func TestRowsOfWaves(t *testing.T) {
	m := new(Map[int, int])
	next := 0
	for _, size := range []int{20_000, 11_700, 11_700, 11_700, 11_700, 11_700, 21_900, 15_000, 3000, 20_000} {
		first := next
		for ; next < first+size; next++ {
			m.Store(next, next)
		}
		for key := first; key < next; key++ {
			if v, ok := m.Load(key); !ok || v != key {
				t.Fatalf("Load(%d) is %d, %v", key, v, ok)
			}
		}
		for key := first; key < next; key++ {
			m.Delete(key)
		}
		if m.root.Load().row != nil || m.coming != nil {
			t.Errorf("after %d keys, all deleted, there is a row or one to come", size)
		}
	}
	const many = 20_000
	for key := range many {
		m.Store(key, key)
	}
	for key := range 5 * many {
		m.Store(key+many, key)
		m.Delete(key)
	}
	if share := inRow(m); share < 0.4 {
		t.Errorf("%.2f of the segments are in the row", share)
	}
}

// A map that is emptied while it doubles keeps no row.
func TestRowOfFewIsDropped(t *testing.T) {
	m := new(Map[int, int])
	key := 0
	for d := m.init(); d.depth != 7 || d.row.in < 20; d = m.root.Load() {
		m.Store(key, key)
		key++
	}
	for ; key >= 0; key-- {
		m.Delete(key)
	}
	if m.root.Load().row != nil || m.coming != nil {
		t.Error("an empty map has a row or one to come")
	}
}

// The values of deleted keys are collected, in whichever row they were.
func TestDeletedValuesAreCollected(t *testing.T) {
	m := new(Map[int, owner])
	var collected atomic.Int64
	const live, stored = 1500, 20_000
	rows := map[*row]bool{}
	for key := range stored {
		m.Store(key, owned(&collected, key))
		m.Delete(key - live)
		rows[m.root.Load().row] = true
	}
	if len(rows) < 5 {
		t.Errorf("%d rows", len(rows))
	}
	clear(rows)
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

// A segment with another sealed word than the rest goes into no row, and is not moved for its
// sake.
func TestResealedSegmentStaysOut(t *testing.T) {
	m := new(Map[int, uint64])
	const live, stored = 3000, 30_000
	for key := range live {
		m.Store(key, uint64(key))
	}
	sealed := m.root.Load().sealed
	m.Store(-1, sealed)
	h := m.root.Load().hasher.Hash(-1)
	rows := map[*row]bool{}
	for key := live; key < stored; key++ {
		before := m.root.Load().segment(h)
		wasFull := before.used >= m.root.Load().limit(before)
		m.Store(key, uint64(key))
		if after := m.root.Load().segment(h); after.inRow || after.sealed == sealed || after != before && !wasFull {
			t.Fatalf("after key %d: in a row: %v, sealed as others: %v, moved in vain: %v", key, after.inRow, after.sealed == sealed, after != before && !wasFull)
		}
		m.Delete(key - live)
		rows[m.root.Load().row] = true
		if v, ok := m.Load(key - live); ok {
			t.Fatalf("key %d is deleted and has the value %d", key-live, v)
		}
	}
	if v, ok := m.Load(-1); !ok || v != sealed {
		t.Errorf("Load is %x, %v, want the word that was sealed, %x", v, ok, sealed)
	}
	if len(rows) < 4 || m.Len() != live+1 {
		t.Errorf("%d rows, %d keys", len(rows), m.Len())
	}
}

// Keys of several goroutines come and go while one row follows the other.
func TestRowsAreRenewedBesideReaders(t *testing.T) {
	for _, onePart := range []uintptr{maxOnePart, 0} {
		renewedBesideReaders(t, onePart, func(n int) uint64 { return uint64(n) })
		renewedBesideReaders(t, onePart, func(n int) [2]int { return [2]int{n, -n} })
		renewedBesideReaders(t, onePart, func(n int) loose { return loose{p: &n} })
	}
}

func renewedBesideReaders[V comparable](t *testing.T, onePart uintptr, value func(int) V) {
	const goroutines, live = 4, 1000
	m := new(Map[int, V])
	m.init().layout.onePart = onePart
	stored := scaled(8 * live)
	together(goroutines, func(g int) {
		values := make([]V, stored)
		read := func(i int, want bool) {
			if v, ok := m.Load(i*goroutines + g); ok != want || ok && v != values[i] {
				t.Errorf("key %d has the value %v, %v, want %v, %v", i, v, ok, values[i], want)
			}
		}
		for i := range values {
			values[i] = value(i)
			m.Store(i*goroutines+g, values[i])
			read(i, true)
			if i < live {
				continue
			}
			m.Delete((i-live)*goroutines + g)
			read(i-live, false)
			read(i-live/2, true)
			values[i-1] = value(-i)
			m.Store((i-1)*goroutines+g, values[i-1])
			read(i-1, true)
		}
	})
	if most := uint64(m.root.Load().depth); m.rows <= most && stored > 4*live {
		t.Errorf("%d rows, not more than there were depths", m.rows)
	}
	if m.Len() != goroutines*live {
		t.Errorf("%d entries, want %d", m.Len(), goroutines*live)
	}
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
