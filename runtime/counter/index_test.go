package counter

import (
	"testing"
	"unsafe"

	"github.com/govlint/govlint/runtime/internal/align"
	"github.com/govlint/govlint/runtime/internal/hash"
)

func TestEqualBytes(t *testing.T) {
	for a := range uint64(256) {
		for b := range uint64(256) {
			// The pair in the middle, beside bytes that differ by the carries that fool
			// inexact formulas.
			word, other := 0x00_80_01_00_ff_7f_00_01&^(0xff<<24)|a<<24, uint64(0x01_00_00_01_7f_ff_ff_00)&^(0xff<<24)|b<<24
			want := uint64(0)
			for i := 0; i < 64; i += 8 {
				if byte(word>>i) == byte(other>>i) {
					want |= 0x80 << i
				}
			}
			if got := equalBytes(word, other); got != want {
				t.Fatalf("equalBytes(%#x, %#x) = %#x, want %#x", word, other, got, want)
			}
		}
	}
}

func TestBucketsStartAtMultiplesOfTheirSize(t *testing.T) {
	for n := 1; n <= 1<<14; n *= 2 {
		buckets := align.Slice[bucket[int]](n)
		for i := range buckets {
			if uintptr(unsafe.Pointer(&buckets[i]))%64 != 0 {
				t.Fatalf("bucket %d of %d straddles two lines", i, n)
			}
		}
	}
}

// Hashes that all collide, in full or in the bits that choose the bucket or in the tag,
// make a Map slow, never wrong.
func TestHashesThatCollide(t *testing.T) {
	for name, f := range map[string]func(int) uint64{
		"all equal":         func(int) uint64 { return 0 },
		"all bits set":      func(int) uint64 { return 1<<64 - 1 }, // runs wrap around the end
		"equal buckets":     func(k int) uint64 { return uint64(k) << 57 },
		"equal tags":        func(k int) uint64 { return uint64(k) },
		"two bits are used": func(k int) uint64 { return uint64(k)&1<<63 | uint64(k)&2>>1 },
	} {
		t.Run(name, func(t *testing.T) {
			var m Map[int]
			m.state.Store(&state[int]{hash.With(f), align.Slice[bucket[int]](1), new(cells[int])})
			const keys = 1500
			for round := range int64(2) {
				for k := range keys {
					m.Add(k, int64(k))
					if got := m.Load(k); got != int64(k)*(round+1) {
						t.Fatalf("round %d: Load(%d) = %d, want %d", round, k, got, int64(k)*(round+1))
					}
				}
			}
			if m.Len() != keys || m.Load(keys) != 0 || m.Load(-1) != 0 {
				t.Errorf("%d keys, want %d, or an absent key has a count", m.Len(), keys)
			}
		})
	}
}
