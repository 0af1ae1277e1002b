package conformance

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// shape stores, overwrites, loads and deletes values of one kind under keys of one kind.
func shape[K comparable, V any](t *testing.T, name string, key func(int) K, value func(int) V) {
	t.Run(name, func(t *testing.T) {
		forEach(t, subjects[K, V](), func(t *testing.T, m concurrentMap[K, V]) {
			const n = 200
			for i := range n {
				m.Store(key(i), value(i))
			}
			for i := range n {
				m.Swap(key(i), value(i+1))
			}
			runtime.GC()
			for i := range n {
				got, ok := m.Load(key(i))
				if !ok || !reflect.DeepEqual(got, value(i+1)) {
					t.Fatalf("value %d = %v, %v, want %v", i, got, ok, value(i+1))
				}
			}
			for i := range n {
				if _, ok := m.LoadAndDelete(key(i)); !ok {
					t.Fatalf("key %d is gone before its deletion", i)
				}
			}
			if m.Len() != 0 {
				t.Errorf("%d entries left", m.Len())
			}
		})
	})
}

func TestShapes(t *testing.T) {
	type large [128]int64
	type mixed struct {
		id   int32
		name string
		tags []string
		next *int
	}
	id := func(i int) int { return i }
	shape(t, "bool", id, func(i int) bool { return i%2 == 0 })
	shape(t, "byte", id, func(i int) byte { return byte(i) })
	shape(t, "float32", id, func(i int) float32 { return float32(i) / 3 })
	shape(t, "uint64", id, func(i int) uint64 { return math.MaxUint64 - uint64(i) })
	shape(t, "complex", id, func(i int) complex128 { return complex(float64(i), 1) })
	shape(t, "word of fields", id, func(i int) struct{ a, b int16 } { return struct{ a, b int16 }{int16(i), 2} })
	shape(t, "three bytes", id, func(i int) [3]byte { return [3]byte{byte(i), 1, 2} })
	shape(t, "string", id, func(i int) string { return strings.Repeat("x", i) })
	shape(t, "slice", id, func(i int) []int { return []int{i, i} })
	shape(t, "pointer", id, func(i int) *int { return &i })
	shape(t, "nil pointer", id, func(int) *int { return nil })
	shape(t, "pointer in a struct", id, func(i int) struct{ p *int } { return struct{ p *int }{&i} })
	shape(t, "map", id, func(i int) map[int]int { return map[int]int{i: i} })
	shape(t, "error", id, func(i int) error { return fmt.Errorf("error %d", i) })
	shape(t, "nil interface", id, func(int) any { return nil })
	shape(t, "empty struct", id, func(int) struct{} { return struct{}{} })
	shape(t, "empty array", id, func(int) [0]*int { return [0]*int{} })
	shape(t, "mixed", id, func(i int) mixed { return mixed{int32(i), "n", []string{"t"}, &i} })
	shape(t, "1 KiB", id, func(i int) large { return large{127: int64(i)} })
	shape(t, "1 KiB keys", func(i int) large { return large{127: int64(i)} }, id)
	shape(t, "struct keys", func(i int) struct {
		tenant string
		id     int
	} {
		return struct {
			tenant string
			id     int
		}{fmt.Sprint(i % 3), i}
	}, id)
	shape(t, "interface keys", func(i int) any {
		if i%2 == 0 {
			return i
		}
		return fmt.Sprint(i)
	}, id)
	shape(t, "byte keys", func(i int) uint8 { return uint8(i) }, id)
	shape(t, "float keys", func(i int) float64 { return float64(i) / 7 }, id)
	pointers := make([]int, 200)
	shape(t, "pointer keys", func(i int) *int { return &pointers[i] }, id)
}

func TestEmptyKeys(t *testing.T) {
	forEach(t, subjects[struct{}, struct{}](), func(t *testing.T, m concurrentMap[struct{}, struct{}]) {
		m.Store(struct{}{}, struct{}{})
		m.Store(struct{}{}, struct{}{})
		if _, ok := m.Load(struct{}{}); !ok || m.Len() != 1 {
			t.Errorf("%d entries, want 1", m.Len())
		}
	})
}

func TestNaNKeys(t *testing.T) {
	forEach(t, subjects[float64, int](), func(t *testing.T, m concurrentMap[float64, int]) {
		for i := range 3 {
			m.Store(math.NaN(), i)
		}
		m.Store(math.Copysign(0, -1), 7)
		if v, ok := m.Load(0); !ok || v != 7 {
			t.Error("0 does not find -0")
		}
		if _, ok := m.Load(math.NaN()); ok {
			t.Error("NaN is found")
		}
		m.Delete(math.NaN())
		n, visited := 0, 0
		for k := range m.Keys() {
			if visited++; k != k {
				n++
			}
		}
		if m.Len() != 4 || n != 3 || visited != 4 {
			t.Errorf("Len %d, %d entries visited, %d of them NaN, want 4, 4, 3", m.Len(), visited, n)
		}
		m.Clear()
		if m.Len() != 0 {
			t.Error("NaN survives Clear")
		}
	})
}

// panicOf returns what f panics with.
func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

func TestKeysThatCannotBeHashed(t *testing.T) {
	// An empty plain map words it a little differently from one with entries.
	same := func(got any) bool {
		err, ok := got.(runtime.Error)
		return ok && strings.Contains(err.Error(), "hash of unhashable type") && strings.HasSuffix(err.Error(), "[]int")
	}
	check := func(t *testing.T, m comparer[any, int], which string) {
		bad := []int{1}
		for name, f := range map[string]func(){
			"Load":             func() { m.Load(bad) },
			"Store":            func() { m.Store(bad, 1) },
			"LoadOrStore":      func() { m.LoadOrStore(bad, 1) },
			"LoadAndDelete":    func() { m.LoadAndDelete(bad) },
			"Delete":           func() { m.Delete(bad) },
			"Swap":             func() { m.Swap(bad, 1) },
			"Update":           func() { m.Update(bad, func(int, bool) (int, bool) { return 1, true }) },
			"CompareAndSwap":   func() { m.CompareAndSwap(bad, 1, 2) },
			"CompareAndDelete": func() { m.CompareAndDelete(bad, 1) },
		} {
			if got := panicOf(f); !same(got) {
				t.Errorf("%s of %s map panics with %v, not as a plain map does", name, which, got)
			}
		}
	}
	forEach(t, comparers[any, int](), func(t *testing.T, m comparer[any, int]) {
		check(t, m, "an empty")
		m.Store("a", 1)
		check(t, m, "a used")
		m.Store("b", 2)
		if v, _ := m.Load("a"); v != 1 || m.Len() != 2 {
			t.Errorf("afterwards: %v", m)
		}
	})
}

func TestValuesThatCannotBeCompared(t *testing.T) {
	forEach(t, comparers[string, any](), func(t *testing.T, m comparer[string, any]) {
		m.Store("a", []int{1})
		if panicOf(func() { m.CompareAndSwap("a", []int{1}, 2) }) == nil {
			t.Error("CompareAndSwap of slices does not panic")
		}
		if panicOf(func() { m.CompareAndDelete("a", []int{1}) }) == nil {
			t.Error("CompareAndDelete of slices does not panic")
		}
		if m.CompareAndSwap("a", 1, 2) {
			t.Error("a slice equals a number")
		}
		m.Store("a", 3)
		if !m.CompareAndSwap("a", 3, 4) || m.Len() != 1 {
			t.Errorf("afterwards: %v", m)
		}
	})
}

// A callback that panics, or ends its goroutine, leaves no lock held and no change made.
func TestCallbacksThatDoNotReturn(t *testing.T) {
	broken := errors.New("broken")
	exits := map[string]func(){"panic": func() { panic(broken) }, "Goexit": runtime.Goexit}
	for exit, leave := range exits {
		t.Run(exit, func(t *testing.T) {
			forEach(t, subjects[int, string](), func(t *testing.T, m concurrentMap[int, string]) {
				for i := range 100 {
					m.Store(i, "kept")
				}
				for name, f := range map[string]func(){
					"Update present": func() { m.Update(1, func(string, bool) (string, bool) { leave(); return "", false }) },
					"Update absent":  func() { m.Update(-1, func(string, bool) (string, bool) { leave(); return "", true }) },
					"Range":          func() { m.Range(func(int, string) bool { leave(); return true }) },
					"All": func() {
						for range m.All() {
							leave()
						}
					},
				} {
					done := make(chan struct{})
					go func() {
						defer close(done)
						defer func() { recover() }()
						f()
					}()
					<-done
					for i := range 100 {
						m.Update(i, func(old string, ok bool) (string, bool) { return old, ok })
						if v, ok := m.Load(i); !ok || v != "kept" {
							t.Fatalf("after %s: key %d = %q, %v", name, i, v, ok)
						}
					}
					if m.Len() != 100 {
						t.Fatalf("after %s: %d entries", name, m.Len())
					}
				}
			})
		})
	}
}

// A failing compare-and-swap and a read leave nothing for the collector.
func TestReadsAllocateNothing(t *testing.T) {
	forEach(t, subjects[string, [4]int](), func(t *testing.T, m concurrentMap[string, [4]int]) {
		if _, ok := m.(*reference[string, [4]int]); ok {
			t.Skip("the reference's closures allocate, and are not to be judged")
		}
		m.Store("a", [4]int{})
		if n := testing.AllocsPerRun(200, func() { m.Load("a"); m.Load("absent") }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}
