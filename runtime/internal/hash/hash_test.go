package hash

import (
	"math"
	"math/bits"
	"testing"
)

func hashAll[K comparable](t *testing.T, keys ...K) {
	t.Helper()
	h := New[K]()
	seen := map[uint64]K{}
	for _, k := range keys {
		sum := h.Hash(k)
		if sum != h.Hash(k) {
			t.Fatalf("hash of %v changes from call to call", k)
		}
		if other, ok := seen[sum]; ok {
			t.Fatalf("%v and %v have the same 64-bit hash", k, other)
		}
		seen[sum] = k
	}
}

type order struct {
	customer string
	line     int
	price    float64
}

func TestHashTellsKeysApart(t *testing.T) {
	hashAll(t, 0, 1, -1, math.MaxInt)
	hashAll[uint32](t, 0, 1, 1<<31)
	hashAll[int8](t, 0, 1, -128)
	hashAll(t, "", "a", "b", "orders/1", "orders/2")
	hashAll(t, order{"ann", 1, 2}, order{"ann", 1, 3}, order{"bob", 1, 2})
	hashAll[any](t, 1, "1", order{"ann", 1, 2})
	hashAll(t, [3]string{"a", "", "b"}, [3]string{"", "a", "b"})
	hashAll(t, true, false)
}

func TestEqualKeysHashEqually(t *testing.T) {
	h := New[float64]()
	if h.Hash(0.0) != h.Hash(math.Copysign(0, -1)) {
		t.Error("0.0 == -0.0, but their hashes differ")
	}
	first, second := h.Hash(math.NaN()), h.Hash(math.NaN())
	if first == second {
		t.Error("two NaN hash alike, so a map of them degenerates")
	}
	a := New[any]()
	if a.Hash(order{"ann", 1, 0.0}) != a.Hash(order{"a" + string([]byte("nn")), 1, math.Copysign(0, -1)}) {
		t.Error("equal structs in interfaces hash differently")
	}
}

func TestUnhashableKeyPanicsAsInAMap(t *testing.T) {
	message := func(f func()) (msg string) {
		defer func() { msg = recover().(error).Error() }()
		f()
		return ""
	}
	h := New[any]()
	want := message(func() { _ = map[any]int{1: 1}[[]int{1}] })
	if got := message(func() { h.Hash([]int{1}) }); got != want {
		t.Errorf("got panic %q, want %q", got, want)
	}
}

func TestSeedsDiffer(t *testing.T) {
	a, b := New[int](), New[int]()
	c, d := New[string](), New[string]()
	if a.Hash(1) == b.Hash(1) || c.Hash("x") == d.Hash("x") {
		t.Error("two hashers share a seed")
	}
}

// TestRegularKeysSpread looks at the three fields of the hash that the map
// uses (directory, group, tag) for key patterns that break weak functions.
// Chi-squared over 256 cells has mean 255 and standard deviation 22.6.
func TestRegularKeysSpread(t *testing.T) {
	const keys = 1 << 14
	patterns := map[string]func(i uint64) uint64{
		"consecutive":    func(i uint64) uint64 { return i },
		"i<<24":          func(i uint64) uint64 { return i << 24 },
		"i<<48":          func(i uint64) uint64 { return i << 48 },
		"equal low bits": func(i uint64) uint64 { return i<<16 | 0xbeef },
		"multiples":      func(i uint64) uint64 { return i * 1_000_003 },
		"reversed":       bits.Reverse64,
	}
	for name, pattern := range patterns {
		for round := 0; round < 8; round++ {
			h := New[uint64]()
			var cells [3][256]int
			for i := uint64(0); i < keys; i++ {
				sum := h.Hash(pattern(i))
				cells[0][sum>>56]++
				cells[1][sum>>48&0xff]++
				cells[2][sum&0xff]++
			}
			for field := range cells {
				chi := 0.0
				for _, n := range cells[field] {
					d := float64(n) - keys/256
					chi += d * d / (keys / 256)
				}
				if chi > 255+10*22.6 {
					t.Errorf("%s, field %d: chi-squared %.0f, keys cluster", name, field, chi)
				}
			}
		}
	}
}

func TestHashAllocatesNothing(t *testing.T) {
	s, i, o := New[string](), New[int](), New[order]()
	var sum uint64
	n := testing.AllocsPerRun(100, func() {
		sum += s.Hash("orders/1") + i.Hash(7) + o.Hash(order{"ann", 1, 2})
	})
	if n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
	_ = sum
}

func BenchmarkInt(b *testing.B) {
	h := New[int]()
	var sum uint64
	for i := 0; i < b.N; i++ {
		sum += h.Hash(i)
	}
	_ = sum
}

func BenchmarkString(b *testing.B) {
	h := New[string]()
	var sum uint64
	for i := 0; i < b.N; i++ {
		sum += h.Hash("orders/2026/11/21")
	}
	_ = sum
}
