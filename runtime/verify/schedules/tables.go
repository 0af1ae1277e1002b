//go:build govlint_sched

package schedules

import (
	"github.com/govlint/govlint/runtime/cmap"
	"github.com/govlint/govlint/runtime/cowmap"
	"github.com/govlint/govlint/runtime/shardmap"
)

// A table is a map under exploration, whatever it keeps for the numbers that the
// scenarios store.
type table interface {
	Load(k int) (int, bool)
	Store(k, v int)
	Swap(k, v int) (int, bool)
	LoadOrStore(k, v int) (int, bool)
	LoadAndDelete(k int) (int, bool)
	Delete(k int)
	Update(k int, f func(int, bool) (int, bool)) (int, bool)
	CompareAndSwap(k, old, v int) bool
	CompareAndDelete(k, old int) bool
	Range(f func(k, v int) bool)
	Snapshot() map[int]int
	Clear()
	Len() int
}

// A kind makes empty tables.
type kind struct {
	name  string
	fresh func(sc scenario) table
	// piecewise tables clear one part after the other.
	piecewise bool
}

// The kinds are cmap's four ways to keep a value, and the other maps.
var tables = []kind{
	{name: "word", fresh: tuned(func(n int) int { return n }, func(v int) int { return v })},
	{name: "pointer", fresh: tuned(func(n int) *int { return &pointees[n+origin] }, func(v *int) int { return *v })},
	{name: "box", fresh: tuned(func(n int) loosePointer { return loosePointer{p: &pointees[n+origin]} }, func(v loosePointer) int { return *v.p })},
	{name: "pair", fresh: tuned(func(n int) triple { return triple{n, n, n} }, triple.number)},
	{name: "shardmap", fresh: func(sc scenario) table { return sharded{shardmap.Tuned[int, int](sc.sum)} }, piecewise: true},
	{name: "cowmap", fresh: func(scenario) table { return copied{new(cowmap.Map[int, int])} }},
}

// pointees hold the numbers from -origin on; a pointer stands for the one it points to.
var pointees = func() (p [512]int) {
	for i := range p {
		p[i] = i - origin
	}
	return p
}()

const origin = 128

// loosePointer is small and has a pointer, but is not one.
type loosePointer struct {
	_ struct{}
	p *int
}

type triple struct{ a, b, c int }

// number returns -1 for a value of which one part is of another store.
func (t triple) number() int {
	if t.a != t.b || t.b != t.c {
		return -1
	}
	return t.a
}

// tuned makes tables of small segments, whose sealed words are sealed, sealed+1 and so on.
func tuned[V comparable](code func(int) V, number func(V) int) func(sc scenario) table {
	return func(sc scenario) table {
		seals := uint64(sealed - 1)
		onePart := uintptr(1 << 20)
		if sc.parts {
			onePart = 0
		}
		return &coded[V]{
			m:      cmap.Tuned[key, V](func(k key) uint64 { return sc.sum(k.n) }, sc.size, onePart, func() uint64 { seals++; return seals }),
			code:   code,
			number: number,
		}
	}
}

// A key of 16 bytes is hashed by the map's function, as strings are, and so a read can go
// the short way. One that is as large as an integer would take the long one every time.
type key struct{ n, _ int }

// coded shows a map of any values as one of numbers.
type coded[V comparable] struct {
	m      *cmap.Map[key, V]
	code   func(int) V
	number func(V) int
}

func (c *coded[V]) result(v V, ok bool) (int, bool) {
	var none V
	if v == none {
		return 0, ok
	}
	return c.number(v), ok
}

func (c *coded[V]) Load(k int) (int, bool)    { return c.result(c.m.Load(key{n: k})) }
func (c *coded[V]) Store(k, v int)            { c.m.Store(key{n: k}, c.code(v)) }
func (c *coded[V]) Swap(k, v int) (int, bool) { return c.result(c.m.Swap(key{n: k}, c.code(v))) }
func (c *coded[V]) LoadOrStore(k, v int) (int, bool) {
	return c.result(c.m.LoadOrStore(key{n: k}, c.code(v)))
}
func (c *coded[V]) LoadAndDelete(k int) (int, bool) { return c.result(c.m.LoadAndDelete(key{n: k})) }
func (c *coded[V]) Delete(k int)                    { c.m.Delete(key{n: k}) }

func (c *coded[V]) Update(k int, f func(int, bool) (int, bool)) (int, bool) {
	return c.result(c.m.Update(key{n: k}, func(old V, had bool) (V, bool) {
		v, keep := f(c.result(old, had))
		return c.code(v), keep
	}))
}

func (c *coded[V]) CompareAndSwap(k, old, v int) bool {
	return cmap.CompareAndSwap(c.m, key{n: k}, c.code(old), c.code(v))
}

func (c *coded[V]) CompareAndDelete(k, old int) bool {
	return cmap.CompareAndDelete(c.m, key{n: k}, c.code(old))
}

func (c *coded[V]) Range(f func(k, v int) bool) {
	c.m.Range(func(k key, v V) bool { return f(k.n, c.number(v)) })
}

func (c *coded[V]) Snapshot() map[int]int {
	out := map[int]int{}
	for k, v := range c.m.All() {
		out[k.n] = c.number(v)
	}
	return out
}

func (c *coded[V]) Structure() cmap.Structure { return cmap.StructureOf(c.m) }

func (c *coded[V]) Clear()   { c.m.Clear() }
func (c *coded[V]) Len() int { return c.m.Len() }

type sharded struct{ *shardmap.Map[int, int] }

func (s sharded) CompareAndSwap(k, old, v int) bool { return shardmap.CompareAndSwap(s.Map, k, old, v) }
func (s sharded) CompareAndDelete(k, old int) bool {
	return shardmap.CompareAndDelete(s.Map, k, old)
}

type copied struct{ *cowmap.Map[int, int] }

func (c copied) CompareAndSwap(k, old, v int) bool { return cowmap.CompareAndSwap(c.Map, k, old, v) }
func (c copied) CompareAndDelete(k, old int) bool  { return cowmap.CompareAndDelete(c.Map, k, old) }
