// Package hot holds code that comments call hot.
package hot

import "strings"

type order struct {
	id    int
	total int64
	name  string
	lines []string
}

//go:noinline
func emit(ids []int) int { return len(ids) }

//govlint:hotpath
func orderIDs(orders []order) []int {
	var ids []int
	for _, o := range orders {
		ids = append(ids, o.id) // want `presize: ids is filled by the loop at grow.go:\d+ without a capacity`
	}
	return ids
}

//govlint:hotpath
func pairs(orders []*order) []int {
	out := []int{}
	for _, o := range orders {
		out = append(out, o.id, len(o.lines)) // want `presize: out .* 2\*len\(orders\) elements`
	}
	return out
}

//govlint:hotpath
func byID(orders []order) map[int]string {
	m := make(map[int]string)
	for _, o := range orders {
		m[o.id] = o.name // want `presize: the map m is filled by the loop`
	}
	return m
}

//govlint:hotpath
func squares(n int) []int {
	out := make([]int, 0)
	for i := range n {
		out = append(out, i*i) // want `presize: out is filled`
	}
	return out
}

// ok: not hot.
func okColdIDs(orders []order) []int {
	var ids []int
	for _, o := range orders {
		ids = append(ids, o.id)
	}
	return ids
}

// ok: there is room.
//
//govlint:hotpath
func okRoom(orders []order) []int {
	ids := make([]int, 0, len(orders))
	for _, o := range orders {
		ids = append(ids, o.id)
	}
	return ids
}

// ok: few may be left.
//
//govlint:hotpath
func okFilter(orders []order) []int {
	var ids []int
	for _, o := range orders {
		if o.total == 0 {
			continue
		}
		ids = append(ids, o.id)
	}
	return ids
}

// ok: how many items a channel brings nobody knows.
//
//govlint:hotpath
func okChannel(ch <-chan order) []int {
	var ids []int
	for o := range ch {
		ids = append(ids, o.id)
	}
	return ids
}

// ok: the slice comes with what a caller put into it.
//
//govlint:hotpath
func okAppendTo(dst []int, orders []order) []int {
	for _, o := range orders {
		dst = append(dst, o.id)
	}
	return dst
}

// ok: two loops fill it, and so its length is not that of one.
//
//govlint:hotpath
func okBoth(a []order) []int {
	var ids []int
	for _, o := range a {
		ids = append(ids, o.id)
		if o.total > 0 {
			ids = append(ids, -o.id)
		}
	}
	return ids
}

// ok: the map was made for them.
//
//govlint:hotpath
func okSized(orders []order) map[int]string {
	m := make(map[int]string, len(orders))
	for _, o := range orders {
		m[o.id] = o.name
	}
	return m
}

//govlint:hotpath
func csv(orders []order) string {
	s := ""
	for _, o := range orders {
		s += o.name + "," // want `concat: s grows by concatenation in the loop`
	}
	return s
}

type printer struct{ out string }

//govlint:hotpath
func (p *printer) lines(orders []order) {
	for _, o := range orders {
		p.out = p.out + o.name // want `concat: p.out grows`
	}
}

// ok: one string a round, and not all of them.
//
//govlint:hotpath
func okKeys(orders []order, put func(string)) {
	for _, o := range orders {
		key := "order:"
		key += o.name
		put(key)
	}
}

// ok: a builder.
//
//govlint:hotpath
func okBuilder(orders []order) string {
	var b strings.Builder
	for _, o := range orders {
		b.WriteString(o.name)
	}
	return b.String()
}

// ok: numbers do not grow.
//
//govlint:hotpath
func okSum(orders []order) (sum int64) {
	for _, o := range orders {
		sum += o.total
	}
	return sum
}
