package cmap

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
)

func TestNaNKeys(t *testing.T) {
	m := tuned[float64, int](func(f float64) uint64 { return math.Float64bits(f) * 0x9e3779b97f4a7c15 }, 1)
	for i := range 5 {
		m.Store(math.NaN(), i)
	}
	if _, ok := m.Load(math.NaN()); ok || m.Len() != 5 {
		t.Errorf("NaN is found, or %d entries are not 5", m.Len())
	}
	m.Delete(math.NaN())
	// Growth while an iteration passes: what cannot be looked up must be visited where it is.
	seen := map[int]int{}
	added := 0.0
	m.Range(func(key float64, value int) bool {
		if key == key {
			return true
		}
		seen[value]++
		for range 40 {
			added++
			m.Store(added, -1)
		}
		return true
	})
	for i := range 5 {
		if seen[i] != 1 {
			t.Errorf("the NaN with value %d is visited %d times", i, seen[i])
		}
	}
	if m.Len() != 5+int(added) {
		t.Errorf("%d entries, want %d", m.Len(), 5+int(added))
	}
}

// A key that cannot be hashed panics with what a plain map panics with.
func TestKeysThatCannotBeHashed(t *testing.T) {
	type key struct{ v any }
	for _, bad := range []any{[]int{1}, map[int]int{}, func() {}, key{[]string{}}} {
		want := panicOf(func() { _ = map[any]int{1: 1}[bad] }).(error).Error()
		m := new(Map[any, int])
		for _, state := range []string{"empty", "used"} {
			for name, f := range map[string]func(){
				"Load":          func() { m.Load(bad) },
				"Store":         func() { m.Store(bad, 1) },
				"LoadOrStore":   func() { m.LoadOrStore(bad, 1) },
				"LoadAndDelete": func() { m.LoadAndDelete(bad) },
				"Swap":          func() { m.Swap(bad, 1) },
				"Update":        func() { m.Update(bad, func(int, bool) (int, bool) { return 1, true }) },
			} {
				err, ok := panicOf(f).(runtime.Error)
				if !ok || err.Error() != want {
					t.Errorf("%s of %T in an %s map panics with %v, want %s", name, bad, state, err, want)
				}
			}
			m.Store("good", 1)
		}
		if m.Len() != 1 {
			t.Errorf("%d entries", m.Len())
		}
	}
}

// kilobyte is a large key or value, with pointers.
type kilobyte struct {
	name string
	body [1024 - 16]byte
}

func TestSizes(t *testing.T) {
	big := func(i int) kilobyte {
		return kilobyte{name: fmt.Sprint(i), body: [1024 - 16]byte{7: byte(i), 1007: byte(i)}}
	}
	t.Run("no value", func(t *testing.T) {
		fillAndEmpty(t, func(i int) int { return i }, func(int) struct{} { return struct{}{} })
	})
	t.Run("empty array", func(t *testing.T) {
		fillAndEmpty(t, func(i int) int { return i }, func(int) [0]*int { return [0]*int{} })
	})
	t.Run("1 KiB key", func(t *testing.T) { fillAndEmpty(t, big, func(i int) int { return i }) })
	t.Run("1 KiB value", func(t *testing.T) { fillAndEmpty(t, func(i int) int { return i }, big) })
	t.Run("1 KiB both", func(t *testing.T) { fillAndEmpty(t, big, big) })
	t.Run("byte", func(t *testing.T) {
		fillAndEmpty(t, func(i int) uint16 { return uint16(i) }, func(i int) byte { return byte(i) })
	})
	t.Run("8 bytes of floats", func(t *testing.T) {
		fillAndEmpty(t, func(i int) float32 { return float32(i) }, func(i int) complex64 { return complex(float32(i), -1) })
	})
	t.Run("interface", func(t *testing.T) {
		fillAndEmpty(t, func(i int) any { return i }, func(i int) error { return fmt.Errorf("error %d", i) })
	})
}

// fillAndEmpty takes a map through growth, collections and back.
func fillAndEmpty[K comparable, V any](t *testing.T, key func(int) K, value func(int) V) {
	const n = 1500
	m := new(Map[K, V])
	want := map[K]V{}
	for i := range n {
		m.Store(key(i), value(i))
		if i%2 == 0 {
			m.Store(key(i), value(i+1))
		}
		want[key(i)] = value(i + 1 - i%2)
		if i%500 == 0 {
			runtime.GC()
		}
	}
	runtime.GC()
	equal(t, m, want)
	for i := range n {
		if i%10 != 0 {
			m.Delete(key(i))
			delete(want, key(i))
		}
	}
	runtime.GC()
	equal(t, m, want)
	m.Clear()
	equal(t, m, nil)
}

func TestEmptyStructKey(t *testing.T) {
	m := new(Map[struct{}, string])
	m.Store(struct{}{}, "a")
	m.Store(struct{}{}, "b")
	equal(t, m, map[struct{}]string{{}: "b"})
}

// A panic of a callback leaves no lock and no change behind.
func TestCallbacksThatPanic(t *testing.T) {
	broken := errors.New("broken")
	m := tuned[int, int](sums["the key"], 1)
	want := map[int]int{}
	for i := range 20 {
		m.Store(i, i)
		want[i] = i
	}
	for name, f := range map[string]func(){
		"Update of a present key": func() { m.Update(3, func(int, bool) (int, bool) { panic(broken) }) },
		"Update of an absent key": func() { m.Update(100, func(int, bool) (int, bool) { panic(broken) }) },
		"Range":                   func() { m.Range(func(int, int) bool { panic(broken) }) },
		"Keys": func() {
			for range m.Keys() {
				panic(broken)
			}
		},
	} {
		if got := panicOf(f); got != broken {
			t.Errorf("%s panics with %v", name, got)
		}
		// A lock that is held would show as a test that never ends.
		m.Store(100, 1)
		m.Delete(100)
		m.Update(3, func(old int, ok bool) (int, bool) { return old, ok })
		equal(t, m, want)
	}
}

func TestFormats(t *testing.T) {
	m := new(Map[string, []int])
	if got := m.String(); got != "map[]" {
		t.Errorf("an empty map prints %s", got)
	}
	m.Store("b", []int{2})
	m.Store("a\"", nil)
	if got, want := m.String(), `map[a":[] b:[2]]`; got != want {
		t.Errorf("String is %s, want %s", got, want)
	}
	got, err := json.Marshal(m)
	if want := `{"a\"":null,"b":[2]}`; err != nil || string(got) != want {
		t.Errorf("JSON is %s, %v, want %s", got, err, want)
	}
	if _, err := json.Marshal(From(map[int]func(){1: nil})); err == nil || !strings.Contains(err.Error(), "unsupported type") {
		t.Errorf("JSON of functions: %v, want encoding/json's error", err)
	}
}
