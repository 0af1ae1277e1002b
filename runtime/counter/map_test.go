package counter

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"sync"
	"testing"
)

func TestMapZeroValue(t *testing.T) {
	var m Map[string]
	if m.Load("/users") != 0 || m.Sum() != 0 || m.Len() != 0 {
		t.Error("a new map is not at 0")
	}
	m.Reset()
	m.Range(func(k string, n int64) bool { t.Errorf("a new map has %s at %d", k, n); return true })
	m.Inc("/users")
	m.Add("/users", 41)
	if got := m.Load("/users"); got != 42 {
		t.Errorf("Load = %d, want 42", got)
	}
}

func TestMapAgreesWithAPlainMap(t *testing.T) {
	var m Map[string]
	want := map[string]int64{}
	for i := range 50_000 {
		key := fmt.Sprintf("GET /items/%d", i*i%9973)
		m.Add(key, int64(i%11-5))
		want[key] += int64(i%11 - 5)
	}
	if got := all(&m); !maps.Equal(got, want) {
		t.Errorf("%d counters differ from the plain map's %d", len(got), len(want))
	}
	for key, n := range want {
		if got := m.Load(key); got != n {
			t.Fatalf("Load(%s) = %d, want %d", key, got, n)
		}
	}
	if m.Len() != len(want) {
		t.Errorf("Len = %d, want %d", m.Len(), len(want))
	}
}

func all[K comparable](m *Map[K]) map[K]int64 {
	got := map[K]int64{}
	m.Range(func(key K, n int64) bool { got[key] = n; return true })
	return got
}

func TestMapRangeIsInOrderOfAppearanceAndStops(t *testing.T) {
	var m Map[string]
	for _, k := range []string{"tls", "dns", "tcp", "dns"} {
		m.Inc(k)
	}
	var seen []string
	m.Range(func(k string, _ int64) bool {
		m.Inc("added by the callback")
		seen = append(seen, k)
		return len(seen) < 2
	})
	if fmt.Sprint(seen) != "[tls dns]" {
		t.Errorf("visited %v", seen)
	}
}

func TestMapReset(t *testing.T) {
	var m Map[int]
	for i := range 1000 {
		m.Inc(i)
	}
	m.Reset()
	if m.Len() != 0 || m.Sum() != 0 || m.Load(7) != 0 {
		t.Error("counters survive Reset")
	}
	m.Inc(7)
	if got := all(&m); len(got) != 1 || got[7] != 1 {
		t.Errorf("after Reset and Inc: %v", got)
	}
}

// All goroutines add the same fresh keys at once, so that every insertion is a race and
// the index doubles under the adders.
func TestMapLosesNothing(t *testing.T) {
	const adders, keys = 8, 20_000
	var m Map[uint32]
	var wg sync.WaitGroup
	for range adders {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range keys {
				key := uint32(i) << 12
				m.Inc(key)
				if m.Load(key) < 1 {
					t.Errorf("own Add of %d not seen", key)
					return
				}
			}
		}()
	}
	wg.Wait()
	if m.Len() != keys || m.Sum() != adders*keys {
		t.Errorf("%d keys, sum %d, want %d and %d", m.Len(), m.Sum(), keys, adders*keys)
	}
	for key, n := range all(&m) {
		if n != adders {
			t.Fatalf("counter %d = %d, want %d", key, n, adders)
		}
	}
}

func TestMapResetBesideAdds(t *testing.T) {
	var m Map[int]
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 20_000 {
				m.Inc(i % 97)
			}
		}()
	}
	for range 50 {
		m.Reset()
	}
	wg.Wait()
	if sum := m.Sum(); sum < 0 || sum > 80_000 {
		t.Errorf("Sum = %d, want 0 to 80000", sum)
	}
	m.Reset()
	m.Inc(1)
	if m.Sum() != 1 {
		t.Errorf("Sum = %d after Reset and one Inc", m.Sum())
	}
}

func TestMapKeysBehaveAsInAPlainMap(t *testing.T) {
	var floats Map[float64]
	floats.Inc(math.NaN())
	floats.Inc(math.NaN())
	floats.Inc(0)
	floats.Inc(math.Copysign(0, -1))
	if floats.Len() != 3 || floats.Load(math.NaN()) != 0 || floats.Load(0) != 2 {
		t.Errorf("NaN and zero: %v", all(&floats))
	}

	var m, empty Map[any]
	m.Inc("a")
	for name, f := range map[string]func(){
		"Add":                  func() { m.Inc([]int{1}) },
		"Load":                 func() { m.Load(map[string]int{}) },
		"Load of an empty map": func() { empty.Load([]int{1}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s of a key that cannot be hashed does not panic", name)
				}
			}()
			f()
		}()
	}
	m.Inc("a")
	m.Inc(struct{ code int }{404})
	if m.Load("a") != 2 || m.Load(struct{ code int }{404}) != 1 {
		t.Error("unusable after a panic")
	}

	var fresh Map[any]
	func() {
		defer func() { recover() }()
		fresh.Inc([]int{1})
	}()
	fresh.Inc("first")
	if fresh.Load("first") != 1 {
		t.Error("unusable after a panic on the first key")
	}
}

func TestMapOfLargeAndEmptyKeys(t *testing.T) {
	var large Map[[128]uint64]
	for i := range 500 {
		large.Inc([128]uint64{127: uint64(i % 100)})
	}
	if large.Len() != 100 || large.Load([128]uint64{127: 99}) != 5 {
		t.Errorf("1 KiB keys: %d counters", large.Len())
	}
	var empty Map[struct{}]
	empty.Inc(struct{}{})
	empty.Inc(struct{}{})
	if empty.Len() != 1 || empty.Sum() != 2 {
		t.Errorf("empty keys: %d counters, sum %d", empty.Len(), empty.Sum())
	}
}

func TestMapFormats(t *testing.T) {
	var m Map[string]
	m.Add("b", 2)
	m.Add("a", 1)
	if got := m.String(); got != "map[a:1 b:2]" {
		t.Errorf("String = %s", got)
	}
	if got, err := json.Marshal(&m); err != nil || string(got) != `{"a":1,"b":2}` {
		t.Errorf("JSON = %s, %v", got, err)
	}
}

func TestMapAddAllocatesNothing(t *testing.T) {
	var m Map[string]
	m.Inc("GET")
	if n := testing.AllocsPerRun(100, func() { m.Inc("GET"); m.Load("GET") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
