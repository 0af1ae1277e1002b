package cmap

import "testing"

// The same map with its rows in one part and in many, by numbers of segments that end within
// a row, too.
func TestRowsOfParts(t *testing.T) {
	for _, n := range []int{30, 300, 3000, 20_000} {
		inParts[uint64](t, n, func(i int) uint64 { return uint64(i) * 3 })
		inParts[*int](t, n, func(i int) *int { return &i })
		inParts[[3]int](t, n, func(i int) [3]int { return [3]int{i, i, i} })
	}
}

func inParts[V comparable](t *testing.T, n int, value func(int) V) {
	m := new(Map[int, V])
	d := m.init()
	d.layout.onePart = 0
	want := map[int]V{}
	for i := range n {
		v := value(i)
		want[i] = v
		m.Store(i, v)
	}
	for i := 0; i < n; i += 3 {
		v := value(-i)
		want[i] = v
		m.Store(i, v)
	}
	for i := 0; i < n; i += 5 {
		delete(want, i)
		m.Delete(i)
	}
	equal(t, m, want)
	if d := m.root.Load(); d.depth > 1 && d.parts == nil {
		t.Errorf("%d entries: segments of depth %d in one part", n, d.depth)
	}
	for i := n; i < n+100; i++ {
		if v, ok := m.Load(i); ok {
			t.Errorf("%d, which was never stored, has the value %v", i, v)
		}
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
