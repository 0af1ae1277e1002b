package main

import (
	"fmt"
	"math/rand/v2"
)

// keySet is the keys of a map and the order in which they are asked for.
type keySet[K keyType] struct {
	all []K // distinct
	seq []K
}

// seqLen asks for each of n keys some ten times, within bounds that keep the sequence long
// against a time slice and small against memory.
func seqLen(n int) int {
	if n > 1<<20 {
		return 1 << 22
	}
	return min(max(10*n, 1<<16), 1<<20)
}

// random is the source of every sequence, the same in each run of the program: what
// differs between two runs is the machine.
func random() *rand.Rand { return rand.New(rand.NewPCG(2, 3)) }

func uniform[K keyType](all []K) keySet[K] {
	r := random()
	return sequence(all, func() int { return r.IntN(len(all)) })
}

// zipf asks for the most popular key most often, the second about half as often, as
// requests for users, pages and products do.
func zipf[K keyType](all []K) keySet[K] {
	z := rand.NewZipf(random(), 1.1, 1, uint64(len(all)-1))
	return sequence(all, func() int { return int(z.Uint64()) })
}

// hotSet sends nine of ten operations to one key in a hundred.
func hotSet[K keyType](all []K) keySet[K] {
	r := random()
	hot := max(len(all)/100, 1)
	return sequence(all, func() int {
		if r.IntN(10) > 0 {
			return r.IntN(hot)
		}
		return r.IntN(len(all))
	})
}

func sequence[K keyType](all []K, pick func() int) keySet[K] {
	seq := make([]K, seqLen(len(all)))
	for i := range seq {
		seq[i] = all[pick()]
	}
	return keySet[K]{all, seq}
}

func keysOf[K keyType](n int, key func(i int) K) []K {
	all := make([]K, n)
	for i := range all {
		all[i] = key(i)
	}
	return all
}

// scattered is a bijection with no pattern that a hash could profit from, as 0..n-1 has.
func scattered(i int) int {
	x := uint64(i) + 1
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9 // the finalizer of splitmix64, Vigna
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return int(x ^ x>>31)
}

func sessionID(i int) string { return fmt.Sprintf("session:%016x", uint64(scattered(i))) }

// Patterns that break weak hashes.
func shifted24(i int) int    { return i << 24 }
func equalLowBits(i int) int { return i<<16 | 0x1F90 }
func fnvCollision(i int) string {
	// The low 5 bits of FNV depend on the low 5 bits of the bytes only, which are 0 in
	// these three characters: all keys meet in one of 32 shards.
	const alphabet = " @`"
	key := []byte("tenant:            ")
	for at := len(key) - 1; i > 0; at-- {
		key[at] = alphabet[i%3]
		i /= 3
	}
	return string(key)
}

// record is a value of the size that services keep by key.
type record struct {
	ID      int64
	Version int64
	Owner   string
}

func records() []record {
	values := make([]record, valueCount)
	for i := range values {
		values[i] = record{int64(i), int64(i) * 3, fmt.Sprintf("owner-%d", i)}
	}
	return values
}

func words() []uint64 {
	values := make([]uint64, valueCount)
	for i := range values {
		values[i] = uint64(scattered(i))
	}
	return values
}
