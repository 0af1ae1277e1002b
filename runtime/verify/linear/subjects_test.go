package linear

import (
	"github.com/govlint/govlint/runtime/cmap"
	"github.com/govlint/govlint/runtime/cowmap"
	"github.com/govlint/govlint/runtime/shardmap"
)

// api is the part of a map's methods that is recorded.
type api[V any] interface {
	Load(key int) (V, bool)
	Store(key int, value V)
	LoadOrStore(key int, value V) (V, bool)
	LoadAndDelete(key int) (V, bool)
	Delete(key int)
	Swap(key int, value V) (V, bool)
	Update(key int, f func(old V, ok bool) (V, bool)) (V, bool)
	Range(f func(key int, value V) bool)
	Clear()
}

// observed is a map of one kind of value, which code and number translate.
type observed[V comparable] struct {
	api[V]
	swapIf   func(key int, old, new V) bool
	deleteIf func(key int, old V) bool
	code     func(n int) V
	number   func(v V) int
}

func (o *observed[V]) clear() { o.Clear() }
func (o *observed[V]) churn(key int) {
	if _, loaded := o.LoadOrStore(key, o.code(key%values)); loaded {
		o.Delete(key)
	}
}

func (o *observed[V]) iterate(visit func(key, value int)) {
	o.Range(func(key int, value V) bool { visit(key, o.number(value)); return true })
}

func (o *observed[V]) do(in input) output {
	switch in.kind {
	case load:
		return o.output(o.Load(in.key))
	case store:
		o.Store(in.key, o.code(in.a))
	case loadOrStore:
		return o.output(o.LoadOrStore(in.key, o.code(in.a)))
	case loadAndDelete:
		return o.output(o.LoadAndDelete(in.key))
	case remove:
		o.Delete(in.key)
	case swap:
		return o.output(o.Swap(in.key, o.code(in.a)))
	case compareAndSwap:
		return output{0, o.swapIf(in.key, o.code(in.a), o.code(in.b))}
	case compareAndDelete:
		return output{0, o.deleteIf(in.key, o.code(in.a))}
	case addOrDelete:
		value, ok := o.Update(in.key, func(old V, had bool) (V, bool) {
			n := in.a
			if had {
				n += o.number(old)
			}
			n %= values
			return o.code(n), n%5 != 0
		})
		if !ok {
			return output{}
		}
		return output{o.number(value), true}
	}
	return output{}
}

// output is the result of an operation that returns a value; the value of an absent key is
// its zero.
func (o *observed[V]) output(value V, ok bool) output {
	var zero V
	if value == zero {
		return output{0, ok}
	}
	return output{o.number(value), ok}
}

// coding is a kind of value that a map may treat in its own way.
type coding[V comparable] struct {
	code   func(n int) V
	number func(v V) int
}

type record3 struct{ a, b, c int }

var (
	wordCoding = coding[uint64]{
		func(n int) uint64 { return uint64(n) },
		func(v uint64) int { return int(v) },
	}
	boxCoding = coding[record3]{
		func(n int) record3 { return record3{n, n, n} },
		func(v record3) int {
			if v.a != v.b || v.b != v.c {
				return -1 // torn: no specification has it
			}
			return v.a
		},
	}
	pointees      [values]int
	pointerCoding = coding[*int]{
		func(n int) *int { return &pointees[n] },
		func(v *int) int { return *v },
	}
)

func init() {
	for i := range pointees {
		pointees[i] = i
	}
}

// kindsOf returns a maker of every kind of map with values in one coding.
func kindsOf[V comparable](c coding[V]) map[string]func() subject {
	return map[string]func() subject{
		"cmap": func() subject {
			m := new(cmap.Map[int, V])
			return &observed[V]{m,
				func(k int, old, new V) bool { return cmap.CompareAndSwap(m, k, old, new) },
				func(k int, old V) bool { return cmap.CompareAndDelete(m, k, old) }, c.code, c.number}
		},
		"shardmap": func() subject {
			m := new(shardmap.Map[int, V])
			return &observed[V]{m,
				func(k int, old, new V) bool { return shardmap.CompareAndSwap(m, k, old, new) },
				func(k int, old V) bool { return shardmap.CompareAndDelete(m, k, old) }, c.code, c.number}
		},
		"cowmap": func() subject {
			m := new(cowmap.Map[int, V])
			return &observed[V]{m,
				func(k int, old, new V) bool { return cowmap.CompareAndSwap(m, k, old, new) },
				func(k int, old V) bool { return cowmap.CompareAndDelete(m, k, old) }, c.code, c.number}
		},
	}
}
