package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/govlint/govlint/runtime/cowmap"
)

// Random sequences of all operations over few keys, so that each meets present, absent
// and deleted ones, must give what the reference gives, result by result.
func TestSequencesMatchTheReference(t *testing.T) {
	forEach(t, comparers[string, int](), func(t *testing.T, m comparer[string, int]) {
		for seed := range uint64(30) {
			want := comparers[string, int]()[0].fresh()
			m.Clear()
			r := rand.New(rand.NewPCG(seed, 1))
			for step := range 400 {
				op, key, a, b := r.IntN(opCount), keys[r.IntN(len(keys))], r.IntN(4), r.IntN(4)
				got, ref := apply(m, op, key, a, b), apply(want, op, key, a, b)
				if got != ref {
					t.Fatalf("seed %d, step %d, op %d on %q: %s, want %s", seed, step, op, key, got, ref)
				}
			}
			if got, ref := m.Snapshot(), want.Snapshot(); !maps.Equal(got, ref) {
				t.Fatalf("seed %d ends with %v, want %v", seed, got, ref)
			}
		}
	})
}

var keys = []string{"", "a", "b", "orders", "/v1/users", "/v1/users/", "c", "d", "e", "f"}

const opCount = 13

// apply performs one operation and describes its result.
func apply(m comparer[string, int], op int, key string, a, b int) string {
	var v int
	var ok bool
	switch op {
	case 0, 1:
		v, ok = m.Load(key)
	case 2:
		m.Store(key, a)
	case 3:
		v, ok = m.LoadOrStore(key, a)
	case 4:
		v, ok = m.LoadAndDelete(key)
	case 5:
		m.Delete(key)
	case 6:
		v, ok = m.Swap(key, a)
	case 7:
		ok = m.CompareAndSwap(key, a, b)
	case 8:
		ok = m.CompareAndDelete(key, a)
	case 9:
		v, ok = m.Update(key, func(old int, had bool) (int, bool) { return old + a, !had || b > 1 })
		if !ok {
			v = 0 // the value of a deleted key is not specified
		}
	case 10:
		v = m.Len()
	case 11:
		m.Range(func(k string, n int) bool { v += n + len(k); return true })
	case 12:
		if a+b == 0 {
			m.Clear()
		}
	}
	return fmt.Sprint(v, ok)
}

// The same over many keys, to go through growth.
func TestManyKeysMatchAPlainMap(t *testing.T) {
	forEach(t, subjects[int, int](), func(t *testing.T, m concurrentMap[int, int]) {
		want := map[int]int{}
		n := 5000
		if _, copies := m.(*cowmap.Map[int, int]); copies {
			n = 500
		}
		for i := range n {
			key := i * 7919 << (i % 3 * 8)
			m.Store(key, i)
			want[key] = i
			if i%4 == 0 {
				m.Delete(i / 2 * 7919)
				delete(want, i/2*7919)
			}
		}
		if m.Len() != len(want) || !maps.Equal(m.Snapshot(), want) {
			t.Errorf("%d entries, want %d, or other ones", m.Len(), len(want))
		}
		for key, value := range want {
			if got, ok := m.Load(key); !ok || got != value {
				t.Fatalf("Load(%d) = %d, %v, want %d", key, got, ok, value)
			}
		}
	})
}

func TestZeroValue(t *testing.T) {
	forEach(t, comparers[string, int](), func(t *testing.T, m comparer[string, int]) {
		m.Delete("a")
		m.Clear()
		v, ok := m.LoadAndDelete("a")
		if m.CompareAndSwap("a", 0, 1) || m.CompareAndDelete("a", 0) || v != 0 || ok || m.Len() != 0 {
			t.Error("a new map has an entry")
		}
		if v, ok := m.Update("a", func(old int, ok bool) (int, bool) { return old, ok }); v != 0 || ok {
			t.Error("Update of an absent key with false makes an entry")
		}
		if s := m.Snapshot(); s == nil || len(s) != 0 {
			t.Errorf("Snapshot = %v, want an empty map that can be written to", s)
		}
	})
}

func TestCompareOfAnAbsentKeyFails(t *testing.T) {
	forEach(t, comparers[string, any](), func(t *testing.T, m comparer[string, any]) {
		if m.CompareAndSwap("a", nil, 42) || m.CompareAndDelete("a", nil) {
			t.Error("nil compares equal to no value")
		}
		m.Store("a", nil)
		if !m.CompareAndSwap("a", nil, 42) || !m.CompareAndDelete("a", 42) {
			t.Error("a stored nil does not compare equal to nil")
		}
	})
}

func TestIterationVisitsEachEntryOnce(t *testing.T) {
	forEach(t, subjects[int, string](), func(t *testing.T, m concurrentMap[int, string]) {
		want := map[int]string{}
		for i := range 300 {
			m.Store(i, fmt.Sprint("v", i))
			want[i] = fmt.Sprint("v", i)
		}
		ranged, all := map[int]string{}, map[int]string{}
		m.Range(func(k int, v string) bool { ranged[k] += v; return true })
		for k, v := range m.All() {
			all[k] += v
		}
		keys, values := slices.Sorted(m.Keys()), slices.Sorted(m.Values())
		if !maps.Equal(ranged, want) || !maps.Equal(all, want) {
			t.Error("Range or All visit other entries, or some twice")
		}
		if !slices.Equal(keys, slices.Sorted(maps.Keys(want))) || !slices.Equal(values, slices.Sorted(maps.Values(want))) {
			t.Error("Keys or Values visit other entries, or some twice")
		}
	})
}

func TestIterationStops(t *testing.T) {
	forEach(t, subjects[int, int](), func(t *testing.T, m concurrentMap[int, int]) {
		for i := range 100 {
			m.Store(i, i)
		}
		var ranged, all, keys, values int
		m.Range(func(int, int) bool { ranged++; return ranged < 3 })
		for range m.All() {
			if all++; all == 3 {
				break
			}
		}
		for range m.Keys() {
			if keys++; keys == 3 {
				break
			}
		}
		for range m.Values() {
			if values++; values == 3 {
				break
			}
		}
		if ranged != 3 || all != 3 || keys != 3 || values != 3 {
			t.Errorf("visited %d, %d, %d, %d entries, want 3 each", ranged, all, keys, values)
		}
	})
}

// An iterator's body may use the map as it likes, another iteration included.
func TestIterationMayChangeTheMap(t *testing.T) {
	forEach(t, subjects[int, int](), func(t *testing.T, m concurrentMap[int, int]) {
		for i := range 64 {
			m.Store(i, i)
		}
		visited := map[int]bool{}
		m.Range(func(key, _ int) bool {
			if visited[key] {
				t.Errorf("key %d visited twice", key)
			}
			visited[key] = true
			m.Range(func(inner, _ int) bool { m.LoadOrStore(inner, 1); return inner != key })
			m.Store(key+1000, key)
			m.Delete(key)
			return len(visited) < 2000
		})
		for i := range 64 {
			if !visited[i] {
				t.Errorf("key %d not visited", i)
			}
			if _, ok := m.Load(i); ok {
				t.Errorf("key %d survives its deletion", i)
			}
		}
		m.Range(func(int, int) bool { m.Clear(); return true })
		if m.Len() != 0 {
			t.Errorf("%d entries after Clear within Range", m.Len())
		}
	})
}

func TestFormats(t *testing.T) {
	forEach(t, subjects[string, []int](), func(t *testing.T, m concurrentMap[string, []int]) {
		plain := map[string][]int{}
		for _, n := range []int{0, 1, 2, 30} {
			key := fmt.Sprintf("k\"%d", n)
			m.Store(key, []int{n})
			plain[key] = []int{n}
		}
		want, _ := json.Marshal(plain)
		got, err := json.Marshal(m)
		if err != nil || string(got) != string(want) {
			t.Errorf("JSON %s, %v, want %s", got, err, want)
		}
		if got, want := m.String(), fmt.Sprint(plain); got != want {
			t.Errorf("String %s, want %s", got, want)
		}
		m.Clear()
		if got, err := json.Marshal(m); string(got) != "{}" || err != nil {
			t.Errorf("JSON of an empty map: %s, %v", got, err)
		}
	})
	forEach(t, subjects[struct{ a int }, int](), func(t *testing.T, m concurrentMap[struct{ a int }, int]) {
		m.Store(struct{ a int }{1}, 1)
		if got, err := json.Marshal(m); err == nil {
			t.Errorf("JSON of keys that JSON does not have: %s, want the error of a plain map", got)
		}
	})
}
